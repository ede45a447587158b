using System.Diagnostics;
using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Workspaces;

/// <summary>What a user sees of workspaces: where objects go, who may use them, and what happens to credentials.</summary>
public sealed class WorkspaceTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private SimulatorHost simulator = null!;
    private NamespacedKubectl kubectl = null!;
    private RunningOperator process = null!;

    public async ValueTask InitializeAsync()
    {
        simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        kubectl = await controlPlane.PrepareAsync("workspaces");
        process = OperatorInProcess.Start(kubectl, workspace: null);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await simulator.DisposeAsync();
    }

    [Fact]
    public async Task Apply_EverythingAtOnce_BecomesReadyThroughItsWorkspace()
    {
        await ReadyAsync();

        Assert.Equal("operator@example.com", await WorkspaceAsync(".status.userName"));
        Assert.Equal($"{simulator.Workspace.OrganizationId}", await WorkspaceAsync(".status.workspaceId"));
        Assert.Equal("prod", await kubectl.ClusterAsync("c", ".status.workspace"));
        Assert.Single(simulator.Workspace.Clusters.Ids);
        Assert.Contains("operator@example.com", await kubectl.RunAsync("get", "dbw"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_WorkspaceNamedDefault_IsThatOfObjectsThatNameNone()
    {
        await kubectl.ApplyAsync(Manifest.Secret("dapi-simulator"));
        await kubectl.ApplyAsync(Manifest.Workspace(simulator.Url, "default"));
        await kubectl.ApplyAsync(Manifest.Cluster("c", workspace: null));

        await process.ReadyAsync("c");

        Assert.Equal("default", await kubectl.ClusterAsync("c", ".status.workspace"));
    }

    [Fact]
    public async Task Suspend_OfAWorkspace_StopsEveryCallAndKeepsReadyUntilItIsLifted()
    {
        await ReadyAsync();

        await kubectl.RunAsync("patch", "databricksworkspace", "prod", "--type=merge", "-p", """{"spec":{"suspend":true}}""");
        await Eventually.ReachesAsync(_ => WorkspaceAsync(Reason("Synced")), reason => reason == "Suspended", "the workspace to be suspended");
        await Eventually.ReachesAsync(_ => kubectl.ClusterAsync("c", Reason("Synced")), reason => reason == "Suspended", "the cluster to be suspended");
        var calls = simulator.Workspace.Journal.After(0).Count;
        await kubectl.RunAsync("patch", "databrickscluster", "c", "--type=merge", "-p", """{"spec":{"numWorkers":3}}""");
        await kubectl.RunAsync("annotate", "databrickscluster", "c", "databricks-operator.io/reconcile-requested-at=now");
        await Eventually.ReachesAsync(_ => kubectl.ClusterAsync("c", ".status.lastHandledReconcileAt"), shown => shown == "now", "a pass over the edit");

        Assert.Equal(calls, simulator.Workspace.Journal.After(0).Count);
        Assert.StartsWith("True", await kubectl.ConditionAsync("databricksclusters", "c", "Ready"), StringComparison.Ordinal);

        await kubectl.RunAsync("patch", "databricksworkspace", "prod", "--type=merge", "-p", """{"spec":{"suspend":false}}""");
        await Eventually.HoldsAsync(() => simulator.Workspace.Journal.Of("clusters/resize").Count == 1, "the edit to be carried out");
        await process.ReadyAsync("c");
    }

    [Fact]
    public async Task Rotation_OfTheSecret_TakesEffectWithinFiveSecondsWithoutARestart()
    {
        await ReadyAsync();
        simulator.Workspace.Tokens.Add("dapi-second", "rotated@example.com");

        // The old token still works: a refused call on the way there would be another story, with a backoff in it.
        await kubectl.ApplyAsync(Manifest.Secret("dapi-second"));
        var started = Stopwatch.GetTimestamp();
        await Eventually.ReachesAsync(_ => WorkspaceAsync(".status.userName"), user => user == "rotated@example.com", "the new user", TimeSpan.FromSeconds(20));
        var elapsed = Stopwatch.GetElapsedTime(started);

        TestContext.Current.TestOutputHelper?.WriteLine($"the new token was in use after {elapsed.TotalSeconds:0.00} s");
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        simulator.Workspace.Tokens.Revoke("dapi-simulator");
        await kubectl.RunAsync("patch", "databrickscluster", "c", "--type=merge", "-p", """{"spec":{"numWorkers":3}}""");
        await Eventually.HoldsAsync(
            () => simulator.Workspace.Journal.Of("clusters/resize").Any(call => call.UserName == "rotated@example.com"), "a call as the new user");
    }

    [Fact]
    public async Task Revocation_OfTheToken_IsSeenFromTheFirstRefusedCallAndMendedByANewOne()
    {
        await ReadyAsync();

        simulator.Workspace.Tokens.Revoke("dapi-simulator");
        await Eventually.ReachesAsync(
            _ => WorkspaceAsync(Reason("Synced")), reason => reason == "AuthenticationFailed", "the workspace to notice", TimeSpan.FromSeconds(30));
        await Eventually.ReachesAsync(
            _ => kubectl.ClusterAsync("c", Reason("Synced")), reason => reason == "AuthenticationFailed", "the cluster to say so", TimeSpan.FromSeconds(30));
        // A refusal that is a few seconds old takes nothing from Ready.
        Assert.Equal("Available", await kubectl.ClusterAsync("c", Reason("Ready")));
        simulator.Workspace.Tokens.Add("dapi-second", "rotated@example.com");
        await kubectl.ApplyAsync(Manifest.Secret("dapi-second"));

        await process.ReadyAsync("c", TimeSpan.FromSeconds(20));
        Assert.DoesNotContain("dapi-second", process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("dapi-second", await kubectl.RunAsync("get", "databricks,events", "-o", "yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingSecret_Waits_AndGoesOnWhenItIsThere()
    {
        await kubectl.ApplyAsync(Manifest.Workspace(simulator.Url));
        await kubectl.ApplyAsync(Manifest.Cluster("c"));

        await Eventually.ReachesAsync(_ => ReadyReasonAsync(), reason => reason == "DependencyNotReady", "the workspace to wait");
        await Eventually.ReachesAsync(
            _ => kubectl.ClusterAsync("c", Message("Ready")),
            message => message.Contains("The Secret credential does not exist", StringComparison.Ordinal),
            "the cluster to say why");
        Assert.Equal("WorkspaceNotReady", await kubectl.ClusterAsync("c", Reason("Ready")));
        Assert.Empty(await WorkspaceAsync(".status.conditions[?(@.type==\"Stalled\")]"));

        await kubectl.ApplyAsync(Manifest.Secret("dapi-simulator"));
        await process.ReadyAsync("c", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Delete_WorkspaceInUse_IsHeldByNameUntilItsUsersAreGone()
    {
        await ReadyAsync();

        await kubectl.RunAsync("delete", "databricksworkspace", "prod", "--wait=false");
        await Eventually.ReachesAsync(
            _ => WorkspaceAsync(Message("Reconciling")),
            message => message.Contains($"DatabricksCluster {kubectl.Namespace}/c", StringComparison.Ordinal),
            "the name of the user");
        Assert.Equal("DeleteBlocked", await WorkspaceAsync(Reason("Reconciling")));
        Assert.Equal("True", await kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Ready\")].status"));

        await kubectl.RunAsync("delete", "databrickscluster", "c", "--timeout=30s");
        await kubectl.RunAsync("wait", "--for=delete", "databricksworkspace/prod", "--timeout=20s");
        Assert.Empty(simulator.Workspace.Clusters.Ids);
    }

    [Theory]
    [InlineData("secret,databricksworkspace,databrickscluster")]
    [InlineData("databrickscluster,databricksworkspace,secret")]
    public async Task Delete_EverythingAtOnce_ConvergesAndLeavesNothingBehind(string kinds)
    {
        await ReadyAsync();

        await kubectl.RunAsync("delete", kinds, "--all", "--wait=false");
        await kubectl.RunAsync("wait", "--for=delete", "databrickscluster/c", "databricksworkspace/prod", "--timeout=30s");

        Assert.Empty(simulator.Workspace.Clusters.Ids);
    }

    [Fact]
    public async Task Delete_EverythingThatNeverWorked_Converges()
    {
        await kubectl.ApplyAsync(Manifest.Workspace(new Uri("http://127.0.0.1:9")));
        await kubectl.ApplyAsync(Manifest.Secret("dapi-simulator"));
        await kubectl.ApplyAsync(Manifest.Cluster("c"));
        await Eventually.ReachesAsync(_ => kubectl.ClusterAsync("c", Reason("Ready")), reason => reason == "WorkspaceNotReady", "the cluster to wait");

        await kubectl.RunAsync("delete", "databricksworkspace,databrickscluster", "--all", "--timeout=30s");
    }

    [Fact]
    public async Task AnotherWorkspace_BehindTheSameHost_DeletesAndCreatesNothing()
    {
        await ReadyAsync();
        var id = simulator.Workspace.Clusters.Ids.Single();

        simulator.Workspace.OrganizationId = 42;
        simulator.Workspace.Clusters.Remove(id);
        await kubectl.RunAsync("annotate", "databricksworkspace", "prod", "databricks-operator.io/reconcile-requested-at=now");

        await Eventually.ReachesAsync(_ => WorkspaceAsync(Reason("Stalled")), reason => reason == "Conflict", "the conflict");
        Assert.Equal("now", await WorkspaceAsync(".status.lastHandledReconcileAt"));
        await Eventually.ReachesAsync(
            _ => kubectl.ClusterAsync("c", Reason("Ready")), reason => reason is "Conflict" or "WorkspaceNotReady", "the cluster to stop");
        Assert.Equal(id, await kubectl.ClusterAsync("c", ".status.clusterId"));
        Assert.Empty(simulator.Workspace.Clusters.Ids);
        Assert.Single(simulator.Workspace.Journal.Of("clusters/create"));
    }

    [Fact]
    public async Task Restart_OfTheOperator_WritesNothingAndCallsAsBefore()
    {
        await ReadyAsync();
        // The last status of the cluster comes after it is Ready for kubectl.
        await Eventually.ReachesAsync(
            _ => kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Reconciling\")]"), shown => shown.Length == 0, "the cluster to be idle");
        var versions = await VersionsAsync();
        await process.DisposeAsync();
        var sequence = simulator.Workspace.Journal.LastSequence;

        await using var second = OperatorInProcess.Start(kubectl, workspace: null, further: OperatorProcess.WithoutElection);
        await Eventually.HoldsAsync(
            () => simulator.Workspace.Journal.After(sequence).Select(call => call.Operation)
                .Intersect(["scim/me", "clusters/list"]).Count() == 2, "both to be looked at", TimeSpan.FromSeconds(30), () => second.Log);

        Assert.Equal(versions, await VersionsAsync());
    }

    private async Task ReadyAsync()
    {
        await kubectl.ApplyAsync(Manifest.Cluster("c"));
        await kubectl.ApplyAsync(Manifest.Workspace(simulator.Url));
        await kubectl.ApplyAsync(Manifest.Secret("dapi-simulator"));
        await process.ReadyAsync("c");
    }

    private static string Reason(string type) => $".status.conditions[?(@.type==\"{type}\")].reason";

    private static string Message(string type) => $".status.conditions[?(@.type==\"{type}\")].message";

    private Task<string> WorkspaceAsync(string field) => kubectl.FieldAsync("databricksworkspaces", "prod", field);

    private Task<string> ReadyReasonAsync() => WorkspaceAsync(Reason("Ready"));

    private Task<string> VersionsAsync() =>
        kubectl.RunAsync("get", "databricksworkspaces,databricksclusters", "-o", "jsonpath={.items[*].metadata.resourceVersion}");
}
