using k8s;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.Runtime.Status;
using Operator.Workspaces;

namespace Operator.Telemetry;

/// <summary>How the objects of one kind do.</summary>
internal interface IObjectStates
{
    /// <summary>Looks at all of them in the informer's memory and makes no call.</summary>
    IEnumerable<ObjectState> All { get; }
}

/// <summary>What an object's conditions say; equal for all that do alike.</summary>
internal readonly record struct ObjectState(string Kind, string Workspace, string Ready, string Synced, bool IsStalled, string Reason);

/// <summary>One for each kind.</summary>
internal sealed class ObjectStates<TEntity>(ObjectStore<TEntity> store) : IObjectStates
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly string Kind = ResourceDefinition.Of<TEntity>().Kind;

    public IEnumerable<ObjectState> All => store.Objects.OfType<IDatabricksResource>().Select(StateOf)
        .Concat(store.Undecodable.Select(_ => new ObjectState(Kind, "", Conditions.False, Conditions.Unknown, true, Reasons.InvalidSpec)));

    private static ObjectState StateOf(IDatabricksResource resource)
    {
        var conditions = resource.Status.Conditions;
        var (ready, synced) = (conditions.Find(ConditionTypes.Ready), conditions.Find(ConditionTypes.Synced));
        // The most telling of the two, as in the conditions Reconciling and Stalled.
        var telling = ready is { Status: Conditions.True } && synced is { Status: not Conditions.True } ? synced : ready;
        return new(
            Kind,
            WorkspaceReferences.RecordedKeyOf(resource)?.ToString() ?? resource.Status.Workspace ?? "",
            ready?.Status ?? Conditions.Unknown,
            synced?.Status ?? Conditions.Unknown,
            conditions.IsTrue(ConditionTypes.Stalled),
            telling?.Reason ?? "");
    }
}
