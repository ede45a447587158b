using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Operator.IntegrationTests.Harness;
using Operator.UnitTests.Conditions;

namespace Operator.IntegrationTests.GitOps;

/// <summary>The examples at work: with the operator, by the tool they are written for.</summary>
public sealed class ExampleRunTests(ControlPlane controlPlane) : GitOpsTestBase(controlPlane)
{
    private readonly ControlPlane controlPlane = controlPlane;

    private protected override WorkspaceOptions Options => new() { Runs = new RunOptions { RunningDuration = TimeSpan.FromHours(1) } };

    [Fact]
    public async Task RunAsHook_SyncedTwice_RunsTwice()
    {
        var application = Application();
        application.Commit(await YamlAsync("argocd/run-as-hook"));

        for (var sync = 1; sync <= 2; sync++)
        {
            await Eventually.ReachesAsync(
                async _ => (Waits: await application.StepAsync(), Place.Remote.Runs.Ids.Count), seen => seen.Count == sync, $"run {sync}",
                TimeSpan.FromSeconds(60));
            FinishRun();
            await application.SyncAsync(() => Place.Log);
            application.SyncAgain();
        }

        Assert.Equal(2, Place.Written.Count(operation => operation == "jobs/run-now"));
    }

    [Fact]
    public async Task NightlyEtl_AfterAnEditOfANotebook_HasItInTheWorkspace()
    {
        var yaml = await YamlAsync("nightly-etl");
        var application = await SyncedAsync(ArgoSync.ServerSide, yaml);
        Assert.Contains("samples.tpch.orders", Place.Remote.Objects.Source("/Shared/nightly-etl/extract"), StringComparison.Ordinal);

        application.Commit(yaml.Replace("samples.tpch.orders", "samples.tpch.lineitem", StringComparison.Ordinal));
        await application.SyncAsync(() => Place.Log);

        await Eventually.HoldsAsync(
            () => Place.Remote.Objects.Source("/Shared/nightly-etl/extract").Contains("lineitem", StringComparison.Ordinal),
            "the edit to be imported",
            TimeSpan.FromSeconds(30),
            () => Place.Log);
        Assert.Empty(await application.DifferencesAsync());
    }

    /// <summary>wait: true is the judgement of kstatus on every object.</summary>
    [Fact]
    public async Task Flux_ThatWaits_FindsAllCurrentOnceAllIsReady()
    {
        var manifests = (await new ExampleFolder(controlPlane, "nightly-etl").ManifestsAsync()).Where(manifest => manifest.Kind != "ConfigMap").ToList();
        await Place.Kubectl.ApplyAsync(await YamlAsync("nightly-etl"));
        var application = Application();

        await Eventually.ReachesAsync(
            async _ => await Task.WhenAll(manifests.Select(async manifest => Judges.Kstatus((await application.Live.FindAsync(manifest))!))),
            states => states.All(state => state == "Current"),
            "all to be Current",
            TimeSpan.FromSeconds(60),
            states => $"{string.Join(' ', states)}{Place.Log}");

        Assert.Single(Place.Remote.Jobs.Ids);
        Assert.NotNull(Place.Remote.Objects.Find("/Shared/nightly-etl/report"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CiRun_OfAJob_EndsAsItsRunEnds(bool succeeds)
    {
        await SyncedAsync(ArgoSync.ClientSide, await YamlAsync("ci-run"));
        await using var pipeline = await PipelineAsync();
        await Eventually.HoldsAsync(() => Place.Remote.Runs.Ids.Count == 1, "the run", TimeSpan.FromSeconds(30), () => pipeline.Errors + Place.Log);

        FinishRun(succeeds ? null : new TaskFailure { Error = "AssertionError: 41 rows" });

        Assert.True(succeeds == (await pipeline.WaitAsync(TestContext.Current.CancellationToken) == 0), pipeline.Errors);
        Assert.Contains(pipeline.Lines, line => line.Contains(succeeds ? "SUCCESS" : "The run failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CiRun_ThatIsStopped_CancelsItsRun()
    {
        await SyncedAsync(ArgoSync.ClientSide, await YamlAsync("ci-run"));
        await using var pipeline = await PipelineAsync();
        await Eventually.HoldsAsync(
            () => pipeline.Lines.Count > 0 && Place.Remote.Runs.Ids.Count == 1, "the run", TimeSpan.FromSeconds(30), () => pipeline.Errors + Place.Log);

        pipeline.Terminate();

        await Eventually.HoldsAsync(() => Place.Written.Contains("jobs/runs/cancel"), "the cancellation", TimeSpan.FromSeconds(30), () => pipeline.Errors);
        Assert.Equal(130, await pipeline.WaitAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>run.sh with the namespace of the test as kubectl's current one, and kubectl on its path.</summary>
    private async Task<ChildProcess> PipelineAsync()
    {
        var kubectl = (await ChildProcess.RunAsync(
            Repository.File("hack", "tools.sh"), ["kubectl"], cancellationToken: TestContext.Current.CancellationToken)).Trim();
        var kubeconfig = Path.Combine(Folder, "pipeline");
        File.Copy(controlPlane.Kubeconfig, kubeconfig);
        await ChildProcess.RunAsync(
            kubectl,
            ["--kubeconfig", kubeconfig, "config", "set-context", "--current", "--namespace", Place.Kubectl.Namespace],
            cancellationToken: TestContext.Current.CancellationToken);
        return ChildProcess.Start(Path.Combine(ExampleFolder.Root, "ci-run", "run.sh"), ["2m"], new Dictionary<string, string>
        {
            ["KUBECONFIG"] = kubeconfig,
            ["PATH"] = $"{Path.GetDirectoryName(kubectl)}:{Environment.GetEnvironmentVariable("PATH")}",
        });
    }

    private Task<string> YamlAsync(string folder) => new ExampleFolder(controlPlane, folder).YamlAsync();
}
