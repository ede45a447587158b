using System.Text;

namespace Operator.Benchmarks.Fleets;

/// <summary>One kind that is measured: its smallest useful object, an edit of it, and the call that creates the same thing in a workspace.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Kind">As in a manifest.</param>
/// <param name="Spec">As JSON. In it and in the body of the call NAME stands for the object's name, JOB for the id of a job of the workspace.</param>
/// <param name="Edit">Null for a kind whose spec cannot change.</param>
/// <param name="CreatePath">Where the floor creates it.</param>
/// <param name="CreateBody">What the floor sends.</param>
internal sealed record FleetKind(string Name, string Kind, string Spec, FleetEdit? Edit, string CreatePath, string CreateBody)
{
    public static IReadOnlyList<FleetKind> All { get; } =
    [
        new(
            "job",
            "DatabricksJob",
            """{"tasks":[{"taskKey":"main","notebookTask":{"notebookPath":"/Shared/main"},"existingClusterId":"0101-000000-abcdefgh"}]}""",
            OfTags("tags"),
            "api/2.2/jobs/create",
            """{"name":"NAME","tasks":[{"task_key":"main","notebook_task":{"notebook_path":"/Shared/main"}}]}"""),
        new(
            "notebook",
            "DatabricksNotebook",
            """{"path":"/Shared/NAME","language":"PYTHON","content":"print(0)\n"}""",
            new(
                number => $$$"""{"spec":{"content":"print({{{number}}})\n"}}""",
                number => Convert.ToBase64String(Encoding.UTF8.GetBytes($"print({number})\n"))),
            "api/2.0/workspace/import",
            """{"path":"/Shared/NAME","language":"PYTHON","format":"SOURCE","content":"cHJpbnQoMCkK","overwrite":true}"""),
        new(
            "cluster",
            "DatabricksCluster",
            """{"sparkVersion":"16.4.x-scala2.12","nodeTypeId":"m5d.large","numWorkers":1}""",
            OfTags("customTags"),
            "api/2.1/clusters/create",
            """{"cluster_name":"NAME","spark_version":"16.4.x-scala2.12","node_type_id":"m5d.large","num_workers":1}"""),
        new("run", "DatabricksJobRun", """{"jobId":"JOB"}""", null, "api/2.2/jobs/run-now", """{"job_id":JOB}"""),
        new(
            "warehouse",
            "DatabricksSqlWarehouse",
            """{"clusterSize":"Small"}""",
            OfTags("customTags"),
            "api/2.0/sql/warehouses",
            """{"name":"NAME","cluster_size":"Small","max_num_clusters":1}"""),
    ];

    public string Plural => $"{Kind.ToLowerInvariant()}s";

    public string Manifest(string name, string job) =>
        $$"""{"apiVersion":"databricks-operator.io/v1alpha1","kind":"{{Kind}}","metadata":{"name":"{{name}}"},"spec":{{Fill(Spec, name, job)}}}""";

    public string CreateBodyOf(string name, string job) => Fill(CreateBody, name, job);

    private static string Fill(string template, string name, string job) =>
        template.Replace("NAME", name, StringComparison.Ordinal).Replace("JOB", job, StringComparison.Ordinal);

    private static FleetEdit OfTags(string field) => new(
        number => $$$$"""{"spec":{"{{{{field}}}}":{"edit":"{{{{TagOf(number)}}}}"}}}""",
        number => $"\"{TagOf(number)}\"");

    private static string TagOf(int number) => FormattableString.Invariant($"edit-{number}");
}

/// <summary>An edit that leads to exactly one call. Each has a number, by which its call is found among those of other objects.</summary>
/// <param name="Patch">A merge patch.</param>
/// <param name="Sent">What is in the body of the call to the workspace and in no other.</param>
internal sealed record FleetEdit(Func<int, string> Patch, Func<int, string> Sent);
