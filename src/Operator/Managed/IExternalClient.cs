using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Reconciling;

namespace Operator.Managed;

/// <summary>
/// What a kind supplies; <see cref="ManagedReconciler{TEntity,TSpec,TStatus,TObserved}"/> owns the order. No method waits for the workspace to finish anything,
/// all are safe to repeat, and the ones that decide or describe call nobody. Failures are thrown as DatabricksException.
/// </summary>
internal interface IExternalClient<TEntity, TObserved>
    where TEntity : class, IDatabricksResource
    where TObserved : class
{
    /// <summary>The id recorded in status; null before the first.</summary>
    string? RecordedId(TEntity entity);

    /// <summary>
    /// The object of that id, or null when Databricks says that there is none. Changes nothing. What has calls of its own, as libraries and permissions have, is
    /// read only where <paramref name="entity"/> asks for it.
    /// </summary>
    Task<TObserved?> ObserveAsync(TEntity entity, string id, WorkspaceClient client, CancellationToken cancellationToken);

    /// <summary>The same from a list everybody shares; null when only <see cref="ObserveAsync"/> can tell how the object is now.</summary>
    /// <exception cref="ListPendingException">It has settled, and the first list of this process is not there yet.</exception>
    Task<TObserved?> GlimpseAsync(TEntity entity, string id, WorkspaceClient client, CancellationToken cancellationToken);

    /// <summary>True while a change in the workspace leads to a pass by itself, so that a settled object need not be looked at.</summary>
    bool NoticesChanges(WorkspaceClient client);

    /// <summary>How long until something has to be looked at that no list shows; null when there is no such thing.</summary>
    TimeSpan? NextCheck(TEntity entity, WorkspaceClient client) => null;

    /// <summary>Told after every call that may have changed the object, whether it succeeded or not.</summary>
    void Wrote(string id, WorkspaceClient client);

    /// <summary>
    /// All objects that could be this entity's: those with its marker; those of its name where adoption allows to take them over, or where their marker says that they may belong to
    /// another installation. A list begun before <paramref name="notBefore"/> does not count.
    /// </summary>
    /// <exception cref="ListPendingException">The list is not there yet; the entity has its turn again when it is.</exception>
    Task<IReadOnlyList<TObserved>> SearchAsync(TEntity entity, string marker, WorkspaceClient client, DateTimeOffset notBefore, CancellationToken cancellationToken);

    /// <summary>
    /// Ids of other objects that bear the marker of the recorded one, as the last list showed them; empty for kinds without markers. A list may lag: each has to be
    /// looked at by itself before anything is made of it. Calls nobody.
    /// </summary>
    IReadOnlyList<string> Duplicates(TEntity entity, string marker, WorkspaceClient client) => [];

    string IdOf(TObserved observed);

    /// <summary>The marker on the remote object; null when it has none.</summary>
    string? MarkerOf(TObserved observed);

    /// <summary>
    /// True where a creation carries a token that makes one object of all repetitions: a second one gives the first one's id. Nothing is searched for then, and no grace
    /// is waited for; whoever does not know whether something was created finds out by creating it again.
    /// </summary>
    bool RepeatsCreation => false;

    /// <summary>
    /// How a pass ends that needs no call: the object has come to its end, or must not be begun yet. Null for all others. Asked before there is a finalizer and a
    /// workspace: what has waited here only can go at once.
    /// </summary>
    /// <exception cref="DependencyMissingException">What it needs for its beginning is not there yet.</exception>
    Task<Outcome?> ForegoAsync(TEntity working, CancellationToken cancellationToken) => Task.FromResult<Outcome?>(null);

    /// <summary>True once nothing of it goes on in the workspace and nothing is left to be deleted there: the resource can go without a look.</summary>
    bool IsOver(TEntity entity) => false;

    /// <summary>What it means that the recorded object is gone; null where another one takes its place.</summary>
    Outcome? Lost(TEntity working, string id) => null;

    /// <summary>Rules of the spec beyond the schema, for servers without CEL; empty when all hold.</summary>
    IEnumerable<string> Validate(TEntity entity);

    /// <summary>
    /// What keeps the entity from having an object of its own, where objects are known by their place: another resource has the place, or something is there
    /// that is not to be touched. Null when nothing does. Calls nobody.
    /// </summary>
    /// <param name="entity">As known in this pass.</param>
    /// <param name="observed">What is there; null when there is nothing.</param>
    Outcome? Obstacle(TEntity entity, TObserved? observed) => null;

    Decision Decide(TEntity entity, TObserved observed, string marker);

    /// <summary>Exactly one create call. Returns the new id.</summary>
    Task<string> CreateAsync(TEntity entity, string marker, WorkspaceClient client, CancellationToken cancellationToken);

    /// <summary>Exactly the one call that was decided.</summary>
    Task ActAsync(TEntity entity, TObserved observed, Decision decision, string marker, WorkspaceClient client, CancellationToken cancellationToken);

    /// <summary>At most one change towards the object's end under <paramref name="policy"/>.</summary>
    Task<DeletionStep> DeleteAsync(TObserved observed, DeletionPolicy policy, WorkspaceClient client, CancellationToken cancellationToken);

    /// <summary>Why what was found stays when the resource goes, for people; null when it is the resource's own and is deleted with it.</summary>
    string? LeftAlone(TEntity entity, TObserved observed) => null;

    /// <summary>Paths of the settings that the spec asks for: remembered once they are applied.</summary>
    IEnumerable<string> DesiredFields(TEntity entity, string marker);

    /// <summary>What <see cref="Decision.Desired"/> says of the settings; null for a kind that remembers nothing of them.</summary>
    string? DesiredSettings(TEntity entity, string marker);

    /// <summary>Who created the object, by user name; null when the workspace does not say.</summary>
    string? CreatorOf(TObserved observed) => null;

    /// <summary>Reads what only serves the status, before <see cref="Describe"/>. Never fails but by cancellation: nothing depends on it.</summary>
    Task ElaborateAsync(TEntity working, TObserved observed, WorkspaceClient client, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Copies what was seen into the status.</summary>
    void Describe(TEntity working, TObserved observed, WorkspaceClient client);

    /// <summary>Records an object that was created a moment ago and has not been seen yet.</summary>
    void DescribeCreated(TEntity working, string id, WorkspaceClient client);

    /// <summary>What follows from a creation, where that is known without another look; null when the object has to be looked at first.</summary>
    Outcome? AfterCreation(TEntity working) => null;

    /// <summary>Clears what was recorded of an object that no longer exists.</summary>
    void DescribeMissing(TEntity working);

    /// <summary>The resource is gone: what is kept in memory about it or its object goes as well, whatever became of the object.</summary>
    void Forget(TEntity entity)
    {
    }

    /// <summary>What its state means when the settings agree.</summary>
    Outcome Assess(TEntity working, TObserved observed);

    /// <summary>What follows from an action that was just carried out.</summary>
    Outcome AfterAction(Decision decision);
}
