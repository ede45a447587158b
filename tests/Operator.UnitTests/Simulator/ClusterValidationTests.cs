using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;

namespace Operator.UnitTests.Simulator;

public sealed class ClusterValidationTests
{
    [Theory]
    [InlineData("""{"num_workers":null}""", "Cluster validation error: Missing required field: size")]
    [InlineData("""{"autoscale":{"min_workers":1,"max_workers":2}}""", "Only one of num_workers and autoscale may be set.")]
    [InlineData("""{"num_workers":null,"autoscale":{"min_workers":2,"max_workers":2}}""", "autoscale.max_workers must be greater than autoscale.min_workers.")]
    [InlineData("""{"num_workers":-1}""", "num_workers must not be negative.")]
    [InlineData("""{"num_workers":0}""", "NumWorkers could be 0 only for SingleNode clusters")]
    [InlineData("""{"spark_version":"auto:latest-lts"}""", "Invalid spark version auto:latest-lts.")]
    [InlineData("""{"spark_version":""}""", "Invalid spark version .")]
    [InlineData("""{"spark_version":null}""", "Invalid spark version .")]
    [InlineData("""{"policy_id":""}""", "'' is not a valid cluster policy ID")]
    [InlineData("""{"policy_id":"nope"}""", "'nope' is not a valid cluster policy ID")]
    [InlineData("""{"node_type_id":null}""", "Cluster validation error: Missing required field: node_type_id")]
    [InlineData("""{"instance_pool_id":"p"}""", "The field 'node_type_id' cannot be supplied when an instance pool ID is provided.")]
    [InlineData("""{"node_type_id":null,"instance_pool_id":"p"}""", "Can't find an instance pool with id: p.")]
    [InlineData("""{"autotermination_minutes":9}""", "autotermination_minutes must be 0 or between 10 and 10000.")]
    [InlineData("""{"aws_attributes":{"a":1},"gcp_attributes":{"b":1}}""", "Only one of aws_attributes, azure_attributes and gcp_attributes may be set.")]
    [InlineData("""{"is_single_node":false}""", "is_single_node and use_ml_runtime can only be used with kind CLASSIC_PREVIEW.")]
    public async Task Create_AgainstARule_IsRefusedAndCreatesNothing(string changes, string message)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        var answer = await workspace.PostAsync("clusters/create", Changed(changes));

        answer.AssertRefused("INVALID_PARAMETER_VALUE", message);
        Assert.Empty(workspace.Workspace.Clusters.Ids);
    }

    [Theory]
    [InlineData("custom_tags", 45, 46)]
    [InlineData("init_scripts", 10, 11)]
    [InlineData("ssh_public_keys", 10, 11)]
    public async Task Create_BeyondACount_IsRefusedAndAtItAccepted(string field, int allowed, int refused)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        Assert.Equal(200, (await workspace.PostAsync("clusters/create", Filled(field, allowed))).Status);
        Assert.Equal(400, (await workspace.PostAsync("clusters/create", Filled(field, refused))).Status);
    }

    [Fact]
    public async Task Create_ZeroWorkersForASingleNode_IsAccepted()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        var id = await workspace.CreateAsync(Changed("""
            {"num_workers":0,"spark_conf":{"spark.databricks.cluster.profile":"singleNode","spark.master":"local[*, 4]"},
             "custom_tags":{"ResourceClass":"SingleNode"}}
            """));

        Assert.Equal(0, (int)(await workspace.GetAsync(id))["num_workers"]!);
    }

    [Theory]
    [InlineData("{", "Invalid JSON given in the body of the request - failed to parse given JSON")]
    [InlineData("""{"a":1,"a":2}""", "Invalid JSON given in the body of the request - failed to parse given JSON")]
    [InlineData("[]", "Could not parse request object: expected a JSON object.")]
    [InlineData(
        """{"spark_version":"15.4.x-scala2.12","node_type_id":"n","num_workers":"two"}""",
        "Could not parse request object: expected a value of type integer for field num_workers.")]
    public async Task Create_MalformedBody_IsRefused(string body, string message)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        (await workspace.PostAsync("clusters/create", body)).AssertRefused("MALFORMED_REQUEST", message);
    }

    [Fact]
    public async Task Create_OfWhatAPolicyFixes_NeedsNoneOfIt()
    {
        var policy = new ClusterPolicy("P")
        {
            Fixed = new JsonObject { ["spark_version"] = "15.4.x-scala2.12", ["node_type_id"] = "n", ["autoscale"] = new JsonObject { ["min_workers"] = 1 } },
        };
        await using var workspace = await SimulatedWorkspace.StartAsync(new ClusterOptions { Policies = [policy] });

        var cluster = await workspace.GetAsync(await workspace.CreateAsync("""{"policy_id":"P","autoscale":{"max_workers":4}}"""));

        Assert.Equal(
            ("15.4.x-scala2.12", "n", 1), ((string?)cluster["spark_version"], (string?)cluster["node_type_id"], (int)cluster["autoscale"]!["min_workers"]!));
        Assert.Equal(400, (await workspace.PostAsync("clusters/create", """{"node_type_id":"n","num_workers":1}""")).Status);
        var job = """{"tasks":[{"task_key":"a","notebook_task":{"notebook_path":"/n"},"new_cluster":{<C>}}]}""";
        Assert.Equal(200, (await workspace.PostAsync(
            "jobs/create", job.Replace("<C>", "\"policy_id\":\"P\",\"autoscale\":{\"max_workers\":4}", StringComparison.Ordinal))).Status);
        Assert.Equal(
            400, (await workspace.PostAsync("jobs/create", job.Replace("<C>", "\"node_type_id\":\"n\",\"num_workers\":1", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task Create_SameIdempotencyToken_GivesTheActiveClusterAndANewOneAfterItsEnd()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var request = Changed("""{"idempotency_token":"t-1"}""");
        var first = await workspace.CreateAsync(request);

        Assert.Equal(first, await workspace.CreateAsync(request));
        Assert.Single(workspace.Workspace.Clusters.Ids);
        await workspace.ActAsync("delete", first);
        Assert.NotEqual(first, await workspace.CreateAsync(request));
        Assert.Null((await workspace.GetAsync(first))["idempotency_token"]);
        Assert.Equal(400, (await workspace.PostAsync("clusters/create", Changed($$"""{"idempotency_token":"{{new string('x', 65)}}"}"""))).Status);
    }

    private static string Changed(string changes)
    {
        var request = (JsonObject)JsonNode.Parse(SimulatedWorkspace.FixedSize)!;
        foreach (var (name, value) in (JsonObject)JsonNode.Parse(changes)!)
        {
            request[name] = value?.DeepClone();
        }

        return request.ToJsonString();
    }

    private static string Filled(string field, int count)
    {
        var request = (JsonObject)JsonNode.Parse(SimulatedWorkspace.FixedSize)!;
        request[field] = field == "custom_tags"
            ? new JsonObject(Enumerable.Range(0, count).Select(index => KeyValuePair.Create<string, JsonNode?>($"k{index}", "v")))
            : new JsonArray([.. Enumerable.Range(0, count).Select(index => JsonValue.Create($"e{index}"))]);
        return request.ToJsonString();
    }
}
