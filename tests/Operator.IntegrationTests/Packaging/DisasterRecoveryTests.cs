using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Operator.Commands.Release;
using Operator.IntegrationTests.Harness;
using Operator.Runtime.Client;

namespace Operator.IntegrationTests.Packaging;

/// <summary>
/// The objects of a lost Kubernetes cluster, restored from a backup: new uids, no finalizers, and with or without status, as the tool does it. The workspace is
/// the same all the while.
/// </summary>
public sealed class DisasterRecoveryTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private static readonly string[] Plurals = ["databricksclusters", "databricksjobs"];

    private SimulatorHost simulator = null!;
    private NamespacedKubectl kubectl = null!;

    public async ValueTask InitializeAsync()
    {
        var workspace = new WorkspaceOptions { Clusters = new ClusterOptions { PendingDuration = TimeSpan.Zero } };
        simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Workspaces = [workspace] }, TestContext.Current.CancellationToken);
        kubectl = await controlPlane.PrepareAsync("recovery");
    }

    public async ValueTask DisposeAsync() => await simulator.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restore_UnderTheSameInstallationId_FindsEverythingAgainAndCreatesNothing(bool withStatus)
    {
        var before = await LoseTheClusterAsync(withStatus);

        await using var restored = Operator("prod");
        await ReadyAsync(restored);

        Assert.Equal(before, await IdsAsync());
        Assert.Equal((1, 1), (simulator.Workspace.Clusters.Ids.Count, simulator.Workspace.Jobs.Ids.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restore_UnderAnotherInstallationId_IsAConflictAndNothingIsCreatedTwice(bool withStatus)
    {
        await LoseTheClusterAsync(withStatus);

        await using var restored = Operator("another");
        foreach (var plural in Plurals)
        {
            await Eventually.ReachesAsync(
                _ => kubectl.ConditionAsync(plural, "x", "Stalled"),
                shown => shown.StartsWith("True Conflict", StringComparison.Ordinal),
                $"{plural} to be a conflict",
                TimeSpan.FromSeconds(60),
                shown => $"{shown}\n{restored.Log}");
        }

        Assert.Equal((1, 1), (simulator.Workspace.Clusters.Ids.Count, simulator.Workspace.Jobs.Ids.Count));
    }

    /// <summary>Objects that were Ready are gone from Kubernetes, then back from their backup while no operator runs.</summary>
    /// <returns>Their ids in the workspace.</returns>
    private async Task<string> LoseTheClusterAsync(bool withStatus)
    {
        await using (var first = Operator("prod"))
        {
            await kubectl.ApplyAsync("""
                apiVersion: databricks-operator.io/v1alpha1
                kind: DatabricksCluster
                metadata: {name: x}
                spec: {sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 1}
                ---
                apiVersion: databricks-operator.io/v1alpha1
                kind: DatabricksJob
                metadata: {name: x}
                spec: {tasks: [{taskKey: main, existingClusterRef: {name: x}, notebookTask: {notebookPath: /x}}]}
                """);
            await ReadyAsync(first);
        }

        var ids = await IdsAsync();
        var backup = await Task.WhenAll(Plurals.Select(plural => kubectl.ObjectAsync(plural, "x")));
        Assert.Empty(await AbandonAsync());
        foreach (var (plural, saved) in Plurals.Zip(backup))
        {
            await RestoreAsync(plural, saved, withStatus);
        }

        return ids;
    }

    private Task<IReadOnlyList<ReleasedObject>> AbandonAsync() => new ReleaseRun(
        new ReleaseClient(controlPlane.Connection),
        [.. ReleaseCommand.Order.Select(ResourceDefinition.Of)],
        [kubectl.Namespace],
        TimeSpan.FromSeconds(30),
        TimeProvider.System,
        TextWriter.Null).RunAsync(ReleasePolicy.Abandon, TestContext.Current.CancellationToken);

    private async Task RestoreAsync(string plural, JsonNode saved, bool withStatus)
    {
        var path = $"apis/databricks-operator.io/v1alpha1/namespaces/{kubectl.Namespace}/{plural}";
        var bare = new JsonObject
        {
            ["apiVersion"] = saved["apiVersion"]!.DeepClone(),
            ["kind"] = saved["kind"]!.DeepClone(),
            ["metadata"] = new JsonObject { ["name"] = "x" },
            ["spec"] = saved["spec"]!.DeepClone(),
        };
        await controlPlane.SendAsync(HttpMethod.Post, path, bare.ToJsonString());
        if (withStatus)
        {
            await controlPlane.SendAsync(
                HttpMethod.Patch, $"{path}/x/status", new JsonObject { ["status"] = saved["status"]!.DeepClone() }.ToJsonString());
        }
    }

    private OperatorInProcess Operator(string installation) => OperatorInProcess.Start(
        kubectl, simulator.Url, further: new Dictionary<string, string> { ["OPERATOR__INSTALLATIONID"] = installation });

    private async Task<string> IdsAsync() =>
        $"{await kubectl.FieldAsync("databricksclusters", "x", ".status.clusterId")} {await kubectl.FieldAsync("databricksjobs", "x", ".status.jobId")}";

    /// <summary>Said by a process that is running now: of this generation, with its finalizer in place.</summary>
    private async Task ReadyAsync(OperatorInProcess process)
    {
        foreach (var plural in Plurals)
        {
            await Eventually.ReachesAsync(
                async _ => $"{await kubectl.ConditionAsync(plural, "x", "Ready")} {await kubectl.FieldAsync(plural, "x", ".metadata.finalizers")}",
                shown => shown.StartsWith("True", StringComparison.Ordinal) && shown.Contains("finalizer", StringComparison.Ordinal),
                $"{plural} to be Ready",
                TimeSpan.FromSeconds(60),
                shown => $"{shown}\n{process.Log}");
        }
    }
}
