using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Status;

namespace Operator.Workspaces;

/// <summary>The objects of one kind that live in workspaces, found by an index: a workspace's deletion asks after each of them.</summary>
internal sealed class WorkspaceDependents<TEntity> : IWorkspaceDependents
    where TEntity : class, IDatabricksResource
{
    private readonly ObjectStore<TEntity> store;
    private readonly StoreIndex<TEntity> byWorkspace;
    private readonly ObjectStore<DatabricksWorkspace> workspaces;
    private readonly SharedDefault shared;
    private readonly NamespaceAdmission admission;
    private readonly EntityQueue<TEntity> queue;

    public WorkspaceDependents(
        Informer<TEntity> informer, ObjectStore<DatabricksWorkspace> workspaces, NamespaceAdmission admission, EntityQueue<TEntity> queue,
        EntityQueue<DatabricksWorkspace> workspaceQueue, SharedDefault shared)
    {
        (store, this.workspaces, this.admission, this.queue, this.shared) = (informer.Store, workspaces, admission, queue, shared);
        byWorkspace = store.AddIndex(
            entity => [.. new[] { WorkspaceReferences.KeyOf(entity), shared.FallbackOf(entity) }.OfType<ObjectKey>().Distinct().Select(key => key.ToString())]);
        informer.Subscribe(change =>
        {
            // A workspace that is being deleted waits for its last user to go.
            if (change is { Old: { } gone } && (change.New is null || WorkspaceReferences.KeyOf(change.New) != WorkspaceReferences.KeyOf(gone)))
            {
                foreach (var left in shared.CandidatesOf(gone).Where(key => workspaces.Find(key) is { Metadata.DeletionTimestamp: not null }))
                {
                    workspaceQueue(left, QueuePriority.Transition, TimeSpan.Zero);
                }
            }
        });
    }

    public IEnumerable<WorkspaceDependent> Of(DatabricksWorkspace workspace) =>
        Using(workspace).Select(entity => new WorkspaceDependent(ResourceDefinition.Of<TEntity>().Kind, ObjectKey.Of(entity), entity.Status.WorkspaceId));

    public RefusedScope? Unseen(DatabricksWorkspace workspace) => store.Refused.FirstOrDefault(
        scope => !scope.IsGone && (scope.Namespace is null || admission.Admits(workspace, scope.Namespace)));

    public void Requeue(DatabricksWorkspace workspace, string reason)
    {
        foreach (var entity in Using(workspace).Where(entity => Ended(entity, ConditionTypes.Ready, reason) || Ended(entity, ConditionTypes.Synced, reason)))
        {
            queue(ObjectKey.Of(entity), QueuePriority.Transition, TimeSpan.Zero);
        }
    }

    /// <summary>In its first minute a refusal shows in Synced only.</summary>
    private static bool Ended(TEntity entity, string type, string reason) => entity.Status.Conditions.Find(type)?.Reason == reason;

    /// <summary>Who names a workspace that does not admit it is no user of it, or any namespace could keep others from deleting theirs.</summary>
    private IEnumerable<TEntity> Using(DatabricksWorkspace workspace)
    {
        var key = ObjectKey.Of(workspace);
        return byWorkspace.Find(key.ToString()).Select(store.Find).OfType<TEntity>().Where(entity => Means(entity, key)
            && (admission.Admits(workspace, entity.Metadata.NamespaceProperty) || entity.Status.Workspace == WorkspaceReferences.NameOf(entity, key)));
    }

    /// <summary>By name, by default, or because its namespace has no default of its own.</summary>
    private bool Means(TEntity entity, ObjectKey workspace) =>
        WorkspaceReferences.KeyOf(entity) is var own && (own == workspace || (shared.FallbackOf(entity) == workspace && workspaces.Find(own) is null));
}
