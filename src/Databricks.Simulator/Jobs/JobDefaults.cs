using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

/// <summary>What a workspace makes of the settings of a job: fills, aliases and order (behavior §4.3).</summary>
internal sealed class JobDefaults(ClusterStore clusters, JobOptions options)
{
    private static readonly string[] Pausable = ["schedule", "trigger", "continuous"];
    private readonly TaskDefaults tasks = new(clusters);

    public JsonObject Fill(JsonObject given, string caller)
    {
        var settings = given.Copy();
        settings.RemoveEmptyText("description");
        settings["name"] ??= "Untitled";
        settings["max_concurrent_runs"] ??= 1;
        settings["timeout_seconds"] ??= 0;
        settings["edit_mode"] ??= "EDITABLE";
        settings["format"] = JobFields.IsSingleTask(settings) ? "SINGLE_TASK" : "MULTI_TASK";
        settings["email_notifications"] ??= options.ShowsSkippedRunsAlert ? new JsonObject { ["no_alert_for_skipped_runs"] = false } : new JsonObject();
        Webhooks.Fill(settings);
        FillTriggers(settings);
        FillGit(settings);
        FillTasks(settings, caller);
        SortTags(settings);
        return settings;
    }

    private static void FillTriggers(JsonObject settings)
    {
        foreach (var block in Pausable.Select(settings.Object).OfType<JsonObject>().Concat(settings.Objects("triggers")))
        {
            block["pause_status"] ??= "UNPAUSED";
        }

        // Accepted, but in no answer.
        settings.Object("trigger")?.Object("table_update")?.Remove("condition");
    }

    /// <summary>The provider is read without regard to case and shown in one spelling.</summary>
    private static void FillGit(JsonObject settings)
    {
        if (settings.Object("git_source") is { } source)
        {
            source["git_provider"] = JobValidator.GitProviders.First(
                provider => provider.Equals(source.Text("git_provider"), StringComparison.OrdinalIgnoreCase));
        }
    }

    private void FillTasks(JsonObject settings, string caller)
    {
        var source = settings["git_source"] is null ? "WORKSPACE" : "GIT";
        foreach (var holder in settings.Objects("job_clusters").Append(settings))
        {
            tasks.FillCluster(holder, caller);
        }

        var filled = settings.Objects("tasks").Select(task => tasks.Fill(task, source, caller)).ToList();
        if (filled.Count > 0)
        {
            settings["tasks"] = new JsonArray([.. filled.OrderBy(task => task.Text("task_key"), StringComparer.Ordinal)]);
        }

        if (filled.Exists(TaskDefaults.IsServerless))
        {
            settings["performance_target"] ??= "PERFORMANCE_OPTIMIZED";
        }
    }

    private static void SortTags(JsonObject settings)
    {
        if (settings.Object("tags") is { } tags)
        {
            settings["tags"] = new JsonObject(tags.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
        }
    }
}
