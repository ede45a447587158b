using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.FaultTests;

/// <summary>Promise 3: steady state costs no writes, neither in the workspace nor in the API server.</summary>
public sealed class SteadyStateTests
{
    private const int Clusters = 50;

    private static readonly string[] Reads = ["GET", "LIST", "WATCH"];

    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task SteadyState_FiftyClustersForThreeMinutes_CostsNoWriteAnywhere()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        // A control plane of its own: the API server's count of writes must not contain other tests' writes.
        await using var controlPlane = new ControlPlane();
        await controlPlane.InitializeAsync();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), cancellationToken);
        var kubectl = await controlPlane.PrepareAsync("steady");
        await using var process = OperatorProcess.Start(kubectl, simulator.Url, observeSeconds: 10);
        await kubectl.ApplyAsync(string.Join("\n---\n", Enumerable.Range(0, Clusters).Select(Manifest)));
        await process.ReadyAsync("--all");
        // The events of the last transitions are written behind the status; they are all there once the count stands still.
        var writes = await SettledAsync(controlPlane);
        var journal = simulator.Workspace.Journal.LastSequence;
        await Task.Delay(Watched, TimeProvider.System, cancellationToken);

        var calls = simulator.Workspace.Journal.After(journal).ToList();
        Assert.True(calls.Count >= Clusters, "The operator did not look at the clusters at all, so this test shows nothing.");
        Assert.Empty(calls.Where(call => call.Mutating).Select(call => call.Operation));
        Assert.Equal(writes, await CountWritesAsync(controlPlane));
        TestContext.Current.TestOutputHelper?.WriteLine($"{calls.Count} reads of the workspace, 0 writes, in {Watched.TotalSeconds:0} s");
    }

    private static string Manifest(int index) => $$"""
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksCluster
        metadata: {name: c{{index}}}
        spec: {sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: {{index % 4 + 1}}, autoterminationMinutes: 0}
        """;

    private static async Task<string> SettledAsync(ControlPlane controlPlane)
    {
        var last = "";
        await Eventually.ReachesAsync(
            async cancellationToken =>
            {
                var previous = last;
                last = await CountWritesAsync(controlPlane);
                await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken);
                return previous == last;
            },
            settled => settled,
            "the last events to be written",
            TimeSpan.FromSeconds(60));
        return last;
    }

    /// <summary>The API server's own count of writes to the Databricks kinds and to events, one line per kind, verb and answer.</summary>
    private static async Task<string> CountWritesAsync(ControlPlane controlPlane)
    {
        var metrics = await controlPlane.SendAsync(HttpMethod.Get, "metrics");
        var writes = metrics.Split('\n').Where(line => line.StartsWith("apiserver_request_total{", StringComparison.Ordinal)
            && (line.Contains("resource=\"databricks", StringComparison.Ordinal) || line.Contains("resource=\"events\"", StringComparison.Ordinal))
            && !Reads.Any(verb => line.Contains($"verb=\"{verb}\"", StringComparison.Ordinal)));
        return string.Join('\n', writes.Order(StringComparer.Ordinal));
    }
}
