using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Reconciling;

namespace Operator.Managed;

/// <summary>A part of a remote object that has calls of its own, as its permissions have.</summary>
internal interface IPart<TEntity, TObserved>
    where TEntity : class, IDatabricksResource
    where TObserved : class
{
    /// <summary>Its field in the spec; <see cref="Change.Part"/> of decisions about it.</summary>
    string Name { get; }

    /// <summary>Adds the part to what was seen of its object, where the spec manages it. What the spec leaves out costs no call.</summary>
    Task<TObserved> ReadAsync(TEntity entity, TObserved observed, LookSource source, WorkspaceClient client, CancellationToken cancellationToken);

    /// <summary>How the part differs from the spec. Pure.</summary>
    Change Decide(TEntity entity, TObserved observed);

    /// <summary>The one call of a decision about the part.</summary>
    Task WriteAsync(TEntity working, TObserved observed, WorkspaceClient client, CancellationToken cancellationToken);

    /// <summary>How long until the part has to be read although no list shows a change; null when there is no such time.</summary>
    TimeSpan? NextCheck(TEntity entity, WorkspaceClient client);

    /// <summary>A call may have changed the object of that id, so that what was seen of the part no longer counts.</summary>
    void Invalidate(string id, WorkspaceClient client);

    /// <summary>The resource is gone, or its object is: nothing is remembered of the part.</summary>
    void Forget(TEntity entity);
}

/// <summary>A kind whose objects can be started and stopped.</summary>
internal interface IPowerState<TEntity, TObserved>
{
    /// <summary>The change of power state that is due. Pure but for the clock.</summary>
    Change DecidePower(TEntity entity, TObserved observed);
}

/// <summary>A kind whose objects come to an end by themselves, as runs do.</summary>
internal interface ICompletes<TEntity>
{
    /// <summary>
    /// The outcome of a pass that needs no call: the object has come to its end, or must not start yet. Null for all others. Asked before the finalizer is
    /// added, so that a resource which never got further can be deleted at once.
    /// </summary>
    /// <exception cref="DependencyMissingException">What it needs for its start is not there yet.</exception>
    Task<ReconcileOutcome?> TryFinishEarlyAsync(TEntity working, CancellationToken cancellationToken);

    /// <summary>True once nothing of it goes on in the workspace and nothing is left to be deleted there: the resource can go without observing it.</summary>
    bool IsFinished(TEntity entity);

    /// <summary>What it means that the recorded object is gone: no other one takes its place.</summary>
    ReconcileOutcome OnMissing(TEntity working, string id);
}

/// <summary>A kind whose objects are known by their place and carry no marker, as notebooks.</summary>
internal interface IOwnsPath<TEntity, TObserved>
{
    /// <summary>What is at the resource's place now; empty when there is nothing.</summary>
    Task<IReadOnlyList<TObserved>> FindAsync(TEntity entity, string marker, WorkspaceClient client, CancellationToken cancellationToken);

    /// <summary>
    /// Why the resource cannot have the place: another resource has it, or something is there that is not to be touched. Null when nothing speaks against it.
    /// Makes no call.
    /// </summary>
    /// <param name="entity">As known in this pass.</param>
    /// <param name="observed">What is there; null when there is nothing.</param>
    ReconcileOutcome? GetConflict(TEntity entity, TObserved? observed);

    /// <summary>Why what was found stays when the resource goes, for people; null when it is the resource's own and is deleted with it.</summary>
    string? GetKeepReason(TEntity entity, TObserved observed);
}

/// <summary>A kind whose status shows more than its object does.</summary>
internal interface IEnrichesStatus<TEntity, TObserved>
{
    /// <summary>
    /// Reads what only serves the status, before <see cref="IExternalClient{TEntity,TObserved}.Read"/>. Fails by cancellation alone: nothing depends on it.
    /// </summary>
    Task EnrichStatusAsync(TEntity working, TObserved observed, Change change, WorkspaceClient client, CancellationToken cancellationToken);
}

/// <summary>A kind that has to be reconciled again after some time although no list shows a change.</summary>
internal interface IHasDeadline<TEntity>
{
    /// <summary>How long until then; null when there is no such time.</summary>
    TimeSpan? NextCheck(TEntity entity, WorkspaceClient client);
}

/// <summary>A kind that keeps something in memory about its objects.</summary>
internal interface IHasMemory<TEntity>
{
    /// <summary>The resource is gone, or its object is.</summary>
    void Forget(TEntity entity);
}

/// <summary>A kind whose lists are not the only thing that a call outdates.</summary>
internal interface IInvalidates
{
    /// <summary>A call may have changed the object of that id, whether it succeeded or not.</summary>
    void Invalidate(string id, WorkspaceClient client);
}
