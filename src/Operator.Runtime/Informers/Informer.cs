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
    private readonly ILogger logger;

    /// <param name="client">Reads the kind.</param>
    /// <param name="namespaces">Namespaces to watch; empty means all.</param>
    /// <param name="options">Timing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public Informer(ResourceClient<TEntity> client, IReadOnlyCollection<string> namespaces, ReflectorOptions options, TimeProvider time, ILogger<Informer<TEntity>> logger)
    {
        this.logger = logger;
        string?[] scopes = namespaces.Count == 0 ? [null] : [.. namespaces];
        reflectors = [.. scopes.Select(scope => new Reflector<TEntity>(client, scope, this, options, time, logger))];
    }

    public string Name => ResourceDefinition.Of<TEntity>().Plural;

    public ObjectStore<TEntity> Store { get; } = new();

    public bool HasSynced => reflectors.All(reflector => reflector.HasSynced);

    public TimeSpan Silence => reflectors.Max(reflector => reflector.Silence);

    /// <summary>To be called before the informer starts. Subscribers run on the watch loop: they enqueue and return.</summary>
    public void Subscribe(Action<StoreChange<TEntity>> subscriber) => subscribers.Add(subscriber);

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(reflectors.Select(reflector => reflector.RunAsync(cancellationToken)));

    internal void Report(DecodedObject<TEntity> reported, bool isInitial) => Publish(Store.Apply(reported, isInitial));

    internal void ReportDeleted(V1ObjectMeta deleted) => Publish(Store.Remove(deleted));

    internal void ReportMissing(string? @namespace, IReadOnlySet<ObjectKey> listed)
    {
        foreach (var change in Store.RemoveMissing(@namespace, listed))
        {
            Publish(change);
        }
    }

    private void Publish(StoreChange<TEntity>? change)
    {
        if (change is not { } happened)
        {
            return;
        }

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
