using System.Text.Json.Nodes;
using Databricks.Simulator.Faults;
using Databricks.Simulator.Journal;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.GitOps;

/// <summary>Neither an idle operator nor an outage, nor two applications that fight, keep a GitOps tool busy.</summary>
public sealed class QuietTests(ControlPlane controlPlane) : GitOpsTestBase(controlPlane)
{
    private static readonly string[] Settled = ["DatabricksCluster", "DatabricksNotebook", "DatabricksJob", "DatabricksSqlWarehouse"];

    [Fact]
    public async Task Status_OfWhatDoesNotChange_IsNotWrittenAgain()
    {
        await SyncedAsync(ArgoSync.ClientSide, Everything);
        await LooksAsync(2);
        var writes = Writes;

        await LooksAsync(4);

        Assert.Equal(writes, Writes);
    }

    [Fact]
    public async Task Outage_OfTheWorkspace_TurnsNothingDegraded()
    {
        var application = await SyncedAsync(ArgoSync.ClientSide, Everything);
        Place.Remote.Faults.Add(Fault.Error("*", 503, "TEMPORARILY_UNAVAILABLE", "away") with { Count = null });

        foreach (var manifest in Settled.Select(application.Manifest))
        {
            await Place.Object(manifest.Kind, manifest.Name).SaysAsync("Synced", "Unknown ApiUnavailable");
            var (status, message) = await application.HealthAsync(manifest);
            Assert.True(status is "Healthy" or "Progressing", $"{manifest.Kind} is {status}: {message}");
            Assert.StartsWith("True ", await Place.Object(manifest.Kind, manifest.Name).ConditionAsync("Ready"), StringComparison.Ordinal);
        }

        Assert.Equal("Healthy", (await application.HealthAsync(application.Manifest("DatabricksJobRun"))).Status);
        AssertNeverStalled();
        Place.Remote.Faults.Clear();
        await application.SyncAsync(() => Place.Log);
    }

    [Fact]
    public async Task Applications_ThatFightOverOneObject_CostTheWorkspaceNoMoreThanItsLimit()
    {
        const int rate = 5;
        var application = await SyncedAsync(
            ArgoSync.ClientSide,
            Harness.Manifest.Workspace(Place.Host, "default", $"limits: {{requestsPerSecond: {rate}, burst: {rate}}}"),
            "apiVersion: databricks-operator.io/v1alpha1\nkind: DatabricksJob\nmetadata: {name: shared}\nspec: {description: none}");
        var (job, before) = (application.Manifest("DatabricksJob"), Place.Remote.Journal.LastSequence);

        for (var flip = 1; flip <= 50; flip++)
        {
            await application.Live.PatchAsync(job, new() { ["spec"] = new JsonObject { ["description"] = $"flip {flip}" } });
        }

        await Place.Object("DatabricksJob", "shared").SettledAsync();
        var calls = Place.Remote.Journal.After(before).Where(call => call.UserAgent.StartsWith("databricks-operator", StringComparison.Ordinal)).ToList();
        Assert.Contains("flip 50", calls.Last(call => call.Operation == "jobs/reset").Body, StringComparison.Ordinal);
        Assert.True(calls.Count(call => call.Operation == "jobs/reset") <= 50);
        AssertWithin(calls, rate);
    }

    [Fact]
    public async Task SelfHeal_OfAnEditByHand_IsCarriedOutOnceAndThenAllIsQuiet()
    {
        var application = await SyncedAsync(
            ArgoSync.ClientSide, Cluster.Replace("numWorkers: 1", "numWorkers: 1, policies: {drift: Report}", StringComparison.Ordinal));
        var cluster = Place.Object("DatabricksCluster", "etl");
        await cluster.PatchAsync("""{"spec":{"numWorkers":3}}""");
        await cluster.SettledAsync();
        Assert.Equal(["legacy DatabricksCluster.spec.numWorkers", "server-side DatabricksCluster.spec.numWorkers"], await application.DifferencesAsync());

        Assert.True(await application.HealAsync());
        await cluster.SettledAsync();
        var written = Place.Writes.Count;
        for (var look = 0; look < 3; look++)
        {
            await cluster.LookedAtAsync();
            Assert.False(await application.HealAsync());
        }

        Assert.Equal(["clusters/create", "clusters/resize", "clusters/resize"], Place.Written);
        Assert.Equal(written, Place.Writes.Count);
    }

    [Fact]
    public async Task SelfHeal_WhileDriftIsOnlyReported_HasNothingToDo()
    {
        var application = await SyncedAsync(
            ArgoSync.ClientSide, Cluster.Replace("numWorkers: 1", "numWorkers: 1, policies: {drift: Report}", StringComparison.Ordinal));
        await Place.CallAsync(HttpMethod.Post, "/api/2.1/clusters/resize", $$"""{"cluster_id":"{{Place.Remote.Clusters.Ids.Single()}}","num_workers":5}""");

        await Place.Object("DatabricksCluster", "etl").SaysAsync("Synced", "False DriftDetected");

        Assert.Empty(await application.DifferencesAsync());
        Assert.Equal("Healthy", (await application.HealthAsync(application.Manifest("DatabricksCluster"))).Status);
        Assert.Equal(["clusters/create"], Place.Written);
    }

    [Fact]
    public async Task Tracking_OfArgoCd_StaysOnTheObjectItWasPutOn()
    {
        var application = await SyncedAsync(
            ArgoSync.ClientSide,
            Cluster.Replace("metadata: {", "metadata: {labels: {app.kubernetes.io/instance: app}, ", StringComparison.Ordinal), Notebook, Job);
        var events = await Eventually.ReachesAsync(
            _ => Place.Kubectl.RunAsync("get", "events", "-o", "json"), shown => shown.Contains("Created", StringComparison.Ordinal), "an event");

        Assert.Contains("tracking-id", $"{await application.Live.FindAsync(application.Manifest("DatabricksCluster"))}", StringComparison.Ordinal);
        Assert.DoesNotContain("tracking-id", events, StringComparison.Ordinal);
        Assert.DoesNotContain("app.kubernetes.io", events, StringComparison.Ordinal);
        Assert.All(JsonNode.Parse(events)!["items"]!.AsArray(), one => Assert.Matches("^[A-Z][A-Za-z]{2,24}$", (string)one!["reason"]!));
        Assert.All(Place.Writes, call => Assert.DoesNotContain("argocd", call.Body, StringComparison.Ordinal));
        Assert.All(Place.Writes, call => Assert.DoesNotContain("app.kubernetes.io", call.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SkipReconcileAndRefresh_OfArgoCd_AreNotForTheOperator()
    {
        const string skip = "metadata: {annotations: {argocd.argoproj.io/skip-reconcile: \"true\"}, ";
        await SyncedAsync(ArgoSync.ClientSide, Cluster.Replace("metadata: {", skip, StringComparison.Ordinal));
        var cluster = Place.Object("DatabricksCluster", "etl");
        await cluster.PatchAsync("""{"spec":{"numWorkers":3}}""");
        await cluster.SettledAsync();
        Assert.Single(Place.Remote.Journal.Of("clusters/resize"));
        await LooksAsync(2);
        var (calls, writes) = (Place.Writes.Count, Writes);

        await cluster.PatchAsync("""{"metadata":{"annotations":{"argocd.argoproj.io/refresh":"hard"}}}""");
        await LooksAsync(2);

        Assert.Equal((calls, writes), (Place.Writes.Count, Writes));
        // Argo CD takes its annotation away itself, from its Application.
        var annotations = (await Place.Kubectl.ObjectAsync("databricksclusters", "etl"))["metadata"]!["annotations"]!;
        Assert.Equal("hard", (string?)annotations["argocd.argoproj.io/refresh"]);
    }

    /// <summary>So many lists of the workspace are read; what came before the first of them is dealt with.</summary>
    private Task LooksAsync(int more)
    {
        var looks = Looks;
        return Eventually.HoldsAsync(() => Looks >= looks + more, $"{more} more looks at the workspace", TimeSpan.FromSeconds(60));
    }

    /// <summary>In no span of time more than the budget has at its start and gains in it; a call may be a second on its way on a busy machine.</summary>
    private static void AssertWithin(List<JournalEntry> calls, int rate)
    {
        for (var first = 0; first < calls.Count; first++)
        {
            for (var last = first; last < calls.Count; last++)
            {
                var allowed = rate + (rate * ((calls[last].At - calls[first].At).TotalSeconds + 1));
                Assert.True(last - first + 1 <= allowed, $"{last - first + 1} calls from {calls[first].At:O} to {calls[last].At:O}");
            }
        }
    }

    private int Writes => Proxy.Journal.Count(request => request.IsWrite);

    private int Looks => Place.Remote.Journal.Of("clusters/list").Count;
}
