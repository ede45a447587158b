using System.Text.Json.Nodes;
using Operator.Settings;

namespace Operator.Kinds.Jobs;

/// <summary>Fields of a job that stand for each other: of some a job can have only one, and some are two names of the same.</summary>
internal static class JobAlternatives
{
    private static readonly string[][] Groups =
    [
        ["compute", "existing_cluster_id", "new_cluster", "job_cluster_key", "environment_key"],
        ["serverless_compute_id", "new_cluster"],
        ["model", "file_arrival", "table_update", "periodic"],
    ];

    /// <summary>Whether an object that asks for what it does has no room for the field of that name.</summary>
    public static bool Exclude(JsonObject asked, string name) => IsTaskType(name)
        ? asked.Any(field => IsTaskType(field.Key))
        : Groups.Any(group => group.Contains(name) && group.Any(other => !SettingsComparer.IsEmpty(asked[other])));

    /// <summary>The version of a serverless environment has an older name and a newer one. An answer in the one name answers for the other as well.</summary>
    public static void NameVersionsAsAsked(JsonObject desired, JsonObject observed)
    {
        var asked = Environments(desired);
        foreach (var (key, answer) in Environments(observed))
        {
            if (asked.TryGetValue(key, out var wanted))
            {
                Name(wanted, answer, "client", "environment_version");
                Name(wanted, answer, "environment_version", "client");
            }
        }
    }

    private static void Name(JsonObject wanted, JsonObject answer, string name, string other)
    {
        if (wanted[name] is not null && wanted[other] is null && answer[name] is null && answer[other] is { } version)
        {
            answer[name] = version.DeepClone();
        }
    }

    private static Dictionary<string, JsonObject> Environments(JsonObject settings)
    {
        var environments = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var environment in (settings["environments"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (environment["spec"] is JsonObject spec)
            {
                environments[environment["environment_key"]?.ToString() ?? ""] = spec;
            }
        }

        return environments;
    }

    private static bool IsTaskType(string name) => name.EndsWith(TaskSpecValidator.TypeSuffix, StringComparison.Ordinal);
}
