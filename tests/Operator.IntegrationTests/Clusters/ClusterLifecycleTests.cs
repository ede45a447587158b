using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Clusters;

/// <summary>What happens in the workspace when somebody applies, edits and deletes a cluster.</summary>
public sealed class ClusterLifecycleTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private SimulatorHost simulator = null!;
    private NamespacedKubectl kubectl = null!;
    private OperatorInProcess process = null!;

    public async ValueTask InitializeAsync()
    {
        simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        kubectl = await controlPlane.PrepareAsync("clusters");
        process = OperatorInProcess.Start(kubectl, simulator.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await simulator.DisposeAsync();
    }

    [Fact]
    public async Task Apply_NewCluster_IsCreatedOnceAndReportedReady()
    {
        await ReadyClusterAsync();

        Assert.Single(Calls("clusters/create"));
        Assert.Equal([await kubectl.ClusterAsync("c", ".status.clusterId")], simulator.Workspace.Clusters.Ids);
        Assert.Equal("RUNNING", await kubectl.ClusterAsync("c", ".status.state"));
        Assert.Equal("1", await kubectl.ClusterAsync("c", ".status.observedGeneration"));
        Assert.Empty(await kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Reconciling\")]"));
    }

    [Fact]
    public async Task Edit_SizeOfARunningCluster_ResizesWithoutARestart()
    {
        await ReadyClusterAsync();

        await PatchAsync("""{"spec":{"numWorkers":4}}""");
        await SyncedAsync(generation: 2);

        Assert.Single(Calls("clusters/resize"));
        Assert.Empty(Calls("clusters/edit"));
        Assert.Empty(Calls("clusters/restart"));
        Assert.Equal(4, Cluster()["num_workers"]!.GetValue<int>());
    }

    [Fact]
    public async Task Edit_SettingOfARunningCluster_IsSentAsOneEditWithAllOtherSettings()
    {
        await ReadyClusterAsync();

        await PatchAsync("""{"spec":{"sparkConf":{"spark.sql.shuffle.partitions":"64"}}}""");
        await SyncedAsync(generation: 2);

        Assert.Single(Calls("clusters/edit"));
        Assert.Equal("64", Cluster()["spark_conf"]!["spark.sql.shuffle.partitions"]!.GetValue<string>());
        Assert.Equal("m5d.large", Cluster()["node_type_id"]!.GetValue<string>());
        Assert.Equal(1, Cluster()["num_workers"]!.GetValue<int>());
    }

    [Fact]
    public async Task Edit_SettingTakenOutAgain_IsTakenOutInTheWorkspace()
    {
        await ReadyClusterAsync();
        await PatchAsync("""{"spec":{"autoterminationMinutes":30,"sparkConf":{"a":"1"}}}""");
        await SyncedAsync(generation: 2);

        await PatchAsync("""{"spec":{"autoterminationMinutes":null,"sparkConf":null}}""");
        await SyncedAsync(generation: 3);

        Assert.Equal(2, Calls("clusters/edit").Count());
        Assert.Null(Cluster()["spark_conf"]?["a"]);
        Assert.NotEqual(30, Cluster()["autotermination_minutes"]?.GetValue<int>());
    }

    [Fact]
    public async Task Drift_InTheWorkspace_IsPutRightAndReported()
    {
        await ReadyClusterAsync();

        simulator.Workspace.Clusters.Change(simulator.Workspace.Clusters.Ids.Single(), settings => settings["num_workers"] = 9);
        await Eventually.HoldsAsync(() => Calls("clusters/resize").Any(), "the repair");

        await Eventually.ReachesAsync(_ => EventsAsync(), events => events.Contains("DriftDetected") && events.Contains("DriftCorrected"), "both events");
        Assert.Equal(1, Cluster()["num_workers"]!.GetValue<int>());
    }

    [Fact]
    public async Task Drift_WithPolicyReport_IsReportedAndLeftAlone()
    {
        await ReadyClusterAsync("policies: {drift: Report}");

        simulator.Workspace.Clusters.Change(simulator.Workspace.Clusters.Ids.Single(), settings => settings["num_workers"] = 9);
        await Eventually.ReachesAsync(_ => kubectl.ClusterAsync("c", ".status.drift.fields[*]"), fields => fields == "numWorkers", "the report");

        Assert.Equal("DriftDetected", await kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Synced\")].reason"));
        Assert.Equal(9, Cluster()["num_workers"]!.GetValue<int>());
        Assert.Empty(Calls("clusters/resize"));
    }

    [Fact]
    public async Task DeletedInTheWorkspace_ByAPerson_IsCreatedAnewUnderANewId()
    {
        await ReadyClusterAsync();
        var old = simulator.Workspace.Clusters.Ids.Single();

        simulator.Workspace.Clusters.Remove(old);
        await Eventually.HoldsAsync(() => simulator.Workspace.Clusters.Ids.Any(id => id != old), "another cluster");
        await Eventually.ReachesAsync(_ => kubectl.ClusterAsync("c", ".status.clusterId"), id => id.Length > 0 && id != old, "its id in status");

        Assert.Single(simulator.Workspace.Clusters.Ids);
        Assert.Contains("RemoteMissing", await EventsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminated_ByInactivity_StaysReadyAndIsNotStarted()
    {
        await ReadyClusterAsync();

        simulator.Workspace.Clusters.Terminate(simulator.Workspace.Clusters.Ids.Single(), new TerminationCause("INACTIVITY", "SUCCESS"));
        await Eventually.ReachesAsync(_ => kubectl.ClusterAsync("c", ".status.state"), state => state == "TERMINATED", "the state");

        Assert.Equal("True", await kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Ready\")].status"));
        Assert.Empty(Calls("clusters/start"));
    }

    [Fact]
    public async Task Delete_WithPolicyRetain_KeepsTheCluster()
    {
        await ReadyClusterAsync();
        await kubectl.RunAsync("annotate", "databrickscluster", "c", "databricks-operator.io/deletion-policy=Retain");

        await kubectl.RunAsync("delete", "databrickscluster", "c", "--timeout=30s");

        Assert.Single(simulator.Workspace.Clusters.Ids);
        Assert.Empty(Calls("clusters/permanent-delete"));
    }

    [Fact]
    public async Task Recreate_AfterRetain_FindsItsClusterAgain()
    {
        await ReadyClusterAsync("policies: {deletion: Retain}");
        var id = simulator.Workspace.Clusters.Ids.Single();
        await kubectl.RunAsync("delete", "databrickscluster", "c", "--timeout=30s");

        await ReadyClusterAsync();

        Assert.Equal(id, await kubectl.ClusterAsync("c", ".status.clusterId"));
        Assert.Single(Calls("clusters/create"));
        Assert.Empty(Calls("clusters/edit"));
    }

    [Fact]
    public async Task Suspended_Object_CausesNoCall()
    {
        await kubectl.ApplyAsync(Manifest("suspend: true"));

        await Eventually.ReachesAsync(
            _ => kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Synced\")].reason"), reason => reason == "Suspended", "the condition");
        Assert.Equal(0, simulator.Workspace.Journal.LastSequence);
        Assert.Empty(await kubectl.ClusterAsync("c", ".metadata.finalizers[*]"));
    }

    [Fact]
    public async Task Plan_WithPolicyPlan_SaysWhatWouldBeDoneAndDoesNothing()
    {
        await kubectl.ApplyAsync(Manifest("policies: {management: Plan}"));

        await Eventually.ReachesAsync(_ => kubectl.ClusterAsync("c", ".status.plan.action"), action => action == "Create", "the plan");
        Assert.DoesNotContain(simulator.Workspace.Journal.After(0), call => call.Mutating);
    }

    private static string Manifest(string further = "") => $$"""
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksCluster
        metadata: {name: c}
        spec:
          sparkVersion: 16.4.x-scala2.12
          nodeTypeId: m5d.large
          numWorkers: 1
          {{further}}
        """;

    private IEnumerable<string> Calls(string operation) => simulator.Workspace.Journal.Of(operation).Select(call => call.Body ?? "");

    /// <summary>The cluster as the workspace has it.</summary>
    private JsonObject Cluster() => simulator.Workspace.Clusters.Find(simulator.Workspace.Clusters.Ids.Single())!;

    private async Task ReadyClusterAsync(string further = "")
    {
        await kubectl.ApplyAsync(Manifest(further));
        await process.ReadyAsync("c");
    }

    private Task<string> PatchAsync(string patch) => kubectl.RunAsync("patch", "databrickscluster", "c", "--type=merge", "-p", patch);

    /// <summary>Ready and in sync, said of that very generation, with nothing left to do.</summary>
    private Task<string> SyncedAsync(int generation) => Eventually.ReachesAsync(
        _ => kubectl.ConditionsAsync("databricksclusters", "c"),
        shown => shown.Contains($"Ready=True@{generation}", StringComparison.Ordinal)
            && shown.Contains($"Synced=True@{generation}", StringComparison.Ordinal) && !shown.Contains("Reconciling", StringComparison.Ordinal),
        $"Ready and Synced at generation {generation}",
        TimeSpan.FromSeconds(30));

    private Task<string> EventsAsync() => kubectl.RunAsync("get", "events", "-o", "jsonpath={.items[*].reason}");
}
