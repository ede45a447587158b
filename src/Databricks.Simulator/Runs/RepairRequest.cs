using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;

namespace Databricks.Simulator.Runs;

/// <summary>runs/repair: new attempts of some tasks of a run that has ended, under the same run id (behavior §1.2).</summary>
internal static class RepairRequest
{
    /// <summary>The keys of the tasks to run again; refuses what cannot be repaired.</summary>
    public static List<string> Check(StoredRun run, JsonObject request)
    {
        if (run.IsActive)
        {
            throw new ApiException(400, "INVALID_STATE", $"Run {run.Id} is in progress: it cannot be repaired.");
        }

        CheckLatest(run, request);
        var all = request.Flag("rerun_all_failed_tasks");
        var named = request.Array("rerun_tasks")?.Select(key => $"{key}").ToList() ?? [];
        Rules.Require(all != named.Count > 0, "Exactly one of rerun_tasks and rerun_all_failed_tasks must be given.");
        foreach (var unknown in named.Where(key => !run.Current.ContainsKey(key)))
        {
            throw ApiException.InvalidParameter($"Task '{unknown}' is no part of run {run.Id}.");
        }

        var keys = all ? [.. run.Current.Values.Where(IsUnsuccessful).Select(task => task.Key)] : named;
        Rules.Require(keys.Count > 0, $"Run {run.Id} has no failed task to repair.");
        if (request.Flag("rerun_dependent_tasks"))
        {
            keys.AddRange(TaskSelection.Dependents(keys, run.Current.ToDictionary(pair => pair.Key, pair => pair.Value.Dependencies.ToList())));
        }

        return [.. keys.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What a repair says overrides what the run was started with.</summary>
    public static GivenRunParameters Merge(GivenRunParameters started, GivenRunParameters repaired)
    {
        var overriding = started.Overriding.Copy();
        overriding.Overlay(repaired.Overriding);
        var values = repaired.Job.OfType<JsonObject>()
            .Where(parameter => parameter["default"] is null || !JsonNode.DeepEquals(parameter["value"], parameter["default"]))
            .ToDictionary(parameter => parameter.Text("name")!, parameter => parameter["value"]);
        var job = (JsonArray)started.Job.DeepClone();
        foreach (var parameter in job.OfType<JsonObject>().Where(parameter => values.ContainsKey(parameter.Text("name")!)))
        {
            parameter["value"] = values[parameter.Text("name")!]?.DeepClone();
        }

        return new GivenRunParameters(job, overriding);
    }

    private static void CheckLatest(StoredRun run, JsonObject request)
    {
        if (run.Repairs.LastOrDefault(repair => repair.Id is not null)?.Id is not { } latest)
        {
            return;
        }

        var given = request.Number("latest_repair_id");
        Rules.Require(given is not null, "The latest repair ID needs to be provided in order to create a new repair");
        Rules.Require(
            given == latest, string.Create(CultureInfo.InvariantCulture, $"The latest repair of run {run.Id} is {latest}, not {given}."));
    }

    private static bool IsUnsuccessful(TaskRun task) => Results.IsFailure(task.Result) || Results.IsCancellation(task.Result);
}
