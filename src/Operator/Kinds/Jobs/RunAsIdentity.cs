using System.Text.Json.Nodes;
using Operator.Databricks.Jobs;

namespace Operator.Kinds.Jobs;

/// <summary>Whom a job runs as, in the words of its settings. An answer may tell it as a name only (behavior §4.3).</summary>
internal static class RunAsIdentity
{
    /// <summary>A service principal's name is a UUID; whatever else is a user.</summary>
    public static JsonObject? Of(string? name) => string.IsNullOrEmpty(name)
        ? null
        : new JsonObject { [Guid.TryParse(name, out _) ? "service_principal_name" : "user_name"] = name };

    public static bool IsCreator(JsonObject runAs, Job job) =>
        Of(job.CreatorUserName) is { } creator
        && runAs.Where(pair => pair.Value is not null).Select(pair => pair.Key).SequenceEqual(creator.Select(pair => pair.Key))
        && creator.All(pair => string.Equals(pair.Value!.ToString(), runAs[pair.Key]!.ToString(), StringComparison.OrdinalIgnoreCase));
}
