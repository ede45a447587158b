using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.FaultTests;

/// <summary>Promise 3: steady state costs no writes, neither in the workspace nor in the API server, and reads by the page.</summary>
public sealed class SteadyStateTests
{
    private const int Clusters = 1000;
    private const int PageSize = 100;
    private const int IntervalSeconds = 15;

    private static readonly string[] Reads = ["GET", "LIST", "WATCH"];

    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task SteadyState_AThousandClusters_CostsTheListsPagesAndNoWriteAnywhere()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        // A control plane of its own: the API server's count of writes must not contain other tests' writes.
        await using var controlPlane = new ControlPlane();
        await controlPlane.InitializeAsync();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), cancellationToken);
        var kubectl = await controlPlane.PrepareAsync("steady");
        await using var process = OperatorProcess.Start(kubectl, workspace: null);
        await kubectl.ApplyAsync(Manifest.Secret("dapi-simulator"));
        await kubectl.ApplyAsync(Manifest.Workspace(
            simulator.Url, further: $"limits: {{requestsPerSecond: 500, burst: 500, maxConcurrent: 32}}\n  observation: {{periodSeconds: {IntervalSeconds}}}"));
        await kubectl.ApplyAsync(string.Join("\n---\n", Enumerable.Range(0, Clusters).Select(index => Manifest.Cluster($"c{index}"))));
        await process.AllReadyAsync("", TimeSpan.FromMinutes(4));
        // The events of the last transitions are written behind the status; they are all there once the count stands still.
        var writes = await SettledAsync(controlPlane);
        var journal = simulator.Workspace.Journal.LastSequence;
        await Task.Delay(Watched, TimeProvider.System, cancellationToken);

        var calls = simulator.Workspace.Journal.After(journal).ToList();
        var lists = Math.Floor(Watched.TotalSeconds / IntervalSeconds) + 1;
        Assert.Empty(calls.Where(call => call.Mutating).Select(call => call.Operation));
        Assert.InRange(calls.Count, Clusters / PageSize, (lists * Clusters / PageSize) + (2 * Watched.TotalMinutes));
        Assert.Equal(writes, await CountWritesAsync(controlPlane));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{calls.Count} reads of the workspace ({calls.Count(call => call.Operation == "clusters/list")} pages), 0 writes, "
                + $"in {Watched.TotalSeconds:0} s at an interval of {IntervalSeconds} s");

        await EditBehindItsBackAsync(simulator);
    }

    /// <summary>The quiet costs nothing in attention: one edit among a thousand is seen at the next list.</summary>
    private static async Task EditBehindItsBackAsync(SimulatorHost simulator)
    {
        var id = simulator.Workspace.Clusters.Ids[Clusters / 2];
        var edited = TimeProvider.System.GetTimestamp();
        simulator.Workspace.Clusters.Change(id, settings => settings["num_workers"] = 7);
        await Eventually.HoldsAsync(
            () => simulator.Workspace.Clusters.Find(id)!["num_workers"]!.GetValue<int>() == 1,
            "the edit to be put right",
            TimeSpan.FromSeconds(2 * IntervalSeconds));
        var elapsed = TimeProvider.System.GetElapsedTime(edited);

        TestContext.Current.TestOutputHelper?.WriteLine($"an edit behind its back was put right after {elapsed.TotalSeconds:0.0} s");
        // The interval, and the pass that puts it right.
        Assert.InRange(elapsed.TotalSeconds, 0, IntervalSeconds + 5);
    }

    private static async Task<string> SettledAsync(ControlPlane controlPlane)
    {
        var last = "";
        await Eventually.ReachesAsync(
            async cancellationToken =>
            {
                var previous = last;
                last = await CountWritesAsync(controlPlane);
                await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, cancellationToken);
                return previous == last;
            },
            settled => settled,
            "the last events to be written",
            TimeSpan.FromMinutes(2));
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
