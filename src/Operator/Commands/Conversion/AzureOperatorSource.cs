using System.Text.Json.Nodes;
using Operator.Commands.Import;
using Operator.Commands.Manifests;
using Operator.Options;

namespace Operator.Commands.Conversion;

/// <summary>
/// Objects of microsoft/azure-databricks-operator (archived 2022), as <c>kubectl get djobs,dclusters,workspaceitems,runs,secretscopes,dbfsblocks,instancepools
/// -A -o yaml</c> prints them. Their specs have the names of version 2.0 of the REST API, in which a job has one task and no list of tasks; jobs and clusters
/// have the name of their object (https://github.com/microsoft/azure-databricks-operator, docs/resources.md).
/// </summary>
internal sealed class AzureOperatorSource : IForeignSource
{
    private const string Group = "databricks.microsoft.com/";

    /// <summary>Of a job of version 2.0: what belongs to its only task.</summary>
    private static readonly string[] TaskFields =
    [
        "existing_cluster_id", "new_cluster", "libraries", "notebook_task", "spark_jar_task", "spark_python_task", "spark_submit_task", "max_retries",
        "min_retry_interval_millis", "retry_on_timeout",
    ];

    public string Word => "azure-databricks-operator";

    public ForeignSet Read(string name, string text)
    {
        var read = ManifestText.Read(name, text);
        if (read.Manifests.Count == 0)
        {
            throw new StartupException($"{name} holds no object of {Group}v1alpha1: {(read.Problems.Count > 0 ? read.Problems[0].Message : "it is empty")}");
        }

        var missing = read.Problems.Select(problem => new ImportNotice(problem.Source, $"not converted: {problem.Message}")).ToList();
        var clusters = read.Manifests.Where(one => one.Kind == "Dcluster")
            .ToDictionary(one => (one.Namespace, one.Name), one => Id(one, "cluster_info", "cluster_id"));
        return new ForeignSet([.. read.Manifests.SelectMany(one => Objects(one, clusters, missing))], missing);
    }

    private static IEnumerable<ForeignObject> Objects(
        Manifest one, Dictionary<(string? Namespace, string Name), string> clusters, List<ImportNotice> missing)
    {
        var place = $"{one.Kind} {(one.Namespace is null ? "" : $"{one.Namespace}/")}{one.Name}";
        var spec = one.Content["spec"] as JsonObject ?? [];
        if (one.ApiVersion.StartsWith(Group, StringComparison.Ordinal))
        {
            switch (one.Kind)
            {
                case "Djob":
                    var job = OnItsCluster((JsonObject)spec.DeepClone(), one, clusters, missing);
                    return [new ForeignObject("jobs", place, one.Name, Job(job, one.Name)) { Id = Id(one, "job_status", "job_id") }];
                case "Dcluster":
                    return [new ForeignObject("clusters", place, one.Name, Cluster(spec, one.Name)) { Id = Id(one, "cluster_info", "cluster_id") }];
                case "WorkspaceItem":
                    return [new ForeignObject("notebooks", place, one.Name, (JsonObject)spec.DeepClone()) { Id = $"{spec["path"]}" }];
            }
        }

        missing.Add(new ImportNotice(place, one.Kind == "Run"
            ? "not converted: a run is started once; write a DatabricksJobRun where one is to be started anew"
            : "not converted: the operator has no kind for it"));
        return [];
    }

    private static string Id(Manifest one, string holder, string field) => one.Content["status"]?[holder]?[field]?.ToString() ?? "";

    private static JsonObject Cluster(JsonObject spec, string name)
    {
        var wire = (JsonObject)spec.DeepClone();
        wire["cluster_name"] = name;
        return wire;
    }

    /// <summary>A job may name a Dcluster in place of the cluster's id.</summary>
    private static JsonObject OnItsCluster(
        JsonObject job, Manifest one, Dictionary<(string? Namespace, string Name), string> clusters, List<ImportNotice> missing)
    {
        if (!job.Remove("existing_cluster_name", out var name) || name is null)
        {
            return job;
        }

        if (clusters.GetValueOrDefault((one.Namespace, $"{name}")) is { Length: > 0 } id)
        {
            job["existing_cluster_id"] = id;
        }
        else
        {
            missing.Add(new ImportNotice(
                $"{one.Kind} {one.Name}: existing_cluster_name",
                $"left out of the manifest: the Dcluster {name} is not here or has no id; write existingClusterRef"));
        }

        return job;
    }

    private static JsonObject Job(JsonObject wire, string name)
    {
        wire["name"] = name;
        // What Databricks calls the task of such a job where it shows it.
        var task = new JsonObject { ["task_key"] = "main" };
        foreach (var field in TaskFields)
        {
            if (wire.Remove(field, out var value))
            {
                task[field] = value;
            }
        }

        wire["tasks"] = new JsonArray(task);
        return wire;
    }
}
