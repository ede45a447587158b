using k8s;
using k8s.Models;
using Operator.Runtime.Queues;

namespace Operator.Runtime.Reconciliation;

/// <summary>How a pass ended and when the next one is due.</summary>
public sealed record ReconciliationResult<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    private ReconciliationResult(TEntity entity, bool isSuccess, string? errorMessage, Exception? error, TimeSpan? requeueAfter)
    {
        Entity = entity;
        IsSuccess = isSuccess;
        ErrorMessage = errorMessage;
        Error = error;
        RequeueAfter = requeueAfter;
    }

    public TEntity Entity { get; }

    public bool IsSuccess { get; }

    /// <summary>Nothing was done because it was not this object's turn. That is no success: its failures so far still count.</summary>
    public bool IsParked { get; private init; }

    public string? ErrorMessage { get; }

    public Exception? Error { get; }

    /// <summary>
    /// When to reconcile again. Without it a success waits for the next event. A failure is retried with backoff, which grows from here where it is set.
    /// </summary>
    public TimeSpan? RequeueAfter { get; set; }

    /// <summary>The priority of that next look.</summary>
    public QueuePriority RequeuePriority { get; init; } = QueuePriority.Transition;

    public static ReconciliationResult<TEntity> Success(TEntity entity, TimeSpan? requeueAfter = null) =>
        new(entity, true, null, null, requeueAfter);

    public static ReconciliationResult<TEntity> Failure(TEntity entity, string errorMessage, Exception? error = null, TimeSpan? requeueAfter = null) =>
        new(entity, false, errorMessage, error, requeueAfter);

    /// <summary>Not this object's turn yet: it is called when it is, and comes back after <paramref name="requeueAfter"/> at the latest.</summary>
    public static ReconciliationResult<TEntity> Parked(TEntity entity, TimeSpan requeueAfter) =>
        new(entity, false, null, null, requeueAfter) { IsParked = true };
}
