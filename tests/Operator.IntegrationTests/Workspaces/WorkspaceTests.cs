using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Workspaces;

/// <summary>What a user sees of workspaces: where objects go, who may use them, and what happens to credentials.</summary>
public sealed class WorkspaceTests(ControlPlane controlPlane) : WorkspaceTestBase(controlPlane)
{
    [Fact]
    public async Task Apply_EverythingAtOnce_BecomesReadyThroughItsWorkspace()
    {
        await ReadyAsync();

        Assert.Equal("operator@example.com", await WorkspaceAsync(".status.userName"));
        Assert.Equal($"{Simulator.Workspace.OrganizationId}", await WorkspaceAsync(".status.workspaceId"));
        Assert.Equal("prod", await Kubectl.ClusterAsync("c", ".status.workspace"));
        Assert.Single(Simulator.Workspace.Clusters.Ids);
        Assert.Contains("operator@example.com", await Kubectl.RunAsync("get", "dbw"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_WorkspaceNamedDefault_IsThatOfObjectsThatNameNone()
    {
        await Kubectl.ApplyAsync(Manifest.Secret("dapi-simulator"));
        await Kubectl.ApplyAsync(Manifest.Workspace(Simulator.Url, "default"));
        await Kubectl.ApplyAsync(Manifest.Cluster("c", workspace: null));

        await Process.ReadyAsync("c");

        Assert.Equal("default", await Kubectl.ClusterAsync("c", ".status.workspace"));
    }

    [Fact]
    public async Task Suspend_OfAWorkspace_StopsEveryCallAndKeepsReadyUntilItIsLifted()
    {
        await ReadyAsync();

        await Kubectl.RunAsync("patch", "databricksworkspace", "prod", "--type=merge", "-p", """{"spec":{"suspend":true}}""");
        await Eventually.ReachesAsync(_ => WorkspaceAsync(Reason("Synced")), reason => reason == "Suspended", "the workspace to be suspended");
        await Eventually.ReachesAsync(_ => Kubectl.ClusterAsync("c", Reason("Synced")), reason => reason == "Suspended", "the cluster to be suspended");
        var calls = Simulator.Workspace.Journal.After(0).Count;
        await Kubectl.RunAsync("patch", "databrickscluster", "c", "--type=merge", "-p", """{"spec":{"numWorkers":3}}""");
        await Kubectl.RunAsync("annotate", "databrickscluster", "c", "databricks-operator.io/reconcile-requested-at=now");
        await Eventually.ReachesAsync(_ => Kubectl.ClusterAsync("c", ".status.lastHandledReconcileAt"), shown => shown == "now", "a pass over the edit");

        Assert.Equal(calls, Simulator.Workspace.Journal.After(0).Count);
        Assert.StartsWith("True", await Kubectl.ConditionAsync("databricksclusters", "c", "Ready"), StringComparison.Ordinal);

        await Kubectl.RunAsync("patch", "databricksworkspace", "prod", "--type=merge", "-p", """{"spec":{"suspend":false}}""");
        await Eventually.HoldsAsync(() => Simulator.Workspace.Journal.Of("clusters/resize").Count == 1, "the edit to be carried out");
        await Process.ReadyAsync("c");
    }

    [Fact]
    public async Task MissingSecret_Waits_AndGoesOnWhenItIsThere()
    {
        await Kubectl.ApplyAsync(Manifest.Workspace(Simulator.Url));
        await Kubectl.ApplyAsync(Manifest.Cluster("c"));

        await Eventually.ReachesAsync(_ => ReadyReasonAsync(), reason => reason == "DependencyNotReady", "the workspace to wait");
        await Eventually.ReachesAsync(
            _ => Kubectl.ClusterAsync("c", Message("Ready")),
            message => message.Contains("The Secret credential does not exist", StringComparison.Ordinal),
            "the cluster to say why");
        Assert.Equal("WorkspaceNotReady", await Kubectl.ClusterAsync("c", Reason("Ready")));
        Assert.Empty(await WorkspaceAsync(".status.conditions[?(@.type==\"Stalled\")]"));

        await Kubectl.ApplyAsync(Manifest.Secret("dapi-simulator"));
        await Process.ReadyAsync("c", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Delete_WorkspaceInUse_IsHeldByNameUntilItsUsersAreGone()
    {
        await ReadyAsync();

        await Kubectl.RunAsync("delete", "databricksworkspace", "prod", "--wait=false");
        await Eventually.ReachesAsync(
            _ => WorkspaceAsync(Message("Reconciling")),
            message => message.Contains($"DatabricksCluster {Kubectl.Namespace}/c", StringComparison.Ordinal),
            "the name of the user");
        Assert.Equal("DeleteBlocked", await WorkspaceAsync(Reason("Reconciling")));
        Assert.Equal("True", await Kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Ready\")].status"));

        await Kubectl.RunAsync("delete", "databrickscluster", "c", "--timeout=30s");
        await Kubectl.RunAsync("wait", "--for=delete", "databricksworkspace/prod", "--timeout=20s");
        Assert.Empty(Simulator.Workspace.Clusters.Ids);
    }

    [Theory]
    [InlineData("secret,databricksworkspace,databrickscluster")]
    [InlineData("databrickscluster,databricksworkspace,secret")]
    public async Task Delete_EverythingAtOnce_ConvergesAndLeavesNothingBehind(string kinds)
    {
        await ReadyAsync();

        await Kubectl.RunAsync("delete", kinds, "--all", "--wait=false");
        await Kubectl.RunAsync("wait", "--for=delete", "databrickscluster/c", "databricksworkspace/prod", "--timeout=30s");

        Assert.Empty(Simulator.Workspace.Clusters.Ids);
    }

    [Fact]
    public async Task Delete_EverythingThatNeverWorked_Converges()
    {
        await Kubectl.ApplyAsync(Manifest.Workspace(new Uri("http://127.0.0.1:9")));
        await Kubectl.ApplyAsync(Manifest.Secret("dapi-simulator"));
        await Kubectl.ApplyAsync(Manifest.Cluster("c"));
        await Eventually.ReachesAsync(_ => Kubectl.ClusterAsync("c", Reason("Ready")), reason => reason == "WorkspaceNotReady", "the cluster to wait");

        await Kubectl.RunAsync("delete", "databricksworkspace,databrickscluster", "--all", "--timeout=30s");
    }

    [Fact]
    public async Task AnotherWorkspace_BehindTheSameHost_DeletesAndCreatesNothing()
    {
        await ReadyAsync();
        var id = Simulator.Workspace.Clusters.Ids.Single();

        Simulator.Workspace.OrganizationId = 42;
        Simulator.Workspace.Clusters.Remove(id);
        await Kubectl.RunAsync("annotate", "databricksworkspace", "prod", "databricks-operator.io/reconcile-requested-at=now");

        await Eventually.ReachesAsync(_ => WorkspaceAsync(Reason("Stalled")), reason => reason == "Conflict", "the conflict");
        Assert.Equal("now", await WorkspaceAsync(".status.lastHandledReconcileAt"));
        await Eventually.ReachesAsync(
            _ => Kubectl.ClusterAsync("c", Reason("Ready")), reason => reason is "Conflict" or "WorkspaceNotReady", "the cluster to stop");
        Assert.Equal(id, await Kubectl.ClusterAsync("c", ".status.clusterId"));
        Assert.Empty(Simulator.Workspace.Clusters.Ids);
        Assert.Single(Simulator.Workspace.Journal.Of("clusters/create"));
    }

    [Fact]
    public async Task Restart_OfTheOperator_WritesNothingAndCallsAsBefore()
    {
        await ReadyAsync();
        // The last status of the cluster comes after it is Ready for kubectl.
        await Eventually.ReachesAsync(
            _ => Kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Reconciling\")]"), shown => shown.Length == 0, "the cluster to be idle");
        var versions = await VersionsAsync();
        await Process.DisposeAsync();
        var sequence = Simulator.Workspace.Journal.LastSequence;

        await using var second = OperatorInProcess.Start(Kubectl, workspace: null, further: OperatorProcess.WithoutElection);
        await Eventually.HoldsAsync(
            () => Simulator.Workspace.Journal.After(sequence).Select(call => call.Operation)
                .Intersect(["scim/me", "clusters/list"]).Count() == 2, "both to be looked at", TimeSpan.FromSeconds(30), () => second.Log);

        Assert.Equal(versions, await VersionsAsync());
    }

    private static string Message(string type) => $".status.conditions[?(@.type==\"{type}\")].message";

    private Task<string> ReadyReasonAsync() => WorkspaceAsync(Reason("Ready"));

    private Task<string> VersionsAsync() =>
        Kubectl.RunAsync("get", "databricksworkspaces,databricksclusters", "-o", "jsonpath={.items[*].metadata.resourceVersion}");
}
