using System.Text.Json.Nodes;

namespace Operator.Benchmarks.Fleets;

/// <summary>What the operator of ClientGo/main.go has to know of a kind. The texts are Go templates, which that file fills in.</summary>
/// <param name="Kind">Of the objects; creates as the floor does.</param>
/// <param name="StatusField">Where an object keeps its id.</param>
/// <param name="Id">Made of the answer to the creating call.</param>
/// <param name="Edit">The call for a changed spec, with what <see cref="FleetEdit"/> changes.</param>
/// <param name="Delete">The call for a deleted object.</param>
internal sealed record ClientGoKind(FleetKind Kind, string StatusField, string Id, ClientGoCall Edit, ClientGoCall Delete)
{
    /// <summary>As many objects at a time as the floor.</summary>
    private const int Workers = 16;

    private static readonly IReadOnlyList<ClientGoKind> All =
    [
        new(
            Named("job"),
            "jobId",
            "{{.job_id}}",
            new(
                "api/2.2/jobs/reset",
                """
                {"job_id":{{.id}},"new_settings":{"name":"{{.name}}","tags":{{json .spec.tags}},
                "tasks":[{"task_key":"main","notebook_task":{"notebook_path":"/Shared/main"}}]}}
                """),
            new("api/2.2/jobs/delete", """{"job_id":{{.id}}}""")),
        new(
            Named("notebook"),
            "objectId",
            "{{.object_id}}",
            new(
                "api/2.0/workspace/import",
                """{"path":"{{.spec.path}}","language":"PYTHON","format":"SOURCE","content":"{{base64 .spec.content}}","overwrite":true}"""),
            new("api/2.0/workspace/delete", """{"path":"{{.spec.path}}"}""")),
        new(
            Named("cluster"),
            "clusterId",
            "{{.cluster_id}}",
            new(
                "api/2.1/clusters/edit",
                """
                {"cluster_id":"{{.id}}","cluster_name":"{{.name}}","spark_version":"16.4.x-scala2.12","node_type_id":"m5d.large","num_workers":1,
                "custom_tags":{{json .spec.customTags}}}
                """),
            new("api/2.1/clusters/permanent-delete", """{"cluster_id":"{{.id}}"}""")),
    ];

    /// <returns>Null for a kind that is not compared.</returns>
    public static ClientGoKind? Find(FleetKind kind) => All.FirstOrDefault(one => one.Kind == kind);

    /// <summary>What the program reads from its standard input.</summary>
    /// <param name="namespace">Whose objects it is for.</param>
    /// <param name="host">Of the workspace.</param>
    /// <param name="token">Of the workspace.</param>
    public string Document(string @namespace, string host, string token) => new JsonObject
    {
        ["resource"] = new JsonObject { ["group"] = "databricks-operator.io", ["version"] = "v1alpha1", ["resource"] = Kind.Plural },
        ["namespace"] = @namespace,
        ["host"] = host,
        ["token"] = token,
        ["statusField"] = StatusField,
        ["workers"] = Workers,
        ["id"] = Id,
        ["create"] = new ClientGoCall(Kind.CreatePath, Kind.CreateBodyOf("{{.name}}", "")).ToJson(),
        ["edit"] = Edit.ToJson(),
        ["delete"] = Delete.ToJson(),
    }.ToJsonString();

    private static FleetKind Named(string name) => FleetKind.All.First(kind => kind.Name == name);
}

/// <summary>A POST to the workspace.</summary>
internal sealed record ClientGoCall(string Path, string Body)
{
    public JsonObject ToJson() => new() { ["path"] = Path, ["body"] = Body };
}
