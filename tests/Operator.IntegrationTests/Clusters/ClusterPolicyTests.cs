using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Operator.IntegrationTests.Harness;
using Operator.IntegrationTests.Policies;

namespace Operator.IntegrationTests.Clusters;

/// <summary>Which cluster a resource takes, and how far it goes with it.</summary>
public sealed class ClusterPolicyTests(ControlPlane controlPlane) : ManagedKindTests(controlPlane, "DatabricksCluster")
{
    protected override string Edit => """{"numWorkers":3}""";

    protected override bool IsAlive => Place.Remote.Clusters.Ids is [var id] && (string)Place.Remote.Clusters.Find(id)!["state"]! == "RUNNING";

    [Fact]
    public async Task Adoption_Never_MakesASecondOneAndLeavesTheFirstAlone()
    {
        var theirs = Theirs();
        var before = Place.Remote.Clusters.Find(theirs)!.ToJsonString();

        await StartAsync("policies: {adoption: Never}");

        Assert.Equal(2, Place.Remote.Clusters.Ids.Count);
        Assert.NotEqual(theirs, await Resource.FieldAsync(".status.clusterId"));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(before), Place.Remote.Clusters.Find(theirs)));
        Assert.All(Place.Writes.Skip(1), call => Assert.DoesNotContain(theirs, call.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Adoption_ByName_TakesTheOneOfThatNameWithoutARestart()
    {
        var theirs = Theirs();

        await StartAsync("policies: {adoption: ByName}");

        Assert.Equal(theirs, await Resource.FieldAsync(".status.clusterId"));
        Assert.Empty(Place.Writes);
    }

    [Fact]
    public async Task Adoption_ByANameThatTwoHave_AsksWhichAndTouchesNeither()
    {
        string[] theirs = [Theirs(), Theirs()];

        await Resource.ApplyAsync(Spec("policies: {adoption: ByName}"));
        var stalled = await Resource.SaysAsync("Stalled", "True AmbiguousName");

        Assert.All(theirs, id => Assert.Contains(id, stalled, StringComparison.Ordinal));
        await IsLeftAloneAsync();
        Assert.Equal(theirs, Place.Remote.Clusters.Ids);
    }

    [Fact]
    public async Task ExternalId_OfACluster_TakesItOverAndMakesItAsTheSpecSays()
    {
        var theirs = Theirs("another", workers: 5);

        await StartAsync($"externalId: {theirs}");

        Assert.Equal([theirs], Place.Remote.Clusters.Ids);
        Assert.Equal(1, (int)Place.Remote.Clusters.Find(theirs)!["num_workers"]!);
        await Resource.DeleteAsync();
        await Resource.GoneAsync();
        Assert.Empty(Place.Remote.Clusters.Ids);
    }

    [Fact]
    public async Task ExternalId_OfNoCluster_StallsAndMakesNone()
    {
        await Resource.ApplyAsync(Spec("externalId: 0101-000000-nowhere1"));

        await Resource.SaysAsync("Stalled", "True AdoptionTargetNotFound");

        await IsLeftAloneAsync();
        Assert.Empty(Place.Remote.Clusters.Ids);
    }

    [Fact]
    public async Task ExternalId_OfAnothersCluster_StallsAndLeavesItToThatOne()
    {
        await StartAsync();
        var second = Place.Object("DatabricksCluster", "second");
        var before = Place.Writes.Count;

        await second.ApplyAsync(
            Spec($"externalId: {await Resource.FieldAsync(".status.clusterId")}").Replace("numWorkers: 1", "numWorkers: 9", StringComparison.Ordinal));
        await second.SaysAsync("Stalled", "True ExternalIdInUse");

        await second.DeleteAsync();
        await second.GoneAsync();
        Assert.True(IsAlive);
        Assert.Equal(before, Place.Writes.Count);
    }

    [Fact]
    public async Task Observe_OfACluster_IsReadyTellsTheDriftAndNeverWrites()
    {
        var theirs = Theirs(workers: 5);

        await Resource.ApplyAsync($"{{externalId: {theirs}, numWorkers: 1, policies: {{management: Observe}}}}");
        await Resource.SaysAsync("Ready", "True");
        Assert.Contains("numWorkers", await Resource.SaysAsync("Synced", "False DriftDetected"), StringComparison.Ordinal);
        Place.Remote.Clusters.Change(theirs, settings => settings["num_workers"] = 1);
        await Resource.SaysAsync("Synced", "True Observed");
        await Resource.LookedAtAsync();
        await Resource.DeleteAsync();
        await Resource.GoneAsync();

        Assert.Empty(Place.Writes);
        Assert.Equal([theirs], Place.Remote.Clusters.Ids);
    }

    [Fact]
    public async Task Observe_OfNoCluster_SaysSoAndMakesNone()
    {
        await Resource.ApplyAsync(Spec("policies: {management: Observe}"));

        await Resource.SaysAsync("Ready", "False RemoteMissing");

        await IsLeftAloneAsync();
        Assert.Empty(Place.Remote.Clusters.Ids);
    }

    [Fact]
    public async Task Plan_OfAClusterAndThenManage_IsCarriedOutAndTakenBack()
    {
        await Resource.ApplyAsync(Spec("policies: {management: Plan}"));
        await Resource.ShowsAsync(".status.plan.action", "Create");
        await Resource.SaysAsync("Synced", "False ChangesPlanned");
        await IsLeftAloneAsync();

        await StartAsync("policies: {management: Manage}");
        Assert.Equal(["clusters/create"], Place.Written);
        Assert.Empty(await Resource.FieldAsync(".status.plan"));

        await Resource.PatchAsync("""{"spec":{"numWorkers":3,"policies":{"management":"Plan"}}}""");
        await Resource.ShowsAsync(".status.plan.action", "Resize");
        await IsLeftAloneAsync();
        await Resource.PatchAsync("""{"spec":{"policies":{"management":"Manage"}}}""");
        await Resource.SettledAsync();
        Assert.Equal(["clusters/create", "clusters/resize"], Place.Written);
        Assert.Empty(await Resource.FieldAsync(".status.plan"));
    }

    [Fact]
    public async Task Disruption_Denied_ResizesAtOnceAndSendsTheRestWhenTheClusterHasTerminated()
    {
        await StartAsync("autoterminationMinutes: 60, policies: {disruption: Deny}");
        var id = Place.Remote.Clusters.Ids.Single();

        await Resource.PatchAsync("""{"spec":{"numWorkers":3,"sparkConf":{"spark.sql.shuffle.partitions":"64"}}}""");
        Assert.Contains("sparkConf", await Resource.SaysAsync("Ready", "False DisruptionDenied"), StringComparison.Ordinal);
        await Resource.SaysAsync("Reconciling", "True DisruptionDenied");
        await IsLeftAloneAsync();
        Assert.Equal(["clusters/create", "clusters/resize"], Place.Written);
        Assert.True(IsAlive);

        Place.Remote.Clusters.Terminate(id, new TerminationCause("INACTIVITY", "SUCCESS"));
        await Resource.SettledAsync();
        Assert.Equal(["clusters/create", "clusters/resize", "clusters/edit"], Place.Written);
        Assert.Equal("64", (string)Place.Remote.Clusters.Find(id)!["spark_conf"]!["spark.sql.shuffle.partitions"]!);
        Assert.Equal("TERMINATED", (string)Place.Remote.Clusters.Find(id)!["state"]!);
    }

    protected override async Task StartAsync(string further = "")
    {
        await Resource.ApplyAsync(Spec(further));
        await Resource.SettledAsync();
    }

    internal static string Spec(string further) =>
        $"{{sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 1{(further.Length > 0 ? $", {further}" : "")}}}";

    /// <summary>A cluster of somebody else's, running.</summary>
    private string Theirs(string name = "x", int workers = 1) => Place.Remote.Clusters.Create(
        new JsonObject { ["cluster_name"] = name, ["spark_version"] = "16.4.x-scala2.12", ["node_type_id"] = "m5d.large", ["num_workers"] = workers },
        "ada@example.com");
}
