using k8s;
using k8s.Models;
using Operator.Runtime.Client;

namespace Operator.Runtime.Reconciliation;

/// <summary>Brings the outside into the state an object asks for. One object is never handed to two passes at a time.</summary>
public interface IEntityController<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>One pass. The entity is shared: it must not be changed. Waiting is a requeue, never a sleep.</summary>
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>The object is gone from the API server; its last known state is given.</summary>
    Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken);
}

/// <summary>Cleans up before an object may go.</summary>
public interface IEntityFinalizer<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Success without RequeueAfter means done: the finalizer is removed. Everything else keeps it and comes back.</summary>
    Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken);
}

/// <summary>
/// Adds the finalizer of <typeparamref name="TImplementation"/> if it is missing and returns the object as stored; null when the object
/// is gone or being deleted, so that nothing may be created for it any more.
/// </summary>
public delegate Task<TEntity?> EntityFinalizerAttacher<TImplementation, TEntity>(TEntity entity, CancellationToken cancellationToken)
    where TImplementation : IEntityFinalizer<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>;

/// <summary>Asks for a pass over an object from outside its own events.</summary>
public delegate void EntityQueue<TEntity>(ObjectKey key, Queues.QueuePriority priority, TimeSpan queueIn)
    where TEntity : IKubernetesObject<V1ObjectMeta>;
