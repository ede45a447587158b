using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Reconciling;

namespace Operator.Managed;

/// <summary>
/// The calls of one kind and what they mean. No method waits for the workspace to finish anything, and all are safe to repeat. Failures are thrown as
/// DatabricksException. What only some kinds can do stands in an interface of its own (<see cref="IPart{TEntity,TObserved}"/> and the others in
/// Capabilities.cs).
/// </summary>
internal interface IExternalClient<TEntity, TObserved>
    where TEntity : class, IDatabricksResource
    where TObserved : class
{
    /// <summary>
    /// The object of that id. Null when Databricks says that there is none; with <see cref="LookSource.List"/> also when only a get can tell.
    /// </summary>
    /// <exception cref="ListPendingException">The resource is settled, and the first list of this process has not been read yet.</exception>
    Task<TObserved?> ObserveAsync(TEntity entity, string id, LookSource source, WorkspaceClient client, CancellationToken cancellationToken);

    /// <summary>How the object's settings differ from the spec, and what would end that. Pure; maps the spec and compares it once.</summary>
    /// <exception cref="DependencyMissingException">Something the spec names is not in the workspace yet.</exception>
    Change Evaluate(TEntity entity, TObserved observed, string marker);

    /// <summary>Copies what was seen into the status and says what it means where nothing is left to do. Makes no call.</summary>
    /// <param name="working">Its status is changed.</param>
    /// <param name="observed">What was seen.</param>
    /// <param name="change">What was decided about it.</param>
    /// <param name="client">Of its workspace.</param>
    ReconcileOutcome Read(TEntity working, TObserved observed, Change change, WorkspaceClient client);

    /// <summary>Exactly one call that creates. Records the new id in the status.</summary>
    Task<Creation> CreateAsync(TEntity working, string marker, WorkspaceClient client, CancellationToken cancellationToken);

    /// <summary>Exactly the one call that was decided about the settings or the power state. Returns what follows from it.</summary>
    Task<ReconcileOutcome> UpdateAsync(TEntity working, TObserved observed, Change change, WorkspaceClient client, CancellationToken cancellationToken);

    /// <summary>At most one change towards the object's end under <paramref name="policy"/>.</summary>
    Task<DeletionStep> DeleteAsync(TObserved observed, DeletionPolicy policy, WorkspaceClient client, CancellationToken cancellationToken);
}

/// <summary>From where an object is observed.</summary>
internal enum LookSource
{
    /// <summary>A list that all objects of the workspace share.</summary>
    List,

    /// <summary>The object itself.</summary>
    Object,
}

/// <summary>An object that was created a moment ago.</summary>
/// <param name="Id">Given by the workspace.</param>
internal sealed record Creation(string Id)
{
    /// <summary>As <see cref="Change.Desired"/>; null for a kind that remembers nothing of its settings.</summary>
    public string? Desired { get; init; }

    /// <summary>As <see cref="Change.Applied"/>.</summary>
    public IEnumerable<string> Applied { get; init; } = [];

    /// <summary>What follows from the creation, where that is known without observing it; null when it has to be observed first.</summary>
    public ReconcileOutcome? Outcome { get; init; }
}
