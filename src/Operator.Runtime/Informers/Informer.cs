using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Operator.Runtime.Client;

namespace Operator.Runtime.Informers;

/// <summary>Keeps a local copy of one kind up to date and tells its subscribers what changed.</summary>
public sealed class Informer<TEntity> : IInformer
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly List<Action<StoreChange<TEntity>>> subscribers = [];
    private readonly List<Action<ObjectKey>> restorers = [];
    private readonly Reflector<TEntity>[] reflectors;
    private readonly Lock publishing = new();
    private readonly EntityTrim<TEntity>? trim;
    private readonly ILogger logger;
    private int endedLoops;

    /// <param name="client">Reads the kind.</param>
    /// <param name="namespaces">Namespaces to watch; empty means all.</param>
    /// <param name="options">Timing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="trim">See <see cref="EntityTrim{TEntity}"/>.</param>
    public Informer(
        ResourceClient<TEntity> client,
        IReadOnlyCollection<string> namespaces,
        ReflectorOptions options,
        TimeProvider time,
        ILogger<Informer<TEntity>> logger,
        EntityTrim<TEntity>? trim = null)
    {
        this.logger = logger;
        this.trim = trim;
        string?[] scopes = namespaces.Count == 0 ? [null] : [.. namespaces.Distinct()];
        reflectors = [.. scopes.Select(scope => new Reflector<TEntity>(client, scope, this, options, time, logger))];
    }

    public string Name => ResourceDefinition.Of<TEntity>().Plural;

    public string Kind { get; } = ResourceDefinition.Of<TEntity>().Kind;

    public ObjectStore<TEntity> Store { get; } = new();

    public bool HasSynced => reflectors.All(reflector => reflector.HasSynced || reflector.Refusal is not null);

    public IReadOnlyList<RefusedScope> Refused => [.. reflectors.Select(reflector => reflector.Refusal).OfType<RefusedScope>()];

    public TimeSpan Silence => reflectors.Max(reflector => reflector.Silence);

    public TimeSpan SinceLastStep => reflectors.Max(reflector => reflector.SinceLastStep);

    public bool IsAlive => Volatile.Read(ref endedLoops) == 0;

    /// <summary>
    /// To be called before the informer starts. Subscribers are called one change at a time, in the order in which the store took
    /// them: they enqueue and return.
    /// </summary>
    public void Subscribe(Action<StoreChange<TEntity>> subscriber) => subscribers.Add(subscriber);

    /// <summary>
    /// To be called before the informer starts. Called for each object that could not be seen for a while and can be seen again: what happened to it in between
    /// shows as a change, but what was put off because of it does not.
    /// </summary>
    public void OnRestored(Action<ObjectKey> restorer) => restorers.Add(restorer);

    public async Task<IReadOnlyList<RefusedScope>> ProbeAsync(CancellationToken cancellationToken)
    {
        var refused = new List<RefusedScope>();
        foreach (var reflector in reflectors)
        {
            if (await reflector.ProbeAsync(cancellationToken).ConfigureAwait(false) is not { } refusal)
            {
                return [];
            }

            refused.Add(refusal);
        }

        return refused;
    }

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(reflectors.Select(reflector => RunAsync(reflector, cancellationToken)));

    /// <summary>Takes what the API server has of an object.</summary>
    /// <param name="reported">What the API server has.</param>
    /// <param name="evenIfOlder">The API server's data went back in time, so that what it has now counts all the same.</param>
    public void Report(DecodedObject<TEntity> reported, bool evenIfOlder = false)
    {
        Trim(reported.Entity);
        Publish(() => Store.Apply(reported, evenIfOlder) is { } change ? [change] : []);
    }

    /// <summary>Takes the answer to one of our own writes.</summary>
    internal void ReportOwnWrite(TEntity written)
    {
        Trim(written);
        Publish(() => Store.ApplyOwnWrite(written) is { } change ? [change] : []);
    }

    /// <summary>Takes the answer to the write that let a deleted object go.</summary>
    internal void ReportOwnDeletion(TEntity released)
    {
        Trim(released);
        Publish(() => Store.ApplyOwnDeletion(released) is { } change ? [change] : []);
    }

    internal void ReportDeleted(V1ObjectMeta deleted) => Publish(() => Store.Remove(deleted) is { } change ? [change] : []);

    internal void ReportMissing(string? @namespace, IReadOnlySet<ObjectKey> listed) => Publish(() => Store.RemoveMissing(@namespace, listed));

    internal void ReportRefused(RefusedScope refusal) => Store.Refuse(refusal);

    internal void ReportAllowed(string? @namespace)
    {
        Store.Allow(@namespace);
        foreach (var key in Store.Keys.Where(key => @namespace is null || key.Namespace == @namespace))
        {
            restorers.ForEach(restorer => restorer(key));
        }
    }

    private void Trim(TEntity? entity)
    {
        try
        {
            if (entity is not null)
            {
                trim?.Invoke(entity);
            }
        }
        catch (Exception exception)
        {
            // It stays as it is: larger than it should be, and otherwise right.
            logger.LogError(exception, "{Kind} {Key} could not be made smaller", Name, ObjectKey.Of(entity!));
        }
    }

    private async Task RunAsync(Reflector<TEntity> reflector, CancellationToken cancellationToken)
    {
        try
        {
            await reflector.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Increment(ref endedLoops);
        }
    }

    private void Publish(Func<IReadOnlyList<StoreChange<TEntity>>> takeOver)
    {
        // Several watches and the answers to writes come in at once; a deletion must not overtake the change before it.
        lock (publishing)
        {
            foreach (var change in takeOver())
            {
                Tell(change);
            }
        }
    }

    private void Tell(StoreChange<TEntity> happened)
    {
        foreach (var subscriber in subscribers)
        {
            try
            {
                subscriber(happened);
            }
            catch (Exception exception)
            {
                // One subscriber's bug must not cost the others, or the watch, their events.
                logger.LogError(exception, "A subscriber to {Kind} failed on {Key}", Name, happened.Key);
            }
        }
    }
}
