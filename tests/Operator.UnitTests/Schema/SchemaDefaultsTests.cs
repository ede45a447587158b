using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Commands;
using Operator.Kinds.Clusters;
using Operator.Kinds.Jobs;
using Operator.Kinds.Notebooks;
using Operator.Kinds.Runs;
using Operator.Kinds.Warehouses;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Schema;
using Operator.Settings;
using Operator.UnitTests.Kinds.Jobs;
using Operator.Workspaces;

namespace Operator.UnitTests.Schema;

/// <summary>The API server writes defaults into the objects it stores: objects with and without them have to mean the same.</summary>
public sealed class SchemaDefaultsTests
{
    private const string Marker = "0123456789abcdef0123456789abcdef";

    private static readonly EntitySerializer Serializer = new(ApiJsonContext.Default);

    private static readonly Dictionary<string, string> Specs = new()
    {
        ["databricksclusters"] = """{"sparkVersion": "15.4.x-scala2.12", "nodeTypeId": "i3.xlarge", "numWorkers": 1}""",
        ["databrickssqlwarehouses"] = """{"clusterSize": "Small"}""",
        ["databricksjobs"] = """{"tasks": [{"taskKey": "a", "notebookTask": {"notebookPath": "/a"}}]}""",
        ["databricksjobruns"] = """{"jobId": "1", "jobParameters": {"day": "monday"}}""",
        ["databricksnotebooks"] = """{"path": "/a", "language": "PYTHON", "content": "x"}""",
        ["databricksworkspaces"] = """{"host": "https://dbc-1.cloud.databricks.com", "auth": {"token": {"secretKeyRef": {"name": "a", "key": "b"}}}}""",
    };

    /// <summary>What tells an edit from none: what the status remembers of a spec, and what a client is made of.</summary>
    private static readonly Dictionary<string, Func<JsonObject, string>> Remembered = new()
    {
        ["databricksclusters"] = spec => Of(Read<DatabricksCluster>(spec)),
        ["databrickssqlwarehouses"] = spec => Of(Read<DatabricksSqlWarehouse>(spec)),
        ["databricksjobs"] = spec => Of(Read<DatabricksJob>(spec)),
        ["databricksjobruns"] = spec => Of(Read<DatabricksJobRun>(spec)),
        ["databricksnotebooks"] = spec => Of(Read<DatabricksNotebook>(spec)),
        ["databricksworkspaces"] = spec => Of(Read<DatabricksWorkspace>(spec)),
    };

    public static TheoryData<string> Kinds => [.. Specs.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Default_WrittenIntoASpec_IsNoEdit(string plural)
    {
        var given = JsonNode.Parse(Specs[plural])!.AsObject();
        var stored = given.DeepClone().AsObject();
        Write(stored, Schema(plural));

        Assert.False(JsonNode.DeepEquals(given, stored));
        Assert.Equal(Remembered[plural](given), Remembered[plural](stored));
    }

    /// <summary>What Databricks, a cluster policy or the installation decides has no default here: it would be pinned in every stored object.</summary>
    [Fact]
    public void Defaults_OfAllKinds_AreTheConstantsOfTheOperator() => Assert.Equal(
        [
            "databricksclusters.suspend: false",
            "databricksjobruns.cancel: false",
            "databricksjobruns.suspend: false",
            "databricksjobs.suspend: false",
            "databricksnotebooks.format: \"SOURCE\"",
            "databricksnotebooks.suspend: false",
            "databrickssqlwarehouses.suspend: false",
            "databricksworkspaces.allowedNamespaces.from: \"Same\"",
            "databricksworkspaces.allowedNamespaces: {}",
            "databricksworkspaces.limits.burst: 15",
            "databricksworkspaces.limits.maxConcurrent: 16",
            "databricksworkspaces.limits.requestsPerSecond: 15",
            "databricksworkspaces.limits: {}",
        ],
        Specs.Keys.SelectMany(plural => Defaults(Schema(plural), plural)).Order(StringComparer.Ordinal));

    [Fact]
    public void Remove_AFieldOfAnotherValueThanItsDefault_Stays()
    {
        var spec = new JsonObject { ["format"] = "JUPYTER", ["suspend"] = false, ["path"] = "/a" };

        SchemaDefaults.Remove(spec, Serializer.TypeInfo<DatabricksNotebookSpec>());

        Assert.Equal("""{"format":"JUPYTER","path":"/a"}""", spec.ToJsonString());
    }

    private static string Of(DatabricksCluster cluster) => $"{ComparisonRules.HashOf(ClusterMapper.ToWire(cluster, Marker))} {Digest(cluster.Spec)}";

    private static string Of(DatabricksSqlWarehouse warehouse) =>
        $"{ComparisonRules.HashOf(WarehouseSettings.Desired(warehouse, Marker))} {Digest(warehouse.Spec)}";

    private static string Of(DatabricksJob job) => $"{ComparisonRules.HashOf(JobMapper.ToWire(job, Marker, FakeReferences.Instance))} {Digest(job.Spec)}";

    private static string Of(DatabricksJobRun run) => $"{string.Join(' ', ImmutableFieldHashes.Of(run.Spec))} {Digest(run.Spec)}";

    private static string Of(DatabricksNotebook notebook) =>
        $"{NotebookDecision.DesiredOf(notebook, "version")} {NotebookLocation.Of(notebook.Spec)} {Digest(notebook.Spec)}";

    private static string Of(DatabricksWorkspace workspace) =>
        WorkspaceSettings.TryRead(workspace.Spec, allowInsecureHosts: false, out var settings, out var problem) ? $"{settings}" : problem;

    private static JsonObject Schema(string plural) => GeneratedFiles.Definitions()
        .Single(definition => $"{definition["spec"]!["names"]!["plural"]}" == plural)
        ["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!.AsObject();

    /// <summary>As the API server does it.</summary>
    private static void Write(JsonObject value, JsonObject schema)
    {
        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
        {
            if (value[name] is null && property!["default"] is { } standard)
            {
                value[name] = standard.DeepClone();
            }

            var inside = value[name] as JsonArray ?? [];
            foreach (var one in inside.Append(value[name]).OfType<JsonObject>())
            {
                Write(one, property!["items"] as JsonObject ?? property.AsObject());
            }
        }
    }

    private static IEnumerable<string> Defaults(JsonObject schema, string path) =>
        (schema["default"] is { } standard ? [$"{path}: {standard.ToJsonString()}"] : Array.Empty<string>())
            .Concat((schema["properties"] as JsonObject ?? []).SelectMany(property => Defaults(property.Value!.AsObject(), $"{path}.{property.Key}")))
            .Concat(schema["items"] is JsonObject items ? Defaults(items, $"{path}[]") : []);

    private static string Digest<TSpec>(TSpec spec) => SpecDigest.OfAllButSuspend(spec, Serializer.TypeInfo<TSpec>());

    private static TEntity Read<TEntity>(JsonObject spec)
    {
        var metadata = new JsonObject { ["name"] = "etl", ["namespace"] = "team", ["uid"] = "uid-1" };
        var whole = new JsonObject { ["metadata"] = metadata, ["spec"] = spec.DeepClone() };
        return JsonSerializer.Deserialize(whole, Serializer.TypeInfo<TEntity>())!;
    }
}
