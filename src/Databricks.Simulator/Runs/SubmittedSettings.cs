using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;

namespace Databricks.Simulator.Runs;

/// <summary>A run submitted without a job, as if it were one that nobody can see. Its tasks are not retried (behavior §1.2).</summary>
internal static class SubmittedSettings
{
    public static JsonObject Of(JsonObject request)
    {
        var settings = JobFields.Settings(request);
        if (request.Text("run_name") is { Length: > 0 } name)
        {
            settings["name"] = name;
        }

        foreach (var task in settings.Objects("tasks").Append(settings))
        {
            task.Remove("max_retries");
        }

        return settings;
    }
}
