using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Pods;

/// <summary>What the chart promises of its pods: they start as it describes them, do their work, and stand in for each other.</summary>
public sealed class ChartTests(PodNode node) : PodTestBase(node)
{
    private const int Count = 12;

    [Fact]
    public async Task Install_WithTheChartsSimulator_RunsTheChainOfTheSamples()
    {
        await Release.InstallAsync("simulator.enabled=true", "uninstall.policy=Delete");

        await RunChainAsync("default");
        await Release.TestAsync();

        var log = await Node.KubectlAsync("logs", "--namespace", Release.Namespace, $"deployment/{ChartRelease.Name}");
        Assert.DoesNotContain("forbidden", log, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\"@l\":\"Error\"", log, StringComparison.Ordinal);
        await Release.UninstallAsync();
        await AssertNothingHangsAsync();
    }

    [Fact]
    public async Task KillPod_OfTheLeaderInTheMidstOfItsWork_TheOtherTakesOverAndNothingIsCreatedTwice()
    {
        await Simulator.StartAsync();
        await Release.InstallAsync("operator.allowInsecureHosts=true", "uninstall.policy=Delete");
        await CreateTeamAsync();
        await RunChainAsync(Team);
        await Release.UpgradeAsync("replicaCount=2");
        var pods = await Eventually.ReachesAsync(_ => Release.ReadyPodsAsync(), names => names.Count == 2, "two pods", Patience, Text);
        var leader = await Eventually.ReachesAsync(_ => Release.LeaderAsync(), pods.Contains, "one of them to lead", Patience);

        await Node.ApplyAsync(Team, string.Join("\n---\n", Enumerable.Range(0, Count).Select(number => Manifest.Cluster($"c{number}", "{name: default}"))));
        await Node.KillAsync(Release.Namespace, leader);

        await Eventually.ReachesAsync(_ => Release.LeaderAsync(), name => name != leader && pods.Contains(name), "the other pod to lead", Patience);
        await Node.KubectlAsync("wait", "--for=condition=Ready", "databricksclusters", "--all", "--namespace", Team, "--timeout=60s");
        Assert.Equal(Count + 3, (await Simulator.ContentsAsync()).Count);
        Assert.Equal(Count + 1, (await Simulator.ChangesAsync()).Count(operation => operation == "clusters/create"));
        Assert.Equal(1, (await Simulator.ChangesAsync()).Count(operation => operation == "jobs/run-now"));
        await Release.UninstallAsync();
        Assert.Equal([], await Simulator.ContentsAsync());
        await AssertNothingHangsAsync();
    }

    private static string Text(IReadOnlyList<string> names) => string.Join(' ', names);
}
