using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Clusters;

/// <summary>The workspace's compute policies, applied to a request before it is validated: they may supply what it leaves out.</summary>
internal sealed class ComputePolicies(IReadOnlyList<ClusterPolicy> policies)
{
    public JsonObject Apply(JsonObject request)
    {
        if (request.Text("policy_id") is not { } id)
        {
            return request.Copy();
        }

        var policy = policies.FirstOrDefault(policy => policy.Id == id)
            ?? throw ApiException.InvalidParameter($"'{id}' is not a valid cluster policy ID");
        RequireFixed(request, policy.Fixed, "");
        var merged = request.Flag("apply_policy_default_values") ? policy.Defaults.Copy() : [];
        merged.Overlay(request);
        merged.Overlay(policy.Fixed);
        return merged;
    }

    private static void RequireFixed(JsonObject request, JsonObject required, string prefix)
    {
        foreach (var (name, value) in required)
        {
            var path = prefix + name;
            if (value is JsonObject inner && request[name] is JsonObject given)
            {
                RequireFixed(given, inner, path + ".");
            }
            else if (request[name] is { } other && !JsonNode.DeepEquals(other, value))
            {
                throw ApiException.InvalidParameter(
                    $"Cluster validation error: Validation failed for {path}, the value must be {value} (is \"{other}\")");
            }
        }
    }
}
