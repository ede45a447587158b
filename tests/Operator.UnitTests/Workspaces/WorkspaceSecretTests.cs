using System.Net;
using Operator.Api.V1Alpha1;
using Operator.UnitTests.Databricks;
using Operator.UnitTests.Managed;

namespace Operator.UnitTests.Workspaces;

/// <summary>The credential of a workspace is in a Secret that may be missing, broken, refused or rotated.</summary>
public sealed class WorkspaceSecretTests
{
    [Theory]
    [InlineData("", "is empty")]
    [InlineData("two words", "white space")]
    public async Task Reconcile_SecretThatHoldsNoCredential_WaitsAndSaysWhich(string content, string expected)
    {
        using var fixture = new WorkspaceHarness();
        fixture.PutSecret(content);
        fixture.Apply();

        await fixture.ReconcileAsync();

        Assert.Equal(("False", Reasons.DependencyNotReady), fixture.Condition(ConditionTypes.Ready));
        Assert.Contains(expected, fixture.Message(ConditionTypes.Ready), StringComparison.Ordinal);
        Assert.DoesNotContain("two words", fixture.Message(ConditionTypes.Ready), StringComparison.Ordinal);
        Assert.Empty(fixture.Stub.Received);
    }

    [Fact]
    public async Task Reconcile_MissingSecret_WaitsAndRecoversWhenItIsThere()
    {
        using var fixture = new WorkspaceHarness();
        fixture.Apply();
        await fixture.ReconcileAsync();
        Assert.Equal(("False", Reasons.DependencyNotReady), fixture.Condition(ConditionTypes.Ready));
        Assert.Equal("InProgress", Kstatus.Of(fixture.Workspace().Status, 1));

        fixture.PutSecret("dapi-first");
        await fixture.ReconcileAsync();

        Assert.Equal("True", fixture.Condition(ConditionTypes.Ready).Status);
    }

    [Fact]
    public async Task Reconcile_SecretReplacedByDeletingAndCreatingIt_TakesNothingFromAnybody()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.RemoveSecret();

        await fixture.ReconcileAsync();
        var writes = fixture.Writes;
        await fixture.ReconcileAsync();

        Assert.Equal(("True", Reasons.Available), fixture.Condition(ConditionTypes.Ready));
        Assert.Equal(("Unknown", Reasons.DependencyNotReady), fixture.Condition(ConditionTypes.Synced));
        Assert.Contains("The Secret credential does not exist", fixture.Message(ConditionTypes.Reconciling), StringComparison.Ordinal);
        Assert.Equal(writes, fixture.Writes);
        fixture.PutSecret("dapi-second");
        await fixture.ReconcileAsync();
        Assert.Equal(("True", Reasons.InSync), fixture.Condition(ConditionTypes.Synced));
        Assert.Equal("Bearer dapi-second", fixture.Stub.Received.Last().Authorization);
    }

    [Fact]
    public async Task Reconcile_SecretMissingForTenMinutes_IsNotReady()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.RemoveSecret();
        await fixture.ReconcileAsync();

        fixture.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        await fixture.ReconcileAsync();
        Assert.Equal("True", fixture.Condition(ConditionTypes.Ready).Status);
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        await fixture.ReconcileAsync();

        Assert.Equal(("False", Reasons.DependencyNotReady), fixture.Condition(ConditionTypes.Ready));
        fixture.PutSecret("dapi-first");
        await fixture.ReconcileAsync();
        Assert.Equal("True", fixture.Condition(ConditionTypes.Ready).Status);
        fixture.RemoveSecret();
        await fixture.ReconcileAsync();
        Assert.Equal("True", fixture.Condition(ConditionTypes.Ready).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reconcile_SecretMissingAndTheWorkspaceEdited_IsNotServedFromMemory(bool isOfTheCredential)
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.RemoveSecret();
        fixture.Edit(spec =>
        {
            spec.Auth.Token!.SecretKeyRef.Name = isOfTheCredential ? "another" : "credential";
            spec.AllowedNamespaces = new AllowedNamespaces { From = NamespacesFrom.All };
        });

        await fixture.ReconcileAsync();

        Assert.Equal(("False", Reasons.DependencyNotReady), fixture.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Reconcile_SecretMissingAndItsLastValueRefused_SaysThatTheSecretIsMissing()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.RemoveSecret();
        fixture.Answers(Reply.Error(403, "403", "Invalid access token."));

        await fixture.ReconcileAsync();

        Assert.Equal(("False", Reasons.DependencyNotReady), fixture.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Reconcile_ApiServerDoesNotGiveTheSecret_SaysSoAndStaysReady()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.RefusesSecrets(HttpStatusCode.InternalServerError);
        await fixture.ReconcileAsync();
        Assert.Equal(("True", Reasons.Available), fixture.Condition(ConditionTypes.Ready));
        Assert.Equal(("Unknown", Reasons.DependencyNotReady), fixture.Condition(ConditionTypes.Synced));

        fixture.RefusesSecrets(HttpStatusCode.Forbidden);
        await fixture.ReconcileAsync();
        Assert.Equal(("False", Reasons.DependencyNotReady), fixture.Condition(ConditionTypes.Ready));
        Assert.Contains("cannot be read", fixture.Message(ConditionTypes.Ready), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconcile_RotatedSecret_UsesTheNewOneOnTheSameClient()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.PutSecret("dapi-second");

        await fixture.ReconcileAsync();

        Assert.Equal("Bearer dapi-second", fixture.Stub.Received.Last().Authorization);
        Assert.Single(fixture.Made);
    }

    [Fact]
    public async Task Reconcile_RotatedSecretThatWorks_WakesThoseWhoWereRefused()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.AddCluster("refused", change: Refused);
        fixture.AddCluster("fine");
        fixture.PutSecret("dapi-second");

        await fixture.ReconcileAsync();

        Assert.Equal(["cluster team/refused"], fixture.Queued);
    }

    private static void Refused(DatabricksCluster cluster) => cluster.Status.Conditions.Add(
        new() { Type = ConditionTypes.Ready, Status = "False", Reason = Reasons.AuthenticationFailed });
}
