using Databricks.Simulator.Hosting;
using Operator.FaultTests.Harness;

namespace Operator.FaultTests;

/// <summary>Promise 3: steady state costs no writes, neither in the workspace nor in the API server.</summary>
public sealed class SteadyStateTests
{
    private const int Clusters = 50;

    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task SteadyState_FiftyClustersForThreeMinutes_CostsNoWriteAnywhere()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        // A control plane of its own: the API server's count of writes must not contain other tests' writes.
        await using var controlPlane = new ControlPlane();
        await controlPlane.InitializeAsync();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), cancellationToken);
        var @namespace = await controlPlane.CreateNamespaceAsync(cancellationToken);
        await using var process = OperatorProcess.Start(controlPlane.Kubeconfig, simulator.Url, @namespace, observeSeconds: 10);
        await controlPlane.ApplyAsync(@namespace, string.Join("\n---\n", Enumerable.Range(0, Clusters).Select(Manifest)), cancellationToken);
        var ready = await controlPlane.TryKubectlAsync(cancellationToken, null, "-n", @namespace, "wait", "--for=condition=Ready", "databricksclusters", "--all", "--timeout=60s");
        Assert.True(ready.ExitCode == 0, ready.Error + process.Log);
        // The events of the last transitions are written behind the status; they are all there once the count stands still.
        var writes = await SettledAsync(controlPlane, cancellationToken);
        var journal = simulator.Workspace.Journal.LastSequence;
        await Task.Delay(Watched, TimeProvider.System, cancellationToken);

        var calls = simulator.Workspace.Journal.After(journal).ToList();
        Assert.True(calls.Count >= Clusters, "The operator did not look at the clusters at all, so this test shows nothing.");
        Assert.Empty(calls.Where(call => call.Mutating).Select(call => call.Operation));
        Assert.Equal(writes, await controlPlane.CountWritesAsync(cancellationToken));
        TestContext.Current.TestOutputHelper?.WriteLine($"{calls.Count} reads of the workspace, 0 writes, in {Watched.TotalSeconds:0} s");
    }

    private static string Manifest(int index) => $$"""
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksCluster
        metadata: {name: c{{index}}}
        spec: {sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: {{index % 4 + 1}}, autoterminationMinutes: 0}
        """;

    private static async Task<IReadOnlyDictionary<string, long>> SettledAsync(ControlPlane controlPlane, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, long> last = new Dictionary<string, long>();
        await Eventually.AsyncUntil(
            async () =>
            {
                var previous = last;
                last = await controlPlane.CountWritesAsync(cancellationToken);
                await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken);
                return previous.Count > 0 && previous.Count == last.Count && previous.All(pair => last.GetValueOrDefault(pair.Key) == pair.Value);
            },
            settled => settled,
            TimeSpan.FromSeconds(60),
            cancellationToken);
        return last;
    }
}
