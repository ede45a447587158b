using Operator.Api.V1Alpha1;
using Operator.Workspaces;

namespace Operator.UnitTests.Workspaces;

/// <summary>A workspace goes after everything that lives in it, and not before.</summary>
public sealed class WorkspaceFinalizerTests
{
    [Fact]
    public async Task Finalize_UsedByNobody_LetsItGo()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();

        var result = await fixture.FinalizeAsync();

        Assert.True(result.IsSuccess);
        Assert.Null(result.RequeueAfter);
        Assert.Null(fixture.Clients.Find(fixture.Workspace()));
    }

    [Fact]
    public async Task Finalize_InUse_StaysReadyAndNamesTheUsers()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.AddCluster("etl");

        var result = await fixture.FinalizeAsync();

        Assert.NotNull(result.RequeueAfter);
        Assert.Equal("True", fixture.Condition(ConditionTypes.Ready).Status);
        Assert.Equal(("True", Reasons.DeleteBlocked), fixture.Condition(ConditionTypes.Reconciling));
        Assert.Contains("DatabricksCluster team/etl", fixture.Message(ConditionTypes.Reconciling), StringComparison.Ordinal);
    }

    /// <summary>What cannot be seen may use it, and would be left behind without a credential.</summary>
    [Fact]
    public async Task Finalize_UsersMayNotBeSeen_WaitsAndSaysWhatIsMissing()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.RefuseClusters("team");

        var result = await fixture.FinalizeAsync();

        Assert.NotNull(result.RequeueAfter);
        Assert.Equal(("True", Reasons.DeleteBlocked), fixture.Condition(ConditionTypes.Reconciling));
        Assert.Contains("databricksclusters in namespace team", fixture.Message(ConditionTypes.Reconciling), StringComparison.Ordinal);
        fixture.AllowClusters("team");
        Assert.Null((await fixture.FinalizeAsync()).RequeueAfter);
    }

    [Fact]
    public async Task Finalize_NamespaceThatItDoesNotAdmitMayNotBeSeen_LetsItGo()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.RefuseClusters("other");

        Assert.Null((await fixture.FinalizeAsync()).RequeueAfter);
    }

    [Fact]
    public async Task Finalize_UsedByMany_NamesAFewAndCountsTheRest()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        for (var number = 0; number < 100; number++)
        {
            fixture.AddCluster($"etl-{number:00}");
        }

        await fixture.FinalizeAsync();

        Assert.Contains("etl-04 and 95 more", fixture.Message(ConditionTypes.Synced), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finalize_LastUserGone_IsLookedAtAtOnceAndLetsItGo()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        var cluster = fixture.AddCluster("etl");
        await fixture.FinalizeAsync();
        fixture.Queued.Clear();

        fixture.RemoveCluster(cluster);

        Assert.Equal(["workspace team/prod"], fixture.Queued);
        Assert.Null((await fixture.FinalizeAsync()).RequeueAfter);
    }

    [Fact]
    public async Task Finalize_UsedByAnObjectThatNamesNone_HoldsTheDefault()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.AddCluster("implicit", change: cluster => cluster.Spec.WorkspaceRef = null);

        Assert.Null((await fixture.FinalizeAsync()).RequeueAfter); // prod is not the default
        fixture.Apply(name: "default");
        Assert.Equal([new WorkspaceDependent("DatabricksCluster", new("team", "implicit"), null)], fixture.Users.Of(fixture.Workspace("default")));
    }

    [Fact]
    public async Task Finalize_NamedByANamespaceThatIsNotAdmitted_LetsItGo()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.AddCluster("stranger", "other");

        Assert.Null((await fixture.FinalizeAsync()).RequeueAfter);
    }

    [Fact]
    public async Task Finalize_UsedByANamespaceThatIsNoLongerAdmitted_StillHolds()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.AddCluster("once-admitted", "other", cluster => cluster.Status.Workspace = "team/prod");

        Assert.NotNull((await fixture.FinalizeAsync()).RequeueAfter);
    }

    [Fact]
    public async Task Finalize_Abandoned_LetsItGoThoughInUse()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.AddCluster("etl");
        fixture.Apply(workspace => workspace.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Abandon] = "true" });

        Assert.Null((await fixture.FinalizeAsync()).RequeueAfter);
    }

    [Fact]
    public async Task Finalize_InUseAndRotated_GoesOnWithTheNewCredential()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.AddCluster("etl");
        fixture.PutSecret("dapi-second");

        await fixture.FinalizeAsync();

        Assert.Equal("Bearer dapi-second", fixture.Stub.Received.Last().Authorization);
    }
}
