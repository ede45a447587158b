using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Operator.IntegrationTests.Harness;
using Operator.Runtime.Status;
using Operator.UnitTests.GitOps;

namespace Operator.IntegrationTests.GitOps;

/// <summary>The actions of Argo CD do on a live object what their names say, and selfHeal leaves what they did.</summary>
public sealed class ActionTests(ControlPlane controlPlane) : GitOpsTestBase(controlPlane)
{
    private static readonly ArgoScripts Scripts = new(Repository.Root);

    private protected override WorkspaceOptions Options => new() { Runs = new RunOptions { RunningDuration = TimeSpan.FromHours(1) } };

    [Fact]
    public async Task Reconcile_OfEveryKind_HasItLookedAtAtOnce()
    {
        var application = Application();
        application.Commit(Everything);
        await Eventually.ReachesAsync(
            _ => application.StepAsync(),
            waits => waits?.Contains("DatabricksJobRun once", StringComparison.Ordinal) == true,
            "the run",
            TimeSpan.FromSeconds(60));
        string[] kinds = ["Workspace", "Cluster", "Notebook", "Job", "JobRun", "SqlWarehouse"];

        foreach (var manifest in kinds.Select(kind => application.Manifest($"Databricks{kind}")))
        {
            var now = TimeProvider.System.GetUtcNow();
            await ActAsync(application, manifest, "reconcile", now);
            await Place.Object(manifest.Kind, manifest.Name).ShowsAsync(
                ".status.lastHandledReconcileAt", now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        }

        Assert.False(await application.HealAsync());
    }

    [Fact]
    public async Task SuspendAndResume_OfACluster_HoldAnEditAndLetItGo()
    {
        var application = await SyncedAsync(ArgoSync.ClientSide, Cluster);
        var (manifest, cluster) = (application.Manifest("DatabricksCluster"), Place.Object("DatabricksCluster", "etl"));

        await ActAsync(application, manifest, "suspend");
        await cluster.SaysAsync("Synced", "Unknown Suspended");
        Assert.Equal("Suspended", (await application.HealthAsync(manifest)).Status);
        Assert.False(await application.HealAsync());
        await cluster.PatchAsync("""{"spec":{"numWorkers":3}}""");
        await cluster.LookedAtAsync();
        Assert.Equal(["clusters/create"], Place.Written);

        await ActAsync(application, manifest, "resume");
        await cluster.SettledAsync();

        Assert.Equal(["clusters/create", "clusters/resize"], Place.Written);
    }

    [Fact]
    public async Task Restart_OfARunningCluster_RestartsItOnceAndSelfHealLeavesIt()
    {
        var application = await SyncedAsync(ArgoSync.ClientSide, Cluster);
        var (manifest, cluster) = (application.Manifest("DatabricksCluster"), Place.Object("DatabricksCluster", "etl"));
        Place.Pass(TimeSpan.FromMinutes(1));

        // After the last start, by the workspace's clock.
        await ActAsync(application, manifest, "restart", TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1));
        await Eventually.HoldsAsync(() => Place.Written.Contains("clusters/restart"), "the restart", TimeSpan.FromSeconds(30), () => Place.Log);
        await cluster.SettledAsync();
        Assert.False(await application.HealAsync());
        await cluster.LookedAtAsync();

        Assert.Single(Place.Written, "clusters/restart");
    }

    [Fact]
    public async Task RunNow_OfAJob_StartsARunThatPruningLeavesAlone()
    {
        var application = await SyncedAsync(ArgoSync.ClientSide, Notebook, Cluster, Job);
        var job = application.Manifest("DatabricksJob");

        await ActAsync(application, job, "run-now");
        await ActAsync(application, job, "run-now");

        await Eventually.HoldsAsync(() => Place.Remote.Runs.Ids.Count == 2, "two runs", TimeSpan.FromSeconds(30), () => Place.Log);
        await application.SyncAsync(() => Place.Log);
        var runs = await Place.Kubectl.RunAsync("get", "databricksjobruns", "-o", "jsonpath={.items[*].metadata.name}");
        Assert.Equal(2, runs.Split(' ').Count(name => name.StartsWith("nightly-", StringComparison.Ordinal)));
        Assert.DoesNotContain(
            "WillRunAgain", await Place.Kubectl.RunAsync("get", "events", "-o", "jsonpath={.items[*].reason}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_OfARun_EndsItAndIsOfferedNoMore()
    {
        var application = Application();
        application.Commit(Notebook, Cluster, Job, Run);
        await Eventually.ReachesAsync(
            async _ => (Waits: await application.StepAsync(), Place.Remote.Runs.Ids.Count), seen => seen.Count == 1, "the run", TimeSpan.FromSeconds(60));
        var manifest = application.Manifest("DatabricksJobRun");
        await Place.Object("DatabricksJobRun", "once").ShowsAsync(".status.state", "RUNNING");

        await ActAsync(application, manifest, "cancel");

        await Place.Object("DatabricksJobRun", "once").SaysAsync("Failed", "True RunCanceled");
        Assert.False(await application.HealAsync());
        Assert.False(Scripts.Actions((await application.Live.FindAsync(manifest))!)["cancel"]);
    }

    /// <summary>The loop that a time to live makes of a run in Git, and what is said about it.</summary>
    [Fact]
    public async Task TimeToLive_OfARunInGit_RunsAgainAndIsWarnedOf()
    {
        var application = Application();
        application.Commit(Notebook, Cluster, Job, Run.Replace("nightly}", "nightly}, ttlSecondsAfterFinished: 0", StringComparison.Ordinal));
        for (var round = 1; round <= 2; round++)
        {
            await Eventually.ReachesAsync(
                async _ => await application.HealAsync() ? 0 : Place.Remote.Runs.Ids.Count, count => count == round, $"run {round}", TimeSpan.FromSeconds(60));
            await Place.Object("DatabricksJobRun", "once").ShowsAsync(".status.state", "RUNNING");
            FinishRun();
            await Place.Object("DatabricksJobRun", "once").GoneAsync();
        }

        var warnings = await Place.Kubectl.RunAsync("get", "events", "--field-selector", "type=Warning", "-o", "jsonpath={.items[*].message}");
        Assert.Contains("Argo CD (argocd.argoproj.io/tracking-id) applies it again from Git", warnings, StringComparison.Ordinal);
    }

    /// <summary>As Argo CD carries an action out: what was changed as a merge patch, what is new by a creation.</summary>
    private static async Task ActAsync(ArgoApplication application, GitManifest manifest, string action, DateTimeOffset? now = null)
    {
        var live = (await application.Live.FindAsync(manifest))!;
        Assert.True(Scripts.Actions(live)[action], $"{action} is not offered: {live}");
        var made = Scripts.Act(action, live, now);
        if (made.Changed is { } changed && MergePatch.Between(live, changed) is { } patch)
        {
            await application.Live.PatchAsync(manifest, new JsonObject(patch.Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))));
        }

        foreach (var created in made.Created)
        {
            await application.Live.CreateAsync(created);
        }
    }
}
