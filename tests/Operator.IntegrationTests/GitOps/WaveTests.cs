using Databricks.Simulator.Clusters;
using Databricks.Simulator.Faults;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.GitOps;

/// <summary>Waves, hooks and pruning wait for what they have to wait for, and for nothing else.</summary>
public sealed class WaveTests(ControlPlane controlPlane) : GitOpsTestBase(controlPlane)
{
    private static readonly TimeSpan Step = TimeSpan.FromHours(1);

    private protected override WorkspaceOptions Options => new()
    {
        Clusters = new ClusterOptions { PendingDuration = Step },
        Runs = new RunOptions { RunningDuration = Step },
    };

    [Fact]
    public async Task Waves_OfAClusterAndItsJob_ApplyTheJobOnlyOnceTheClusterRuns()
    {
        var application = Application();
        application.Commit(Notebook, Cluster, InWave(Job, 1));
        await StepsToAsync(application, "The cluster is starting");
        Assert.Null(await application.Live.FindAsync(application.Manifest("DatabricksJob")));

        Place.Pass(Step);
        await application.SyncAsync(() => Place.Log);

        Assert.Equal("Healthy", (await application.HealthAsync(application.Manifest("DatabricksJob"))).Status);
        AssertNeverStalled();
    }

    [Fact]
    public async Task SyncWave_OfANewObject_IsNotPassedBeforeTheOperatorHasSeenIt()
    {
        var application = Application();
        application.Commit(Cluster, InWave(Job, 1));
        Proxy.Freeze();

        Assert.Contains("Progressing", await application.StepAsync(), StringComparison.Ordinal);

        Proxy.Thaw();
        await StepsToAsync(application, "The cluster is starting");
        Assert.Null(await application.Live.FindAsync(application.Manifest("DatabricksJob")));
    }

    [Fact]
    public async Task SameWave_JobBeforeWhatItNeeds_IsNeverDegraded()
    {
        var application = Application();
        application.Commit(Job);
        await StepsToAsync(application, "does not exist in namespace");
        Assert.Equal("Progressing", (await application.HealthAsync(application.Manifest("DatabricksJob"))).Status);

        application.Commit(Job, Notebook, Cluster);
        await StepsToAsync(application, "The cluster is starting");
        Place.Pass(Step);
        await application.SyncAsync(() => Place.Log);

        AssertNeverStalled();
    }

    [Fact]
    public async Task Prune_WhileTheWorkspaceIsAway_IsProgressingAndEndsOnceItIsBack()
    {
        var application = Application();
        application.Commit(Notebook, Cluster, InWave(Job, 1));
        await StepsToAsync(application, "The cluster is starting");
        Place.Pass(Step);
        await application.SyncAsync(() => Place.Log);
        var (cluster, job) = (application.Manifest("DatabricksCluster"), application.Manifest("DatabricksJob"));
        Place.Remote.Faults.Add(Fault.Error("*", 503, "TEMPORARILY_UNAVAILABLE", "away") with { Count = null });

        application.Commit();
        await StepsToAsync(application, "DatabricksJob nightly of wave 1 pending deletion");
        await Place.Object("DatabricksJob", "nightly").SaysAsync("Ready", "False DeleteFailed");
        Assert.Equal("Progressing", (await application.HealthAsync(job)).Status);
        // The reverse order: the cluster goes only once the job has gone.
        Assert.Null((await application.Live.FindAsync(cluster))!["metadata"]!["deletionTimestamp"]);
        Place.Remote.Faults.Clear();

        await application.SyncAsync(() => Place.Log);
        Assert.Empty(Place.Remote.Jobs.Ids);
        Assert.Empty(Place.Remote.Clusters.Ids);
    }

    [Fact]
    public async Task Hook_ThatIsARun_RunsOnceForEverySync()
    {
        var application = Application();
        application.Commit(Notebook, Cluster, Job, PostSync(Run));
        await StepsToAsync(application, "The cluster is starting");
        Place.Pass(Step);
        await StepsToRunAsync(application, 1);
        var first = await FieldAsync(application.Manifest("DatabricksJobRun"), ".metadata.uid");
        Assert.False(await application.HealAsync());
        FinishRun();
        await application.SyncAsync(() => Place.Log);

        application.SyncAgain();
        await StepsToAsync(application, "the hook once of the last sync is going");
        await StepsToRunAsync(application, 2);
        FinishRun();
        await application.SyncAsync(() => Place.Log);

        Assert.NotEqual(first, await FieldAsync(application.Manifest("DatabricksJobRun"), ".metadata.uid"));
        Assert.Equal(2, Place.Written.Count(operation => operation == "jobs/run-now"));
        Assert.DoesNotContain("jobs/runs/cancel", Place.Written);
    }

    private static string InWave(string yaml, int wave) =>
        yaml.Replace("metadata: {", $"metadata: {{annotations: {{argocd.argoproj.io/sync-wave: \"{wave}\"}}, ", StringComparison.Ordinal);

    private static string PostSync(string yaml) =>
        yaml.Replace("metadata: {", "metadata: {annotations: {argocd.argoproj.io/hook: PostSync}, ", StringComparison.Ordinal);

    /// <summary>The run of the hook is there, and the sync waits for it.</summary>
    private async Task StepsToRunAsync(ArgoApplication application, int runs)
    {
        await Eventually.ReachesAsync(
            async _ => (Waits: await application.StepAsync(), Place.Remote.Runs.Ids.Count),
            seen => seen.Count == runs,
            $"run {runs}",
            TimeSpan.FromSeconds(60));
        await StepsToAsync(application, "DatabricksJobRun once of wave 0 is Progressing");
    }

    private Task<string?> StepsToAsync(ArgoApplication application, string waits) => Eventually.ReachesAsync(
        _ => application.StepAsync(),
        shown => shown?.Contains(waits, StringComparison.Ordinal) == true,
        $"the sync to wait for {waits}",
        TimeSpan.FromSeconds(60),
        shown => $"{shown}\n{Place.Log}");
}
