using k8s;
using Operator.Commands.Manifests;
using Operator.Options;

namespace Operator.Commands.Plan;

/// <summary>What a plan is made of.</summary>
/// <param name="Manifests">What would be applied.</param>
/// <param name="Options">Of the operator that would take it.</param>
/// <param name="Configuration">The environment.</param>
internal sealed record PlanRequest(ManifestSet Manifests, OperatorOptions Options, IConfiguration Configuration)
{
    /// <summary>The cluster with the operator's state; null to plan without one.</summary>
    public KubernetesClientConfiguration? Cluster { get; init; }

    /// <summary>Of manifests that name none; null for that of the cluster's context.</summary>
    public string? Namespace { get; init; }

    /// <summary>Which way into which DatabricksWorkspace: profile or host by name.</summary>
    public IReadOnlyDictionary<string, string> Workspaces { get; init; } = new Dictionary<string, string>();

    /// <summary>In front of the way to the cluster, in the place of which they may answer; for tests.</summary>
    public IReadOnlyList<DelegatingHandler> Handlers { get; init; } = [];

    /// <summary>Replaces services of the operator; for tests.</summary>
    public Action<IServiceCollection> Replace { get; init; } = _ => { };

    /// <summary>What is worth knowing beside the answer.</summary>
    public Action<string> Note { get; init; } = _ => { };
}
