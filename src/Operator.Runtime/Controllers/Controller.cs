using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Telemetry;

namespace Operator.Runtime.Controllers;

/// <summary>Takes keys from the queue and runs one pass over each: the only place that turns a pass' end into what happens next.</summary>
internal sealed class Controller<TEntity> : IController, IDisposable
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private const string TimedOut = "timeout";

    private readonly ConcurrentDictionary<ObjectKey, TEntity> tombstones = new();
    private readonly ConcurrentDictionary<ObjectKey, byte> inPass = new();
    private readonly Informer<TEntity> informer;
    private readonly PassRunner<TEntity> passes;
    private readonly ControllerOptions options;
    private readonly ControllerMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private bool running;
    private int stoppedWorkers;

    public Controller(
        Informer<TEntity> informer, PassRunner<TEntity> passes, ControllerOptions options, ControllerMetrics metrics, TimeProvider time,
        ILogger<Controller<TEntity>> logger)
    {
        this.informer = informer;
        this.passes = passes;
        this.options = options;
        this.metrics = metrics;
        this.time = time;
        this.logger = logger;
        Queue = new WorkQueue<ObjectKey>(time, new Backoff(options.BackoffBase, options.BackoffMaximum));
        metrics.ObserveQueue(informer.Kind, () => Queue.Load);
        informer.Subscribe(OnChange);
        informer.OnRestored(key => Enqueue(key, QueuePriority.Resync));
    }

    public string Name => informer.Name;

    public bool IsAlive => Volatile.Read(ref stoppedWorkers) == 0;

    public WorkQueue<ObjectKey> Queue { get; }

    /// <summary>Deletions that have not been passed to the controller yet.</summary>
    internal int TombstoneCount => tombstones.Count;

    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        // In this order: a change is either in the store already or comes in as one.
        Volatile.Write(ref running, true);
        foreach (var key in informer.Store.Keys)
        {
            Queue.Add(key, QueuePriority.Resync);
        }

        var workers = Enumerable.Range(0, options.Workers).Select(_ => Task.Run(() => WorkAsync(stopping, abort), CancellationToken.None)).ToList();
        await Task.WhenAll(workers).ConfigureAwait(false);
    }

    /// <summary>
    /// Asks for a pass. Nothing is asked of a standby: it would remember every object that ever was, and the first thing it does as
    /// the leader is to look at all of them.
    /// </summary>
    public void Enqueue(ObjectKey key, QueuePriority priority, TimeSpan delay = default)
    {
        if (Volatile.Read(ref running))
        {
            Queue.AddAfter(key, delay, priority);
        }
    }

    public void Dispose() => Queue.Dispose();

    private void OnChange(StoreChange<TEntity> change)
    {
        if (!Volatile.Read(ref running))
        {
            return;
        }

        if (change is { Old: { } gone, New: null })
        {
            tombstones[change.Key] = gone;
        }
        else if (change.New is not null)
        {
            tombstones.TryRemove(change.Key, out _);
        }

        // While a pass is under way, a change of nothing but status is that pass' own write, seen before its answer came back.
        if (ChangeFilter.Judge(change) is { } priority && !(priority == QueuePriority.Observation && inPass.ContainsKey(change.Key)))
        {
            Queue.Add(change.Key, priority);
        }
    }

    private async Task WorkAsync(CancellationToken stopping, CancellationToken abort)
    {
        try
        {
            while (true)
            {
                var key = await Queue.GetAsync(stopping).ConfigureAwait(false);
                if (stopping.IsCancellationRequested)
                {
                    // A key that comes in at the moment of stopping may still be handed out.
                    Queue.Done(key);
                    break;
                }

                await WorkOnceAsync(key, abort).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to stop while it waited for work.
        }
        finally
        {
            Interlocked.Increment(ref stoppedWorkers);
        }
    }

    private async Task WorkOnceAsync(ObjectKey key, CancellationToken abort)
    {
        inPass[key] = 0;
        try
        {
            await ProcessAsync(key, abort).ConfigureAwait(false);
        }
        finally
        {
            inPass.TryRemove(key, out _);
            Queue.Done(key);
        }
    }

    private async Task ProcessAsync(ObjectKey key, CancellationToken abort)
    {
        using var scope = logger.BeginScope(new PassScope(informer.Name, key));
        using var span = PassTraces.Begin(informer.Kind, key);
        using var timeout = new CancellationTokenSource(options.PassTimeout, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(abort, timeout.Token);
        var started = time.GetTimestamp();
        string outcome;
        try
        {
            outcome = Conclude(key, await passes.RunAsync(key, tombstones, deadline.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            outcome = "stopped";
        }
        catch (Exception exception)
        {
            // Anything may come out of a pass; the key comes back, and no other object notices.
            outcome = Failed(key, exception, timeout.IsCancellationRequested);
            if (outcome == TimedOut)
            {
                await passes.ReportTimeoutAsync(key, options.PassTimeout, abort).ConfigureAwait(false);
            }
        }

        PassTraces.Conclude(span, outcome, outcome is "failed" or "conflict" or TimedOut or "unavailable" or "error");
        metrics.PassEnded(informer.Kind, outcome, time.GetElapsedTime(started));
    }

    private string Conclude(ObjectKey key, ReconciliationResult<TEntity>? result)
    {
        if (result is null)
        {
            Queue.Forget(key);
            return "nothing";
        }

        if (result.IsParked)
        {
            Queue.AddAfter(key, result.RequeueAfter!.Value, result.RequeuePriority);
            return "parked";
        }

        if (result.IsSuccess)
        {
            Queue.Forget(key);
            if (result.RequeueAfter is { } after)
            {
                Queue.AddAfter(key, after, result.RequeuePriority);
            }

            return result.RequeueAfter is null ? "done" : "requeued";
        }

        Queue.AddRateLimited(key, result.RequeuePriority, result.RequeueAfter);
        logger.LogDebug("The pass failed and will be repeated: {Error}", result.ErrorMessage);
        return "failed";
    }

    private string Failed(ObjectKey key, Exception exception, bool timedOut)
    {
        var delay = Queue.AddRateLimited(key, QueuePriority.Transition);
        switch (exception)
        {
            case ApiServerException { IsConflict: true } or LeadershipLostException:
                logger.LogDebug("{Error}; next try in {Delay:0.0} s", exception.Message, delay.TotalSeconds);
                return "conflict";
            case OperationCanceledException when timedOut:
                logger.LogWarning(
                    "The pass took longer than {Timeout:0} s and was cancelled; next try in {Delay:0.0} s",
                    options.PassTimeout.TotalSeconds,
                    delay.TotalSeconds);
                return TimedOut;
            case ApiServerException or HttpRequestException or IOException or TimeoutException:
                logger.LogWarning("The API server could not be used: {Error}; next try in {Delay:0.0} s", exception.Message, delay.TotalSeconds);
                return "unavailable";
            default:
                logger.LogError(exception, "Reconcile failed unexpectedly; retrying in {Delay:0.0} s", delay.TotalSeconds);
                return "error";
        }
    }
}
