using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Compute;
using Operator.Reconciling;
using Operator.Settings;

namespace Operator.Kinds.Jobs;

/// <summary>Spec to wire JSON. The settings' names are the REST API's in another spelling, so the type itself is the mapping.</summary>
internal static class JobMapper
{
    /// <summary>The complete settings as create and reset take them, without what comes from Secrets.</summary>
    /// <exception cref="DependencyMissingException">Something the spec names is not in the workspace yet.</exception>
    public static JsonObject ToWire(DatabricksJob job, string marker, IJobReferences references)
    {
        var wire = Typed(job, references);
        Merge(JobTree.Clusters(job.Spec).Select(cluster => (cluster.Path, cluster.Cluster.ExtraSettings)), JobTree.Clusters(wire));
        Merge(JobTree.Entries(job.Spec).Select(entry => (entry.Path, entry.Entry.ExtraSettings)), JobTree.Entries(wire));
        Merge(JobTree.Tasks(job.Spec).Select(task => (task.Path, task.Task.ExtraSettings)), JobTree.Tasks(wire));
        if (job.Spec.ExtraSettings is { } extra)
        {
            SettingsTree.Merge(wire, extra);
        }

        NameSourceOfPythonFiles(wire);
        OwnerMarker.AddTo(wire, "tags", marker);

        // What an unset queue means depends on the API's version (behavior §1.2).
        wire["queue"] ??= new JsonObject { ["enabled"] = true };
        return wire;
    }

    /// <summary>What the spec's own fields say, without extraSettings and marker.</summary>
    public static JsonObject Typed(DatabricksJob job, IJobReferences references)
    {
        var wire = JsonSerializer.SerializeToNode(job.Spec, WireJobSettings.Default.JobSpecBase)!.AsObject();
        wire.Remove("extra_settings");
        wire["name"] = job.Spec.Name ?? job.Metadata.Name;
        foreach (var entry in JobTree.Entries(wire).Values)
        {
            entry.Remove("extra_settings");
        }

        foreach (var cluster in JobTree.Clusters(wire).Values)
        {
            EmbeddedCluster.Finish(cluster);
        }

        var tasks = JobTree.Tasks(wire);
        foreach (var (path, task) in JobTree.Tasks(job.Spec))
        {
            Finish(job, task, tasks[path], references);
        }

        return wire;
    }

    /// <summary>
    /// Of a Python file Databricks looks into the repository only where it is asked to, whatever git_source says (databricks/cli#6751); and a relative
    /// path can mean nothing else.
    /// </summary>
    private static void NameSourceOfPythonFiles(JsonObject wire)
    {
        if (SettingsComparer.IsEmpty(wire["git_source"]))
        {
            return;
        }

        foreach (var python in JobTree.Tasks(wire).Values.Select(task => task["spark_python_task"]).OfType<JsonObject>())
        {
            if (python["source"] is null && python["python_file"] is JsonValue file && IsRelative(file.ToString()))
            {
                python["source"] = "GIT";
            }
        }
    }

    /// <summary>Neither a path of the workspace nor an address, nor a reference that a run puts one in for.</summary>
    private static bool IsRelative(string file) =>
        !file.StartsWith('/') && !file.StartsWith("{{", StringComparison.Ordinal) && !file.Contains(":/", StringComparison.Ordinal);

    private static void Finish(DatabricksJob job, TaskSpecBase task, JsonObject wire, IJobReferences references)
    {
        wire.Remove("extra_settings");
        if (wire.Remove("existing_cluster_ref"))
        {
            wire["existing_cluster_id"] = references.ClusterId(job, task.ExistingClusterRef!);
        }

        if (wire["notebook_task"] is JsonObject notebook && notebook.Remove("notebook_ref"))
        {
            notebook["notebook_path"] = references.NotebookPath(job, task.NotebookTask!.NotebookRef!);
        }

        if (wire["sql_task"] is JsonObject sql && sql.Remove("warehouse_ref"))
        {
            sql["warehouse_id"] = references.WarehouseId(job, task.SqlTask!.WarehouseRef!);
        }

        if (wire["run_job_task"] is not JsonObject run)
        {
            return;
        }

        if (run.Remove("job_ref"))
        {
            run["job_id"] = references.JobId(job, task.RunJobTask!.JobRef!);
        }
        else if (long.TryParse(task.RunJobTask!.JobId, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            run["job_id"] = id;
        }
    }

    private static void Merge(IEnumerable<(string Path, JsonObject? Extra)> extras, Dictionary<string, JsonObject> targets)
    {
        foreach (var (path, extra) in extras)
        {
            if (extra is not null)
            {
                SettingsTree.Merge(targets[path], extra);
            }
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobSpecBase))]
internal sealed partial class WireJobSettings : JsonSerializerContext;
