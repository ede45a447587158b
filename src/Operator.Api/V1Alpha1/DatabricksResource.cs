using k8s;
using k8s.Models;
using Operator.Runtime.Entities;

namespace Operator.Api.V1Alpha1;

/// <summary>Any kind that stands for an object in a Databricks workspace, seen without its own fields.</summary>
public interface IDatabricksResource : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>What every kind's spec has.</summary>
    ICommonSpec Spec { get; }

    /// <summary>What every kind's status has.</summary>
    CommonStatus Status { get; }

    /// <summary>Clears from the status what was recorded of an object that no longer exists; what speaks of the resource itself stays.</summary>
    void ClearStatus();
}

/// <summary>Base of the kinds that stand for an object in a Databricks workspace.</summary>
/// <typeparam name="TSpec">The desired state.</typeparam>
/// <typeparam name="TStatus">The observed state.</typeparam>
public abstract class DatabricksResource<TSpec, TStatus> : CustomKubernetesEntity<TSpec, TStatus>, IDatabricksResource
    where TSpec : class, ICommonSpec, new()
    where TStatus : CommonStatus, new()
{
    ICommonSpec IDatabricksResource.Spec => Spec;

    CommonStatus IDatabricksResource.Status => Status;

    /// <inheritdoc/>
    public void ClearStatus() => Status = new TStatus
    {
        ObservedGeneration = Status.ObservedGeneration,
        Conditions = Status.Conditions,
        Workspace = Status.Workspace,
        WorkspaceId = Status.WorkspaceId,
        LastHandledReconcileAt = Status.LastHandledReconcileAt,
    };
}
