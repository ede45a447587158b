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
    private readonly Reflector<TEntity>[] reflectors;
    private readonly Lock publishing = new();
    private readonly ILogger logger;

    /// <param name="client">Reads the kind.</param>
    /// <param name="namespaces">Namespaces to watch; empty means all.</param>
    /// <param name="options">Timing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public Informer(ResourceClient<TEntity> client, IReadOnlyCollection<string> namespaces, ReflectorOptions options, TimeProvider time, ILogger<Informer<TEntity>> logger)
    {
        this.logger = logger;
        string?[] scopes = namespaces.Count == 0 ? [null] : [.. namespaces.Distinct()];
        reflectors = [.. scopes.Select(scope => new Reflector<TEntity>(client, scope, this, options, time, logger))];
    }

    public string Name => ResourceDefinition.Of<TEntity>().Plural;

    public ObjectStore<TEntity> Store { get; } = new();

    public bool HasSynced => reflectors.All(reflector => reflector.HasSynced);

    public TimeSpan Silence => reflectors.Max(reflector => reflector.Silence);

    /// <summary>
    /// To be called before the informer starts. Subscribers are called one change at a time, in the order in which the store took
    /// them: they enqueue and return.
    /// </summary>
    public void Subscribe(Action<StoreChange<TEntity>> subscriber) => subscribers.Add(subscriber);

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(reflectors.Select(reflector => reflector.RunAsync(cancellationToken)));

    /// <param name="reported">What the API server has.</param>
    /// <param name="evenIfOlder">The API server's data went back in time, so that what it has now counts all the same.</param>
    internal void Report(DecodedObject<TEntity> reported, bool evenIfOlder = false) =>
        Publish(() => Store.Apply(reported, evenIfOlder) is { } change ? [change] : []);

    /// <summary>Takes the answer to one of our own writes.</summary>
    internal void ReportOwnWrite(TEntity written) => Publish(() => Store.ApplyOwnWrite(written) is { } change ? [change] : []);

    internal void ReportDeleted(V1ObjectMeta deleted) => Publish(() => Store.Remove(deleted) is { } change ? [change] : []);

    internal void ReportMissing(string? @namespace, IReadOnlySet<ObjectKey> listed) => Publish(() => Store.RemoveMissing(@namespace, listed));

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
