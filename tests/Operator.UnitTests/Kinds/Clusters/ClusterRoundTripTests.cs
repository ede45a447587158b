using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Http;
using Operator.UnitTests.Simulator;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>
/// What a workspace makes of realistic specs: fills, aliases, expansions, another order. A difference that is none would restart a
/// running cluster for ever.
/// </summary>
public sealed class ClusterRoundTripTests
{
    private static readonly Dictionary<string, Action<DatabricksClusterSpec>> Specs = new()
    {
        ["smallest"] = spec => spec.NumWorkers = 1,
        ["scaled"] = spec => spec.Autoscale = new Autoscale { MinWorkers = 1, MaxWorkers = 4 },
        ["single node"] = spec => spec.IsSingleNode = true,
        ["single node of no workers"] = spec => (spec.IsSingleNode, spec.NumWorkers) = (true, 0),
        ["single node by settings"] = spec =>
        {
            spec.NumWorkers = 0;
            spec.SparkConf = new Dictionary<string, string> { ["spark.databricks.cluster.profile"] = "singleNode", ["spark.master"] = "local[*, 4]" };
            spec.CustomTags = new Dictionary<string, string> { ["ResourceClass"] = "SingleNode" };
        },
        ["machine learning"] = spec => (spec.UseMlRuntime, spec.NumWorkers) = (true, 2),
        ["pool"] = spec => (spec.NodeTypeId, spec.InstancePoolId, spec.NumWorkers) = (null, "pool-1", 2),
        ["two pools"] = spec => (spec.NodeTypeId, spec.InstancePoolId, spec.DriverInstancePoolId, spec.NumWorkers) = (null, "pool-1", "pool-2", 2),
        ["standard mode"] = spec => (spec.DataSecurityMode, spec.NumWorkers) = ("DATA_SECURITY_MODE_STANDARD", 2),
        ["dedicated mode"] = spec => (spec.DataSecurityMode, spec.NumWorkers) = ("DATA_SECURITY_MODE_DEDICATED", 2),
        ["automatic mode"] = spec => (spec.DataSecurityMode, spec.NumWorkers) = ("DATA_SECURITY_MODE_AUTO", 2),
        ["policy with defaults"] = spec => (spec.NodeTypeId, spec.PolicyId, spec.ApplyPolicyDefaultValues) = (null, "P1", true),
        ["policy and spec"] = spec =>
        {
            (spec.PolicyId, spec.NumWorkers) = ("P1", 3);
            spec.SparkConf = new Dictionary<string, string> { ["mine"] = "1" };
            spec.CustomTags = new Dictionary<string, string> { ["team"] = "data" };
        },
        ["everything"] = Everything,
    };

    public static TheoryData<Cloud, string> Cases
    {
        get
        {
            var cases = new TheoryData<Cloud, string>();
            foreach (var (cloud, name) in Enum.GetValues<Cloud>().SelectMany(cloud => Specs.Keys.Select(name => (cloud, name))))
            {
                cases.Add(cloud, name);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Decide_AfterCreateResizeAndEdit_FindsNothingToDo(Cloud cloud, string name)
    {
        await using var workspace = await StartAsync(cloud);
        using var client = Connect(workspace);
        var cluster = Of(Specs[name]).Applied();
        var created = await client.Clusters.CreateAsync(Wire(cluster), TestContext.Current.CancellationToken);
        await AssertSettledAsync(client, cluster, created.ClusterId);

        if (cluster.Spec.NumWorkers > 0 || cluster.Spec.Autoscale is not null)
        {
            (cluster.Spec.NumWorkers, cluster.Spec.Autoscale) = cluster.Spec.Autoscale is null
                ? (7, null)
                : ((int?)null, new Autoscale { MinWorkers = 2, MaxWorkers = 9 });
            await ActAsync(client, cluster, created.ClusterId, PlanAction.Resize);
            await AssertSettledAsync(client, cluster, created.ClusterId);
        }

        cluster.Spec.SparkEnvVars = new Dictionary<string, string> { ["CHANGED"] = "1" };
        await ActAsync(client, cluster, created.ClusterId, PlanAction.Edit);
        await AssertSettledAsync(client, cluster.Applied(), created.ClusterId);

        cluster.Spec.SparkEnvVars = null;
        await ActAsync(client, cluster, created.ClusterId, PlanAction.Edit);
        await AssertSettledAsync(client, cluster.Applied(), created.ClusterId);
    }

    [Theory]
    [InlineData(Cloud.Aws)]
    [InlineData(Cloud.Azure)]
    [InlineData(Cloud.Gcp)]
    public async Task Decide_EverySettingTakenOutAgain_IsOneEditAndThenNothing(Cloud cloud)
    {
        await using var workspace = await StartAsync(cloud);
        using var client = Connect(workspace);
        var full = Of(Everything).Applied();
        var created = await client.Clusters.CreateAsync(Wire(full), TestContext.Current.CancellationToken);
        var bare = Fixed(2);
        (bare.Status.AppliedFields, bare.Status.Sync) = (full.Status.AppliedFields, []);

        await ActAsync(client, bare, created.ClusterId, PlanAction.Edit);

        // Also while the status does not know yet that the edit arrived: its reply may have been lost.
        Assert.True(Decide(bare, await client.Clusters.GetAsync(created.ClusterId, TestContext.Current.CancellationToken)).IsNothing);
        await AssertSettledAsync(client, bare.Applied(), created.ClusterId);
    }

    private static void Everything(DatabricksClusterSpec spec)
    {
        (spec.NumWorkers, spec.DriverNodeTypeId, spec.AutoterminationMinutes) = (2, "m5d.large", 0);
        (spec.EnableElasticDisk, spec.EnableLocalDiskEncryption, spec.RuntimeEngine) = (true, true, "PHOTON");
        (spec.DataSecurityMode, spec.SingleUserName) = ("SINGLE_USER", "ada@example.com");
        spec.SparkConf = new Dictionary<string, string> { ["z.last"] = "1", ["a.first"] = "{{secrets/scope/key}}" };
        spec.SparkEnvVars = new Dictionary<string, string> { ["Z"] = "", ["A"] = "\"quoted\"" };
        spec.CustomTags = new Dictionary<string, string> { ["team"] = "data", ["a.b"] = "c" };
        spec.SshPublicKeys = ["ssh-ed25519 B", "ssh-ed25519 A"];
        spec.InitScripts = [new InitScript { Workspace = new StorageLocation { Destination = "/b.sh" } }, new InitScript
        {
            S3 = new S3Location { Destination = "s3://a", Region = "eu-1" },
        }];
        spec.ClusterLogConf = new ClusterLogSpec { Volumes = new StorageLocation { Destination = "/Volumes/a/b/c" } };
        spec.WorkloadType = new WorkloadTypeSpec { Clients = new WorkloadClients { Jobs = false } };
        spec.DockerImage = new DockerImageSpec
        {
            Url = "registry.example.com/a",
            BasicAuth = new DockerBasicAuthSpec { Username = "u", PasswordSecretRef = new SecretKeyReference { Name = "s", Key = "k" } },
        };
        spec.ExtraSettings = new JsonObject { ["remote_disk_throughput"] = 500, ["spark_conf"] = new JsonObject { ["extra"] = "1" } };
    }

    private static async Task AssertSettledAsync(WorkspaceClient client, DatabricksCluster cluster, string id)
    {
        var observed = await client.Clusters.GetAsync(id, TestContext.Current.CancellationToken);
        var decision = Decide(cluster, observed);

        Assert.True(decision.IsNothing, decision.Message);
        Assert.Empty(decision.Unchangeable);
        // A workspace that does not tell what it was asked for must not be restarted either.
        Assert.Empty(Decide(cluster, observed with { Spec = null }).Fields);
    }

    private static async Task ActAsync(WorkspaceClient client, DatabricksCluster cluster, string id, PlanAction expected)
    {
        var observed = await client.Clusters.GetAsync(id, TestContext.Current.CancellationToken);
        Assert.Equal(expected, Decide(cluster, observed).Action);
        await (expected == PlanAction.Resize
            ? client.Clusters.ResizeAsync(ResizeBody(cluster, observed), TestContext.Current.CancellationToken)
            : client.Clusters.EditAsync(Compare(cluster, observed).EditBody([]), TestContext.Current.CancellationToken));
    }

    private static Task<SimulatedWorkspace> StartAsync(Cloud cloud) => SimulatedWorkspace.StartAsync(new WorkspaceOptions
    {
        Cloud = cloud,
        Clusters = new ClusterOptions
        {
            AddsLegacySparkConf = true,
            InstancePools = new Dictionary<string, string> { ["pool-1"] = "i3.xlarge", ["pool-2"] = "i3.2xlarge" },
            Policies =
            [
                new ClusterPolicy("P1")
                {
                    Fixed = new JsonObject { ["custom_tags"] = new JsonObject { ["cost"] = "1" }, ["autotermination_minutes"] = 60 },
                    Defaults = new JsonObject { ["node_type_id"] = "i3.xlarge", ["num_workers"] = 2, ["init_scripts"] = new JsonArray(
                        new JsonObject { ["workspace"] = new JsonObject { ["destination"] = "/p.sh" } }) },
                },
            ],
        },
    });

    private static WorkspaceClient Connect(SimulatedWorkspace workspace)
    {
        Assert.True(WorkspaceHost.TryParse(workspace.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), true, out var host, out var reason), reason);
        var token = new StaticTokenSource(new Secret(WorkspaceOptions.DefaultToken));
        return WorkspaceClientFactory.Create(new WorkspaceClientOptions { Host = host, TokenSource = token }, TimeProvider.System);
    }
}
