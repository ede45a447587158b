using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Operator.Commands.Release;
using Operator.IntegrationTests.Harness;
using Operator.Runtime.Client;

namespace Operator.IntegrationTests.Packaging;

/// <summary>The command `release`, on the real API server: whatever state things are in, no object is left that nobody can delete any more.</summary>
public sealed class ReleaseTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private const int Count = 12;

    private OperatedWorkspace place = null!;

    public async ValueTask InitializeAsync() => place = await OperatedWorkspace.StartAsync(controlPlane, "release", new WorkspaceOptions
    {
        Clusters = new ClusterOptions { PendingDuration = TimeSpan.Zero },
        Runs = new RunOptions { RunningDuration = TimeSpan.Zero },
    });

    public async ValueTask DisposeAsync() => await place.DisposeAsync();

    [Fact]
    public async Task Release_UnderRetain_DeletesAllObjectsAndNothingInTheWorkspace()
    {
        await StartAsync();
        var before = place.Writes.Count(call => call.Operation.Contains("delete", StringComparison.OrdinalIgnoreCase));

        Assert.Empty(await ReleaseAsync(ReleasePolicy.Retain));

        Assert.Equal("", await RemainingAsync());
        Assert.Equal((Count, Count), (place.Remote.Clusters.Ids.Count, place.Remote.Jobs.Ids.Count));
        Assert.Equal(before, place.Writes.Count(call => call.Operation.Contains("delete", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Release_UnderDelete_DeletesJobsBeforeTheClustersTheyUse()
    {
        await StartAsync();

        Assert.Empty(await ReleaseAsync(ReleasePolicy.Delete));

        Assert.Equal("", await RemainingAsync());
        Assert.Equal((0, 0), (place.Remote.Clusters.Ids.Count, place.Remote.Jobs.Ids.Count));
        var deletions = place.Written.Where(name => name is "jobs/delete" or "clusters/permanent-delete").ToList();
        Assert.Equal(deletions.Order(StringComparer.Ordinal).Reverse(), deletions);
    }

    [Fact]
    public async Task Release_UnderAbandonAfterTheOperatorIsGone_LetsEverythingGoWithoutACall()
    {
        await StartAsync();
        await place.StopOperatorAsync();
        await place.Object("DatabricksCluster", "c0").DeleteAsync();
        var before = place.Writes.Count;

        Assert.Empty(await ReleaseAsync(ReleasePolicy.Abandon));

        Assert.Equal("", await RemainingAsync());
        Assert.Equal(before, place.Writes.Count);
        Assert.Equal((Count, Count), (place.Remote.Clusters.Ids.Count, place.Remote.Jobs.Ids.Count));
    }

    [Fact]
    public async Task Release_WhileAnObjectCannotGo_EndsInTimeAndNamesItWithItsReason()
    {
        await StartAsync();
        await place.Object("DatabricksCluster", "c3").PatchAsync("""{"spec":{"suspend":true}}""");
        await place.Object("DatabricksCluster", "c3").SaysAsync("Synced", "Unknown Suspended");

        var left = Assert.Single(await ReleaseAsync(ReleasePolicy.Delete, TimeSpan.FromSeconds(15)));

        Assert.Equal("c3", left.Key.Name);
        Assert.Contains("spec.suspend", left.Message, StringComparison.Ordinal);
        Assert.Equal(ReleaseReport.ObjectsAreLeft, ReleaseReport.ExitCode([left]));
        await place.Object("DatabricksCluster", "c3").PatchAsync("""{"spec":{"suspend":false}}""");
        await place.Object("DatabricksCluster", "c3").GoneAsync();
    }

    [Fact]
    public async Task Release_UnderKeep_OnlyCountsWhatIsLeft()
    {
        await StartAsync();

        Assert.Equal(2 * Count, (await ReleaseAsync(ReleasePolicy.Keep)).Count);
        Assert.DoesNotContain("deletionTimestamp", await place.Kubectl.RunAsync("get", "databricks", "-o", "json"), StringComparison.Ordinal);
    }

    /// <summary>Clusters, and a job on each.</summary>
    private async Task StartAsync()
    {
        await place.Kubectl.ApplyAsync(string.Join("\n---\n", Enumerable.Range(0, Count).Select(index => $$$"""
            apiVersion: databricks-operator.io/v1alpha1
            kind: DatabricksCluster
            metadata: {name: c{{{index}}}}
            spec: {sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 1}
            ---
            apiVersion: databricks-operator.io/v1alpha1
            kind: DatabricksJob
            metadata: {name: j{{{index}}}}
            spec: {tasks: [{taskKey: main, existingClusterRef: {name: c{{{index}}}}, notebookTask: {notebookPath: /x}}]}
            """)));
        foreach (var plural in new[] { "databricksclusters", "databricksjobs" })
        {
            await Eventually.ReachesAsync(
                _ => place.Kubectl.ConditionsOfAllAsync(plural, "", "Ready"),
                shown => shown.Count == Count && shown.All(one => one.StartsWith("True", StringComparison.Ordinal)),
                $"all {plural} to be Ready",
                TimeSpan.FromSeconds(60),
                shown => $"{string.Join('\n', shown)}\n{place.Log}");
        }
    }

    private Task<IReadOnlyList<ReleasedObject>> ReleaseAsync(ReleasePolicy policy, TimeSpan? timeout = null) => new ReleaseRun(
        new ReleaseClient(controlPlane.Connection),
        [.. ReleaseCommand.Order.Select(ResourceDefinition.Of)],
        [place.Kubectl.Namespace],
        timeout ?? TimeSpan.FromMinutes(1),
        TimeProvider.System,
        TextWriter.Null).RunAsync(policy, TestContext.Current.CancellationToken);

    private Task<string> RemainingAsync() => place.Kubectl.RunAsync("get", "databricks", "-o", "name");
}
