using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Options;
using Operator.UnitTests.Databricks;

namespace Operator.UnitTests.Workspaces;

/// <summary>Workspaces under an operator that has rights in single namespaces only, and under one that may read Secrets by name only.</summary>
public sealed class NamespacedOperatorTests
{
    private static readonly OperatorOptions Namespaced = new() { Namespaced = true, WatchNamespaces = "team", InstallationId = "prod" };

    [Fact]
    public async Task Reconcile_AWorkspaceThatAdmitsByLabels_IsStalledAndSaysWhatToUseInstead()
    {
        using var harness = new WorkspaceHarness(Namespaced);
        harness.PutSecret("dapi-first");
        harness.Apply(workspace => workspace.Spec.AllowedNamespaces = new() { From = NamespacesFrom.Selector, Selector = new() });

        await harness.ReconcileAsync();

        Assert.Equal(("True", "InvalidSpec"), harness.Condition("Stalled"));
        Assert.Contains("use Same, or All", harness.Message("Stalled"), StringComparison.Ordinal);
        Assert.Empty(harness.Stub.Received);
    }

    [Fact]
    public async Task Reconcile_AWorkspaceForAllNamespaces_AdmitsThoseThatAreWatched()
    {
        using var harness = await WorkspaceHarness.ReadyAsync(
            workspace => workspace.Spec.AllowedNamespaces = new() { From = NamespacesFrom.All }, Namespaced);

        Assert.NotNull(harness.Registry.Connect(harness.AddCluster("c", "other")).Client);
    }

    /// <summary>Nothing says that the Secret changed; that the old value is refused does.</summary>
    [Fact]
    public async Task Reconcile_ARotatedSecretThatIsNotWatched_IsReadAtTheRefusalOfTheOldOne()
    {
        using var harness = await WorkspaceHarness.ReadyAsync(options: new OperatorOptions { SecretAccess = "Get" });
        var cluster = harness.AddCluster("c");
        harness.PutSecret("dapi-second");
        harness.Answers(Reply.Error(401, "401", "no"));

        await Assert.ThrowsAsync<DatabricksException>(() => harness.CallAsync(cluster));
        Assert.Contains("workspace team/prod", harness.Queued);
        harness.Accepts("ada@example.com");
        await harness.ReconcileAsync();

        Assert.Equal("Bearer dapi-second", harness.Stub.Received.Last().Authorization);
    }
}
