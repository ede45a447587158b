namespace Operator.Benchmarks.Fleets;

/// <summary>One kind that is measured: its smallest useful object, an edit of it, and the call that creates the same thing in a workspace.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Kind">As in a manifest.</param>
/// <param name="Spec">Of the object of a name, as JSON.</param>
/// <param name="Edit">A merge patch that leads to exactly one call.</param>
/// <param name="CreatePath">Where the floor creates it.</param>
/// <param name="CreateBody">What the floor sends for a name.</param>
internal sealed record FleetKind(
    string Name, string Kind, Func<string, string> Spec, string Edit, string CreatePath, Func<string, string> CreateBody)
{
    private const string Cluster = """
        "spark_version":"16.4.x-scala2.12","node_type_id":"m5d.large","num_workers":1
        """;

    public static IReadOnlyList<FleetKind> All { get; } =
    [
        new(
            "job",
            "DatabricksJob",
            _ => """{"tasks":[{"taskKey":"main","notebookTask":{"notebookPath":"/Shared/main"},"existingClusterId":"0101-000000-abcdefgh"}]}""",
            """{"spec":{"timeoutSeconds":3600}}""",
            "api/2.2/jobs/create",
            name => $$"""{"name":"{{name}}","tasks":[{"task_key":"main","notebook_task":{"notebook_path":"/Shared/main"} }]}"""),
        new(
            "notebook",
            "DatabricksNotebook",
            name => $$"""{"path":"/Shared/{{name}}","language":"PYTHON","content":"print(1)\n"}""",
            """{"spec":{"content":"print(2)\n"}}""",
            "api/2.0/workspace/import",
            name => $$"""{"path":"/Shared/{{name}}","language":"PYTHON","format":"SOURCE","content":"cHJpbnQoMSkK"}"""),
        new(
            "cluster",
            "DatabricksCluster",
            _ => """{"sparkVersion":"16.4.x-scala2.12","nodeTypeId":"m5d.large","numWorkers":1}""",
            """{"spec":{"numWorkers":2}}""",
            "api/2.1/clusters/create",
            name => $$"""{"cluster_name":"{{name}}",{{Cluster}}}"""),
    ];

    public string Plural => $"{Kind.ToLowerInvariant()}s";

    public string Manifest(string name) =>
        $$"""{"apiVersion":"databricks-operator.io/v1alpha1","kind":"{{Kind}}","metadata":{"name":"{{name}}"},"spec":{{Spec(name)}}}""";
}
