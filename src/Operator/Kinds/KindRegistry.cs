using Operator.Api.V1Alpha1;
using Operator.Kinds.Clusters;
using Operator.Kinds.Jobs;
using Operator.Kinds.Notebooks;
using Operator.Kinds.Runs;
using Operator.Kinds.Warehouses;
using Operator.Runtime.Hosting;
using Operator.Runtime.Rbac;
using Operator.Workspaces;

namespace Operator.Kinds;

/// <summary>
/// The only list of kinds. CRDs, roles, the API reference, the registration of controllers and the checks at the start are made from it, so that a kind that
/// stands here is complete.
/// </summary>
internal static class KindRegistry
{
    private const RbacVerb Managed = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Patch;

    /// <summary>What is used stands before what uses it: docs/api.md and plan go in this order, and release in the opposite one.</summary>
    public static IReadOnlyList<Kind> All { get; } =
    [
        new(typeof(DatabricksWorkspace), WorkspaceKind.AddWorkspaces, Managed),
        new(typeof(DatabricksNotebook), NotebookKind.AddNotebooks, Managed),
        new(typeof(DatabricksCluster), ClusterKind.AddClusters, Managed),
        new(typeof(DatabricksSqlWarehouse), WarehouseKind.AddWarehouses, Managed),
        new(typeof(DatabricksJob), JobKind.AddJobs, Managed),
        // spec.ttlSecondsAfterFinished deletes the resource.
        new(typeof(DatabricksJobRun), RunKind.AddRuns, Managed | RbacVerb.Delete),
    ];
}

/// <summary>A kind of the API.</summary>
/// <param name="Resource">Its type, from which its definition is generated.</param>
/// <param name="Register">Adds its controller and what that needs.</param>
/// <param name="Verbs">What the operator does with objects of the kind.</param>
internal sealed record Kind(Type Resource, Func<IOperatorBuilder, IOperatorBuilder> Register, RbacVerb Verbs);
