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
    private readonly NamespaceAdmission admission;
    private readonly EntityQueue<TEntity> queue;

    public WorkspaceDependents(
        Informer<TEntity> informer, ObjectStore<DatabricksWorkspace> workspaces, NamespaceAdmission admission, EntityQueue<TEntity> queue,
        EntityQueue<DatabricksWorkspace> workspaceQueue)
    {
        (store, this.admission, this.queue) = (informer.Store, admission, queue);
        byWorkspace = store.AddIndex(entity => [WorkspaceReferences.KeyOf(entity).ToString()]);
        informer.Subscribe(change =>
        {
            // A workspace that is being deleted waits for its last user to go.
            if (change is { Old: { } gone } && (change.New is null || WorkspaceReferences.KeyOf(change.New) != WorkspaceReferences.KeyOf(gone))
                && workspaces.Find(WorkspaceReferences.KeyOf(gone)) is { Metadata.DeletionTimestamp: not null } workspace)
            {
                workspaceQueue(ObjectKey.Of(workspace), QueuePriority.Transition, TimeSpan.Zero);
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
        return byWorkspace.Find(key.ToString()).Select(store.Find).OfType<TEntity>().Where(entity => WorkspaceReferences.KeyOf(entity) == key
            && (admission.Admits(workspace, entity.Metadata.NamespaceProperty) || entity.Status.Workspace == WorkspaceReferences.NameOf(entity, key)));
    }
}
