using System.Text.Json;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Operator.Runtime.Client;
using Operator.Runtime.Queues;

namespace Operator.Runtime.Informers;

/// <summary>
/// Keeps the store equal to what the API server has in one namespace (or all): a complete list, then a watch from there, resumed
/// where it broke off, and a new list when the server no longer remembers that point.
/// </summary>
internal sealed class Reflector<TEntity>(
    ResourceClient<TEntity> client, string? @namespace, Informer<TEntity> informer, ReflectorOptions options, TimeProvider time, ILogger logger)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Backoff backoff = new(options.BackoffBase, options.BackoffMaximum);
    private string? resourceVersion;
    private int failures;
    private long lastContact = time.GetTimestamp();

    /// <summary>True once a complete list has been taken over.</summary>
    public bool HasSynced { get; private set; }

    /// <summary>How long ago the API server last said anything.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref lastContact));

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ListAndWatchAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whatever it was, a loop that ends here would leave the operator blind without anybody noticing.
                Failed(exception);
            }

            await PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ListAndWatchAsync(CancellationToken cancellationToken)
    {
        if (resourceVersion is null)
        {
            resourceVersion = await ListAsync(cancellationToken).ConfigureAwait(false);
            HasSynced = true;
        }

        var started = time.GetTimestamp();
        await WatchAsync(cancellationToken).ConfigureAwait(false);
        failures = time.GetElapsedTime(started) < options.ShortestWatch ? failures + 1 : 0;
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var listed = new HashSet<ObjectKey>();
        string? continueToken = null;
        ListPage<TEntity> page;
        do
        {
            page = await client.ListAsync(@namespace, options.PageSize, continueToken, cancellationToken).ConfigureAwait(false);
            HeardOf();
            foreach (var item in page.Items)
            {
                listed.Add(new ObjectKey(item.Metadata.NamespaceProperty, item.Metadata.Name));
                informer.Report(item, isInitial: !HasSynced);
            }

            continueToken = page.Continue;
        }
        while (continueToken is not null);

        // Only now, with every page read, does absence from the list mean deletion.
        informer.ReportMissing(@namespace, listed);
        logger.LogDebug("Listed {Count} {Kind} at {ResourceVersion}", listed.Count, client.Definition.Plural, page.ResourceVersion);
        return page.ResourceVersion;
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(options.SilenceTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            var timeout = options.WatchTimeout * (1 + Random.Shared.NextDouble());
            await foreach (var watchEvent in client.WatchAsync(@namespace, resourceVersion!, timeout, either.Token).ConfigureAwait(false))
            {
                silence.CancelAfter(options.SilenceTimeout);
                HeardOf();
                Take(watchEvent);
                resourceVersion = watchEvent.Object.Metadata.ResourceVersion;
            }
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The watch was silent for {options.SilenceTimeout.TotalSeconds:0} s.");
        }
    }

    private void Take(WatchEvent<TEntity> watchEvent)
    {
        switch (watchEvent.Kind)
        {
            case WatchEventKind.Added or WatchEventKind.Modified:
                informer.Report(watchEvent.Object, isInitial: false);
                break;
            case WatchEventKind.Deleted:
                informer.ReportDeleted(watchEvent.Object.Metadata);
                break;
        }
    }

    private void HeardOf() => Volatile.Write(ref lastContact, time.GetTimestamp());

    private void Failed(Exception exception)
    {
        // An expired position, or an event nobody can read, is not to be asked for again: start over with a list.
        if (exception is ApiServerException { IsExpired: true } or JsonException)
        {
            resourceVersion = null;
        }

        failures++;
        var level = failures == 1 && exception is not ApiServerException { IsExpired: true } ? LogLevel.Warning : LogLevel.Debug;
        logger.Log(level, "Watching {Kind} broke off and will be resumed: {Error}", client.Definition.Plural, exception.Message);
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        if (failures > 0)
        {
            await Task.Delay(backoff.Delay(failures), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
