using Operator.Api.V1Alpha1;
using Operator.UnitTests.Databricks;
using Operator.UnitTests.Managed;

namespace Operator.UnitTests.Workspaces;

/// <summary>Ready means that the credential works now; everything else says what is wrong and goes on by itself where it can.</summary>
public sealed class WorkspaceControllerTests
{
    [Fact]
    public async Task Reconcile_CredentialThatWorks_IsReadyAndSaysWhoItIs()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();

        var status = fixture.Workspace().Status;
        Assert.Equal(("True", Reasons.Available), fixture.Condition(ConditionTypes.Ready));
        Assert.Equal(("ada@example.com", "1111", "token", WorkspaceHarness.Host), (status.UserName, status.WorkspaceId, status.Credential, status.Host));
        Assert.Equal("Current", Kstatus.Of(status, 1));
        Assert.Contains(Ownership.Finalizer, fixture.Workspace().Metadata.Finalizers);
    }

    [Fact]
    public async Task Reconcile_NothingChanged_WritesNothing()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        var writes = fixture.Writes;

        var result = await fixture.ReconcileAsync();

        Assert.Equal(writes, fixture.Writes);
        Assert.Empty(fixture.Events);
        Assert.InRange(result.RequeueAfter!.Value, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData(401, "401", "Credential was not accepted", Reasons.AuthenticationFailed)]
    [InlineData(403, "403", "Invalid access token.", Reasons.AuthenticationFailed)]
    [InlineData(403, "PERMISSION_DENIED", "Source IP address is blocked", Reasons.PermissionDenied)]
    public async Task Reconcile_RefusedCredential_IsNotReadyWithDatabricksWords(int status, string code, string message, string reason)
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.Answers(Reply.Error(status, code, message));

        await fixture.ReconcileAsync();
        Assert.Equal(("True", Reasons.Available), fixture.Condition(ConditionTypes.Ready));
        fixture.Time.Advance(TimeSpan.FromMinutes(1));
        await fixture.ReconcileAsync();

        Assert.Equal(("False", reason), fixture.Condition(ConditionTypes.Ready));
        Assert.Contains(message, fixture.Message(ConditionTypes.Ready), StringComparison.Ordinal);
        Assert.Contains(fixture.Events, one => one.StartsWith($"Warning {reason}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconcile_Outage_IsPausedForTenMinutesAndSaysSoInSynced()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.Answers(Reply.Error(500, "INTERNAL_ERROR", "broken"));

        await fixture.ReconcileAsync();
        Assert.Equal(("True", Reasons.Available), fixture.Condition(ConditionTypes.Ready));
        Assert.Equal(("Unknown", Reasons.ApiUnavailable), fixture.Condition(ConditionTypes.Synced));

        fixture.Time.Advance(TimeSpan.FromMinutes(11));
        await fixture.ReconcileAsync();
        Assert.Equal(("Unknown", Reasons.ApiUnavailable), fixture.Condition(ConditionTypes.Ready));

        fixture.Accepts("ada@example.com");
        await fixture.ReconcileAsync();
        Assert.Equal("True", fixture.Condition(ConditionTypes.Ready).Status);
    }

    [Fact]
    public async Task Reconcile_RuleBroken_IsStalledAndCallsNobody()
    {
        using var fixture = new WorkspaceHarness();
        fixture.PutSecret("dapi-first");
        fixture.Apply(workspace => workspace.Spec.Host = "http://dbc-1.cloud.databricks.com");

        await fixture.ReconcileAsync();

        Assert.Equal(("False", Reasons.InvalidSpec), fixture.Condition(ConditionTypes.Ready));
        Assert.Equal("Failed", Kstatus.Of(fixture.Workspace().Status, 1));
        Assert.Empty(fixture.Stub.Received);
    }

    /// <summary>A misspelt host looks like an outage, and would be waited for without an end.</summary>
    [Fact]
    public async Task Reconcile_HostThatNeverAnswers_IsStalledAfterTenMinutesAndRecovers()
    {
        using var fixture = new WorkspaceHarness();
        fixture.PutSecret("dapi-first");
        fixture.Apply();
        fixture.Answers(Reply.Error(500, "INTERNAL_ERROR", "broken"));
        await fixture.ReconcileAsync();
        Assert.Equal("InProgress", Kstatus.Of(fixture.Workspace().Status, 1));

        fixture.Time.Advance(TimeSpan.FromMinutes(11));
        await fixture.ReconcileAsync();
        Assert.Equal("Failed", Kstatus.Of(fixture.Workspace().Status, 1));
        Assert.Contains("check spec.host", fixture.Message(ConditionTypes.Stalled), StringComparison.Ordinal);

        fixture.Accepts("ada@example.com");
        await fixture.ReconcileAsync();
        Assert.Equal("Current", Kstatus.Of(fixture.Workspace().Status, 1));
    }

    [Theory]
    [InlineData(401, "401", "Credential was not accepted")]
    [InlineData(403, "PERMISSION_DENIED", "Source IP address is blocked")]
    public async Task Reconcile_RefusedForTenMinutes_IsStalled(int status, string code, string message)
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.Answers(Reply.Error(status, code, message));
        await fixture.ReconcileAsync();
        Assert.Equal("InProgress", Kstatus.Of(fixture.Workspace().Status, 1));

        fixture.Time.Advance(TimeSpan.FromMinutes(10));
        await fixture.ReconcileAsync();

        Assert.Equal("Failed", Kstatus.Of(fixture.Workspace().Status, 1));
    }

    [Fact]
    public async Task Refusal_OfAnObjectsCall_BringsTheNextLookAtTheWorkspaceForward()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.Answers(Reply.Error(403, "403", "Invalid access token."));

        await Assert.ThrowsAnyAsync<Exception>(() => fixture.CallAsync(fixture.AddCluster("etl")));
        Assert.Equal(["workspace team/prod"], fixture.Queued);

        await fixture.ReconcileAsync();
        Assert.Single(fixture.Queued);
    }

    [Fact]
    public async Task Reconcile_AnotherWorkspaceAnswersWhileObjectsLiveInTheFirst_IsAConflictThatNamesThem()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.AddCluster("etl", change: cluster => cluster.Status.WorkspaceId = "1111");
        fixture.Accepts("ada@example.com", "2222");

        await fixture.ReconcileAsync();

        Assert.Equal(("False", Reasons.Conflict), fixture.Condition(ConditionTypes.Ready));
        Assert.Equal("1111", fixture.Workspace().Status.WorkspaceId);
        Assert.All(new[] { "team/etl", "1111", "2222" }, part => Assert.Contains(part, fixture.Message(ConditionTypes.Ready), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconcile_AnotherWorkspaceAnswersAndNothingLivesInTheFirst_IsTheNewOne()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.AddCluster("waiting");
        fixture.Accepts("ada@example.com", "2222");

        await fixture.ReconcileAsync();

        Assert.Equal(("True", "2222"), (fixture.Condition(ConditionTypes.Ready).Status, fixture.Workspace().Status.WorkspaceId));
    }

    [Fact]
    public async Task Reconcile_RequestedByAnnotation_IsEchoed()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.Apply(workspace => workspace.Metadata.Annotations = new Dictionary<string, string> { [Annotations.ReconcileRequestedAt] = "now" });

        await fixture.ReconcileAsync();

        Assert.Equal("now", fixture.Workspace().Status.LastHandledReconcileAt);
    }

    [Fact]
    public async Task Reconcile_EditOfALimit_MakesANewClientAndEditOfTheRightsDoesNot()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.Edit(spec => spec.AllowedNamespaces = new AllowedNamespaces { From = NamespacesFrom.All });
        await fixture.ReconcileAsync();
        Assert.Single(fixture.Made);

        fixture.Edit(spec => spec.Limits = new WorkspaceLimits { RequestsPerSecond = 3 });
        await fixture.ReconcileAsync();

        Assert.Equal([15, 3], fixture.Made.Select(options => options.Limits.RequestsPerSecond));
        Assert.Equal("True", fixture.Condition(ConditionTypes.Ready).Status);
    }

    [Fact]
    public async Task Recreated_UnderTheSameName_GetsAClientOfItsOwn()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        var first = fixture.Clients.Find(fixture.Workspace());

        fixture.Apply(workspace => workspace.Metadata.Uid = "another");

        Assert.NotNull(first);
        Assert.Null(fixture.Clients.Find(fixture.Workspace()));
    }
}
