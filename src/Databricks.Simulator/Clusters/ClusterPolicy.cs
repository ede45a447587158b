using System.Text.Json.Nodes;

namespace Databricks.Simulator.Clusters;

/// <summary>A compute policy, reduced to what it does to a cluster.</summary>
/// <param name="Id">What <c>policy_id</c> names.</param>
public sealed record ClusterPolicy(string Id)
{
    /// <summary>Fields injected into every cluster of the policy; a request that says otherwise is refused.</summary>
    public JsonObject Fixed { get; init; } = [];

    /// <summary>Fields filled in when absent, for requests with <c>apply_policy_default_values</c>.</summary>
    public JsonObject Defaults { get; init; } = [];
}
