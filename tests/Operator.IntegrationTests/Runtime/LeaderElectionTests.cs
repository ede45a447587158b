using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Operator.IntegrationTests.Harness;
using Operator.IntegrationTests.Replicas;

namespace Operator.IntegrationTests.Runtime;

/// <summary>R21, with two processes that are killed, stopped and asked to stop.</summary>
[Collection(Alone.Name)]
public sealed class LeaderElectionTests(ControlPlane plane) : IAsyncLifetime
{
    private const int MillisecondsPerPass = 100;

    /// <summary>The lease runs out, the follower polls (1.2 retry periods at most), and then there is some work to do.</summary>
    private static readonly TimeSpan Takeover = ReplicaProgram.Election.LeaseDuration + (1.2 * ReplicaProgram.Election.RetryPeriod) + TimeSpan.FromSeconds(2);

    private readonly string directory = Directory.CreateTempSubdirectory("databricks-operator-").FullName;
    private WidgetNamespace widgets = null!;
    private ApiServerProxy firstProxy = null!;
    private ApiServerProxy secondProxy = null!;
    private ChildProcess first = null!;
    private ChildProcess second = null!;

    public async ValueTask InitializeAsync()
    {
        widgets = await WidgetNamespace.CreateAsync(plane, "leader");
        firstProxy = await ApiServerProxy.StartAsync(plane);
        secondProxy = await ApiServerProxy.StartAsync(plane);
        for (var number = 0; number < 10; number++)
        {
            await widgets.CreateAsync($"w{number}", 1);
        }

        first = await StartReplicaAsync(firstProxy);
        await SeenAsync(1);
        second = await StartReplicaAsync(secondProxy);
        await Eventually.HoldsAsync(() => secondProxy.Journal.Any(request => request.IsWatch), "the follower to watch", describe: () => second.Errors);
    }

    public async ValueTask DisposeAsync()
    {
        // Some are missing when the start has failed.
        foreach (var part in new IAsyncDisposable?[] { first, second, firstProxy, secondProxy })
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Leader_Killed_TheFollowerLeadsWhenTheLeaseHasRunOut()
    {
        Assert.Empty(second.Lines);
        await ResizeAsync(2);
        await Eventually.HoldsAsync(() => first.Lines.Count(line => line.Contains(" 2 ", StringComparison.Ordinal)) > 2, "the leader to be in the midst of it");

        first.Kill();
        var killed = Stopwatch.GetTimestamp();

        await SeenAsync(2, Takeover);
        AssertNeverTogether(killed);
        Assert.DoesNotContain(secondProxy.Journal, request => request.IsWrite && request.Time < killed);
    }

    [Fact]
    public async Task Leader_AskedToStop_FinishesReleasesTheLeaseAndTheFollowerLeadsAtOnce()
    {
        await ResizeAsync(2);
        await Eventually.HoldsAsync(() => first.Lines.Count(line => line.Contains(" 2 ", StringComparison.Ordinal)) > 2, "the leader to be in the midst of it");

        first.Terminate();
        Assert.Equal(0, await first.WaitAsync(TestContext.Current.CancellationToken));
        var ended = Stopwatch.GetTimestamp();

        await SeenAsync(2);
        Assert.Equal(Passes(first).Count(pass => pass.End == 0), Passes(first).Count(pass => pass.End != 0));
        var begun = Passes(second).Min(pass => pass.Begin);
        Assert.InRange(Stopwatch.GetElapsedTime(ended, begun).TotalSeconds, -1, 2 * ReplicaProgram.Election.RetryPeriod.TotalSeconds);
        AssertNeverTogether(long.MaxValue);
    }

    [Fact]
    public async Task Leader_StoppedForLongerThanTheLease_WritesNothingWhenItWakesUpAndEndsWithOne()
    {
        await ResizeAsync(2);
        await Eventually.HoldsAsync(() => first.Lines.Count(line => line.Contains(" 2 ", StringComparison.Ordinal)) > 2, "the leader to be in the midst of it");

        first.Stop();
        var stopped = Stopwatch.GetTimestamp();
        await SeenAsync(2, Takeover);
        var taken = Stopwatch.GetTimestamp();
        first.Continue();

        Assert.Equal(1, await first.WaitAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(firstProxy.Journal, request => request.IsWrite && request.Time > taken);
        AssertNeverTogether(stopped);
        await ResizeAsync(3);
        await SeenAsync(3);
    }

    [Fact]
    public async Task Leader_CutOffFromTheApiServer_EndsBeforeTheFollowerLeads()
    {
        firstProxy.Freeze();
        await ResizeAsync(2);

        await SeenAsync(2, Takeover);
        Assert.Equal(1, await first.WaitAsync(TestContext.Current.CancellationToken));
        AssertNeverTogether(long.MaxValue);
    }

    [Fact]
    public async Task Lease_TakenOverByHand_TheLeaderEndsWithOne()
    {
        var lease = $"apis/coordination.k8s.io/v1/namespaces/{widgets.Name}/leases/{ReplicaProgram.Election.LeaseName}";
        var before = JsonNode.Parse(await plane.SendAsync(HttpMethod.Get, lease))!;
        Assert.False(string.IsNullOrEmpty((string?)before["spec"]!["holderIdentity"]));

        await plane.SendAsync(HttpMethod.Patch, lease, """{"spec":{"holderIdentity":"a-person","leaseDurationSeconds":3}}""");

        Assert.Equal(1, await first.WaitAsync(TestContext.Current.CancellationToken));
        await ResizeAsync(2);
        await SeenAsync(2, Takeover);
    }

    /// <summary>Passes of the two replicas, as far as the first had time for its last ones, never overlap over one object.</summary>
    private void AssertNeverTogether(long firstEnded)
    {
        var firsts = Passes(first).GroupBy(pass => (pass.Name, pass.Begin)).Select(group => group.MaxBy(pass => pass.End)!).ToList();
        var seconds = Passes(second).GroupBy(pass => (pass.Name, pass.Begin)).Select(group => group.MaxBy(pass => pass.End)!).ToList();
        Assert.NotEmpty(firsts);
        Assert.NotEmpty(seconds);
        foreach (var (mine, other) in firsts.SelectMany(mine => seconds.Where(other => other.Name == mine.Name).Select(other => (mine, other))))
        {
            var end = mine.End == 0 ? firstEnded : Math.Min(mine.End, firstEnded);
            Assert.True(end < other.Begin, string.Create(CultureInfo.InvariantCulture, $"{mine} and {other} overlap"));
        }
    }

    private static List<Pass> Passes(ChildProcess replica) => [.. replica.Lines.Select(Pass.Parse)];

    private async Task<ChildProcess> StartReplicaAsync(ApiServerProxy proxy)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return ChildProcess.Start(
            host,
            ["exec", typeof(ReplicaProgram).Assembly.Location, "replica", await proxy.WriteKubeconfigAsync(directory), widgets.Name, $"{MillisecondsPerPass}"]);
    }

    private async Task ResizeAsync(int size)
    {
        for (var number = 0; number < 10; number++)
        {
            await widgets.ResizeAsync($"w{number}", size);
        }
    }

    private async Task SeenAsync(int size, TimeSpan? within = null)
    {
        for (var number = 0; number < 10; number++)
        {
            await widgets.SeenAsync($"w{number}", size, within, () => $"\nfirst replica:\n{first.Errors}\nsecond replica:\n{second?.Errors}");
        }
    }
}
