using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Jobs;
using Operator.Kinds.Jobs;

namespace Operator.Commands.Import;

/// <summary>The spec of a job that is in a workspace: what <see cref="JobMapper"/> maps, the other way round. Pure.</summary>
internal static class JobManifest
{
    private static readonly string[] NotImported = ["access_control_list", "deployment"];

    /// <param name="job">All of it.</param>
    /// <param name="name">Of the resource.</param>
    /// <param name="notes">Receives what a person has to know.</param>
    public static JsonObject SpecOf(Job job, string name, List<string> notes)
    {
        var wire = (job.Settings ?? new JobSettings()).ToSettings();
        if (wire["run_as"] is JsonObject runAs && RunAsIdentity.IsCreator(runAs, job))
        {
            wire.Remove("run_as");
        }

        return SpecOf(wire, name, notes);
    }

    /// <param name="wire">The settings, by the names of the API; changed.</param>
    /// <param name="name">Of the resource.</param>
    /// <param name="notes">Receives what a person has to know.</param>
    public static JsonObject SpecOf(JsonObject wire, string name, List<string> notes)
    {
        Note(wire, notes);
        // What Databricks calls a job that was given no name (behavior §4.3); left out of a spec it is the name of the resource.
        wire["name"] ??= "Untitled";
        foreach (var field in NotImported)
        {
            wire.Remove(field);
        }

        var queue = wire["queue"]?["enabled"];
        wire.Remove("queue");
        LeaveOut(wire);
        var reader = new SpecReader(WireJobSettings.Default.JobSpecBase, JobFieldRules.All, $"{name}-secrets");
        var spec = reader.Read(wire);
        notes.AddRange(SecretNotes.Of(reader, name));
        if (spec["name"]?.ToString() == name)
        {
            spec.Remove("name");
        }

        SayWhatSilenceWouldChange(spec, wire, queue);
        return spec;
    }

    private static void SayWhatSilenceWouldChange(JsonObject spec, JsonObject wire, JsonNode? queue)
    {
        if (queue is not JsonValue value || !value.TryGetValue<bool>(out var isQueued) || !isQueued)
        {
            // Left out of a spec it is on.
            spec["queue"] = new JsonObject { ["enabled"] = false };
        }

        if (wire["continuous"] is not null && spec["continuous"] is null)
        {
            // It is asked for by being there.
            spec["continuous"] = new JsonObject { ["pauseStatus"] = "UNPAUSED" };
        }
    }

    private static void Note(JsonObject wire, List<string> notes)
    {
        if (wire["deployment"]?["kind"]?.ToString() is { } owner)
        {
            notes.Add($"it is deployed by {owner}, which will undo what the operator does: release it there before the manifest is applied");
        }

        if (wire["trigger"]?["table_update"] is not null)
        {
            notes.Add("the workspace does not show trigger.tableUpdate.condition: write it into the manifest if the job has one");
        }
    }

    /// <summary>What the server fills in, as far as it can be told from a wish. The rest stays: the next write of the whole job must not lose it.</summary>
    private static void LeaveOut(JsonObject wire)
    {
        TagsOfTheOperator.Remove(wire["tags"]);
        foreach (var environment in (wire["environments"] as JsonArray ?? []).Select(entry => entry?["spec"]).OfType<JsonObject>())
        {
            if (JsonNode.DeepEquals(environment["client"], environment["environment_version"]))
            {
                environment.Remove("client");
            }
        }

        foreach (var cluster in JobTree.Clusters(wire).Values)
        {
            ClusterFills.Remove(cluster);
        }

        var isGit = wire["git_source"] is not null;
        foreach (var task in JobTree.Tasks(wire).Values)
        {
            LeaveOutSource(task, isGit);
        }
    }

    /// <summary>Where code is: what the server fills in where nothing is said (behavior §4.3).</summary>
    private static void LeaveOutSource(JsonObject task, bool isGit)
    {
        var standard = isGit ? "GIT" : "WORKSPACE";
        foreach (var block in new[] { task["notebook_task"], task["dbt_task"], task["sql_task"]?["file"] }.OfType<JsonObject>())
        {
            if (block["source"]?.ToString() == standard)
            {
                block.Remove("source");
            }
        }

        // Of a Python file in a job with a repository it is said: what a relative path means follows from it there.
        if (!isGit && task["spark_python_task"] is JsonObject python && python["source"]?.ToString() == standard)
        {
            python.Remove("source");
        }
    }
}

/// <summary>Tags that only the operator sets, and that a manifest may not have.</summary>
internal static class TagsOfTheOperator
{
    public static void Remove(JsonNode? tags)
    {
        foreach (var (key, _) in (tags as JsonObject ?? []).Where(tag => tag.Key.StartsWith(Ownership.ReservedTagPrefix, StringComparison.Ordinal)).ToList())
        {
            ((JsonObject)tags!).Remove(key);
        }
    }
}

/// <summary>What has to be done where a manifest refers to a Secret.</summary>
internal static class SecretNotes
{
    public static IEnumerable<string> Of(SpecReader reader, string name) => reader.SecretKeys.Distinct().Select(
        key => $"no answer of the workspace holds secrets: create the Secret {name}-secrets with the key {key} before the manifest is applied");
}
