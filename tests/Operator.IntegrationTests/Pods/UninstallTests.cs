namespace Operator.IntegrationTests.Pods;

/// <summary>What docs/uninstall.md promises of each policy: what stays in the cluster and in the workspace, and that later deletions do not hang.</summary>
public sealed class UninstallTests(PodNode node) : PodTestBase(node)
{
    [Theory]
    [InlineData("Retain", true)]
    [InlineData("Abandon", true)]
    [InlineData("Delete", false)]
    public async Task Uninstall_UnderAPolicyThatLetsGo_LeavesNoObjectAndTheWorkspaceAsThePolicySays(string policy, bool isKept)
    {
        await StartAsync();
        await Release.UpgradeAsync($"uninstall.policy={policy}");
        var before = await Simulator.ContentsAsync();
        var changes = await Simulator.ChangesAsync();

        await Release.UninstallAsync();

        Assert.Equal(3, before.Count);
        Assert.Equal(isKept ? before : [], await Simulator.ContentsAsync());
        Assert.Equal(isKept, changes.SequenceEqual(await Simulator.ChangesAsync()));
        var events = (await Release.HookEventsAsync()).Split(' ');
        Assert.Contains("SuccessfulCreate", events);
        Assert.Contains("Completed", events);
        await AssertNothingHangsAsync();
    }

    [Fact]
    public async Task Uninstall_UnderKeep_LeavesEverythingToTheNextOperator()
    {
        await StartAsync();
        var (objects, contents, changes) = (await ObjectsAsync(), await Simulator.ContentsAsync(), await Simulator.ChangesAsync());

        await Release.UninstallAsync();

        await Release.GoneAsync();
        Assert.Equal("", await Release.HookEventsAsync());
        Assert.Equal(objects, await ObjectsAsync());
        Assert.Equal(contents, await Simulator.ContentsAsync());

        // Until there is an operator again, a deletion waits.
        await Node.KubectlAsync("delete", "databrickscluster", "hello", "--namespace", Team, "--wait=false");
        Assert.Contains("timed out", await Node.FailureAsync(node => node.KubectlAsync(
            "wait", "--for=delete", "databrickscluster/hello", "--namespace", Team, "--timeout=3s")), StringComparison.Ordinal);

        await Release.InstallAsync("operator.allowInsecureHosts=true");
        await Node.KubectlAsync(
            "delete", "databricksjobruns,databricksjobs,databricksnotebooks,databricksclusters", "--all", $"--namespace={Team}", "--timeout=60s");
        Assert.Equal([], await Simulator.ContentsAsync());
        Assert.Equal(changes.Count(IsCreation), (await Simulator.ChangesAsync()).Count(IsCreation));
        await Node.KubectlAsync("delete", "databricksworkspaces", "--all", "--namespace", Team, "--timeout=60s");
        await Release.UninstallAsync();
        await AssertNothingHangsAsync();
    }

    [Fact]
    public async Task Uninstall_WithoutTheWorkspaceThatItsPolicyNeeds_FailsAndSaysWhatIsLeftUntilItIsLetGoByHand()
    {
        await StartAsync();
        await Release.UpgradeAsync("uninstall.policy=Delete", "uninstall.timeoutSeconds=10");
        await Node.KubectlAsync("scale", "deployment/simulator", "--replicas=0", "--namespace", Simulator.Namespace);
        await Node.KubectlAsync("rollout", "status", "deployment/simulator", "--namespace", Simulator.Namespace, "--timeout=60s");

        await Node.FailureAsync(_ => Release.UninstallAsync());

        Assert.Single(await Release.ReadyPodsAsync());
        var log = await Node.KubectlAsync("logs", $"job/{ChartRelease.Name}-uninstall", "--namespace", Release.Namespace);
        Assert.Contains($"{Team}/hello", log, StringComparison.Ordinal);

        await AbandonByHandAsync();
        await Release.UninstallAsync();
        await AssertNothingHangsAsync();
    }

    private static bool IsCreation(string operation) => operation is "clusters/create" or "jobs/create" or "jobs/run-now";

    /// <summary>The operator, a workspace that is no part of its release, and a chain in it.</summary>
    private async Task StartAsync()
    {
        await Simulator.StartAsync();
        await Release.InstallAsync("operator.allowInsecureHosts=true");
        await CreateTeamAsync();
        await RunChainAsync(Team);
    }
}
