using System.Net;
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
    private static readonly IReadOnlySet<ObjectKey> Nothing = new HashSet<ObjectKey>();

    private readonly Backoff backoff = new(options.BackoffBase, options.BackoffMaximum);
    private readonly ScopeAccess access = new(client.Definition, @namespace, options, time, logger);
    private readonly PageSize pages = new(options);
    private readonly WatchPosition position = new();
    private int failures;
    private TimeSpan askedPause;
    private long lastContact = time.GetTimestamp();
    private long lastStep = time.GetTimestamp();

    /// <summary>True once a complete list has been taken over.</summary>
    public bool HasSynced { get; private set; }

    /// <summary>See <see cref="ScopeAccess"/>. Set when the store knows it: what has to be known before anything is decided must not come after it.</summary>
    public RefusedScope? Refusal { get; private set; }

    /// <summary>How long ago the API server last gave an answer that says something about the scope; that it is refused is one.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref lastContact));

    /// <summary>How long ago this loop last did anything, be it in vain.</summary>
    public TimeSpan SinceLastStep => time.GetElapsedTime(Volatile.Read(ref lastStep));

    private TimeSpan WatchTimeout => options.WatchTimeout * (1 + Random.Shared.NextDouble());

    /// <summary>Null when the scope may be listed.</summary>
    public async Task<RefusedScope?> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.ListAsync(@namespace, limit: 1, continueToken: null, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (ApiServerException exception) when (ScopeAccess.IsRefusal(exception))
        {
            return access.Describe(exception);
        }
    }

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
        if (position.Version is null)
        {
            await ListAsync(cancellationToken).ConfigureAwait(false);
            HasSynced = true;
        }

        await WatchAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var listed = new HashSet<ObjectKey>();
        var wentBack = false;
        string? continueToken = null;
        ListPage<TEntity> page;
        do
        {
            page = await client.ListAsync(@namespace, pages.Next, continueToken, cancellationToken).ConfigureAwait(false);
            HeardOf();
            pages.Learn(page);
            // Lists are never stale, so an older one means that the cluster's data were restored from a backup.
            wentBack |= position.IsAfter(page.ResourceVersion);
            foreach (var item in page.Items)
            {
                listed.Add(new ObjectKey(item.Metadata.NamespaceProperty, item.Metadata.Name));
                informer.Report(item, evenIfOlder: wentBack);
            }

            continueToken = page.Continue;
        }
        while (continueToken is not null);

        // Only now, with every page read, does absence from the list mean deletion.
        informer.ReportMissing(@namespace, listed);
        position.StartAt(page.ResourceVersion);
        logger.LogDebug("Listed {Count} {Kind} at {ResourceVersion}", listed.Count, client.Definition.Plural, page.ResourceVersion);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(options.SilenceTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        var (opened, moved) = (false, false);
        var started = time.GetTimestamp();
        try
        {
            var events = client.WatchAsync(@namespace, position.Version!, WatchTimeout, Opened, either.Token);
            await foreach (var watchEvent in events.ConfigureAwait(false))
            {
                silence.CancelAfter(options.SilenceTimeout);
                moved |= Take(watchEvent);
            }
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // A kind in which nothing happens may be this quiet; a dead stream is as well. A new watch tells which, as it must be answered.
            if (!opened)
            {
                throw new TimeoutException($"The API server did not answer a watch within {options.SilenceTimeout.TotalSeconds:0} s.");
            }
        }
        finally
        {
            failures = moved || (opened && time.GetElapsedTime(started) >= options.ShortestWatch) ? 0 : failures;
        }

        // Ended by the server without an error, but at once: without a pause it would be asked thousands of times a second. One that brought changes is ended
        // like this while there are more of them than this process can take at the time; the next one goes on where it was.
        failures += !moved && time.GetElapsedTime(started) < options.ShortestWatch ? 1 : 0;

        void Opened()
        {
            opened = true;
            Allowed();
        }
    }

    private void Allowed()
    {
        HeardOf();
        // Not after the list: an account that may list and not watch would be taken for healed each time.
        if (access.Allow())
        {
            Refusal = null;
            informer.ReportAllowed(@namespace);
        }
    }

    /// <summary>True for a change of an object; a bookmark is none.</summary>
    private bool Take(WatchEvent<TEntity> watchEvent)
    {
        HeardOf();
        position.MoveTo(watchEvent.Object.Metadata.ResourceVersion);
        switch (watchEvent.Kind)
        {
            case WatchEventKind.Added or WatchEventKind.Modified:
                informer.Report(watchEvent.Object);
                break;
            case WatchEventKind.Deleted:
                informer.ReportDeleted(watchEvent.Object.Metadata);
                break;
        }

        return watchEvent.Kind != WatchEventKind.Bookmark;
    }

    private void HeardOf()
    {
        Volatile.Write(ref lastContact, time.GetTimestamp());
        Volatile.Write(ref lastStep, time.GetTimestamp());
    }

    private void Failed(Exception exception)
    {
        Volatile.Write(ref lastStep, time.GetTimestamp());
        failures++;
        askedPause = (exception as ApiServerException)?.RetryAfter ?? TimeSpan.Zero;
        if (exception is ApiServerException answer && ScopeAccess.IsRefusal(answer))
        {
            Refused(answer);
            return;
        }

        // Only what is between us and the server lets the position stand. An expired one, a refused one or an event that cannot
        // read is not to be asked for again: start over with a list.
        var isTransport = exception is HttpRequestException or IOException or TimeoutException or OperationCanceledException
            or ApiServerException { Status: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests };
        if (!isTransport)
        {
            position.Forget();
        }

        var level = failures == 1 && exception is not ApiServerException { IsExpired: true } ? LogLevel.Warning : LogLevel.Debug;
        logger.Log(level, "Watching {Kind} broke off and will be resumed: {Error}", client.Definition.Plural, exception.Message);
    }

    /// <summary>
    /// No more than that is known: the objects of a namespace that may not be seen any longer stay as they were. Only where the kind itself is gone, they are.
    /// </summary>
    private void Refused(ApiServerException exception)
    {
        HeardOf();
        position.Forget();
        var refusal = access.Refuse(exception);
        informer.ReportRefused(refusal);
        Refusal = refusal;
        if (refusal.IsGone)
        {
            informer.ReportMissing(@namespace, Nothing);
        }
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        if (failures > 0)
        {
            var asked = askedPause < options.LongestAskedPause ? askedPause : options.LongestAskedPause;
            var own = backoff.Delay(failures);
            await Task.Delay(own > asked ? own : asked, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        askedPause = TimeSpan.Zero;
    }
}
