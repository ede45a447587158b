using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.UnitTests.Databricks;

namespace Operator.UnitTests.Workspaces;

/// <summary>Whether objects may use a workspace is decided from its status, so that every process decides alike.</summary>
public sealed class WorkspaceAvailabilityTests
{
    [Fact]
    public async Task Connect_CredentialWasRefused_KeepsEveryObjectFromTryingItAgain()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.Answers(Reply.Error(403, "403", "Invalid access token."));
        await fixture.ReconcileAsync();
        fixture.Time.Advance(TimeSpan.FromMinutes(1));
        await fixture.ReconcileAsync();

        var connection = fixture.Registry.Connect(fixture.AddCluster("etl"));

        Assert.Null(connection.Client);
        Assert.Contains("Invalid access token", connection.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_OutageOfAWorkspaceThatWorked_StillHandsOutTheClient()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.Answers(Reply.Error(500, "INTERNAL_ERROR", "broken"));
        await fixture.ReconcileAsync();
        fixture.Time.Advance(TimeSpan.FromHours(1));
        await fixture.ReconcileAsync();
        Assert.Equal("Unknown", fixture.Condition(ConditionTypes.Ready).Status);

        Assert.NotNull(fixture.Registry.Connect(fixture.AddCluster("etl")).Client);
    }

    [Fact]
    public async Task Connect_OutageOfAWorkspaceThatNeverWorked_KeepsObjectsWaiting()
    {
        using var fixture = new WorkspaceHarness();
        fixture.PutSecret("dapi-first");
        fixture.Apply();
        fixture.Answers(Reply.Error(500, "INTERNAL_ERROR", "broken"));
        await fixture.ReconcileAsync();

        Assert.Contains("broken", fixture.Registry.Connect(fixture.AddCluster("etl")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_NewProcess_UsesWhatTheOldOneFoundOutWithoutTryingAgain()
    {
        using var old = await WorkspaceHarness.ReadyAsync();
        using var fixture = new WorkspaceHarness();
        fixture.PutSecret("dapi-first");
        fixture.Apply(workspace => workspace.Status = old.Workspace().Status);

        await fixture.CallAsync(fixture.AddCluster("etl"));

        Assert.Equal("Bearer dapi-first", Assert.Single(fixture.Stub.Received).Authorization);
        Assert.Equal(0, fixture.Writes);
    }

    [Fact]
    public async Task Connect_NewProcessWithoutTheSecret_FailsTheCallNamingItAndHasTheWorkspaceLookedAt()
    {
        using var old = await WorkspaceHarness.ReadyAsync();
        using var fixture = new WorkspaceHarness();
        fixture.Apply(workspace => workspace.Status = old.Workspace().Status);

        var exception = await Assert.ThrowsAsync<DatabricksException>(() => fixture.CallAsync(fixture.AddCluster("etl")));

        Assert.Equal(DatabricksErrorKind.Unauthenticated, exception.Kind);
        Assert.Contains("The Secret credential does not exist", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["workspace team/prod"], fixture.Queued);
    }

    [Fact]
    public async Task Connect_SecretGoneForLong_ServesOnlyThoseThatAreBeingDeleted()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.RemoveSecret();
        await fixture.ReconcileAsync();
        Assert.NotNull(fixture.Registry.Connect(fixture.AddCluster("etl")).Client);

        fixture.Time.Advance(TimeSpan.FromMinutes(10));
        await fixture.ReconcileAsync();

        Assert.Contains("Secret credential", fixture.Registry.Connect(fixture.AddCluster("etl")).Problem, StringComparison.Ordinal);
        Assert.NotNull(fixture.Registry.Connect(fixture.AddCluster("old", change: cluster => cluster.Metadata.DeletionTimestamp = DateTime.UnixEpoch)).Client);
    }

    [Fact]
    public async Task Connect_SecretGoneBeforeThisProcessReadIt_SaysWhichEvenToThoseThatAreBeingDeleted()
    {
        using var fixture = new WorkspaceHarness();
        fixture.Apply();
        await fixture.ReconcileAsync();

        var connection = fixture.Registry.Connect(fixture.AddCluster("old", change: cluster => cluster.Metadata.DeletionTimestamp = DateTime.UnixEpoch));

        Assert.Contains("Secret credential", connection.Problem, StringComparison.Ordinal);
    }
}
