using System.Text.Json.Nodes;

namespace Databricks.Simulator.Clusters;

/// <summary>Why a cluster ended (behavior §2.4).</summary>
/// <param name="Code">For example <c>USER_REQUEST</c>; the list is open-ended.</param>
/// <param name="Type">SUCCESS, CLIENT_ERROR, SERVICE_FAULT or CLOUD_FAILURE.</param>
public sealed record TerminationCause(string Code, string Type)
{
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    internal static TerminationCause ByUser(string userName) =>
        new("USER_REQUEST", "SUCCESS") { Parameters = new Dictionary<string, string> { ["username"] = userName } };

    internal static TerminationCause Inactive(long minutes) =>
        new("INACTIVITY", "SUCCESS") { Parameters = new Dictionary<string, string> { ["inactivity_duration_min"] = $"{minutes}" } };

    internal JsonObject ToJson()
    {
        var parameters = new JsonObject();
        foreach (var (name, value) in Parameters)
        {
            parameters[name] = value;
        }

        return new JsonObject { ["code"] = Code, ["type"] = Type, ["parameters"] = parameters };
    }
}
