using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Operator.Runtime.Client;
using Operator.Runtime.Finalizers;
using Operator.Runtime.Informers;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Status;

namespace Operator.Runtime.Controllers;

/// <summary>One finalizer of a kind: the name on the object and who does the work.</summary>
internal sealed record RegisteredFinalizer<TEntity>(string Identifier, IEntityFinalizer<TEntity> Finalizer)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>;

/// <summary>Decides what a key needs now: reconcile, finalize, clean up after it, or nothing.</summary>
internal sealed class PassRunner<TEntity>(
    Informer<TEntity> informer,
    IEntityController<TEntity> controller,
    IReadOnlyList<RegisteredFinalizer<TEntity>> finalizers,
    StatusWriter<TEntity> statusWriter,
    FinalizerWriter<TEntity> finalizerWriter,
    IMalformedObjectReporter<TEntity> undecodable,
    TimeProvider time,
    IPassTimeoutReporter<TEntity>? timeouts = null,
    ILogger<PassRunner<TEntity>>? logger = null)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Removing a finalizer commits a deletion that has happened already, so a shutdown must not cut it off; this bounds it.</summary>
    private static readonly TimeSpan CommitTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Null means that there was nothing to do.</summary>
    public async Task<ReconciliationResult<TEntity>?> RunAsync(
        ObjectKey key, ConcurrentDictionary<ObjectKey, TEntity> tombstones, CancellationToken cancellationToken)
    {
        await statusWriter.SettleAsync(key, cancellationToken).ConfigureAwait(false);
        if (informer.Store.Find(key) is not { } entity)
        {
            return await RunAbsentAsync(key, tombstones, cancellationToken).ConfigureAwait(false);
        }

        if (entity.Metadata.DeletionTimestamp is null)
        {
            // What can no longer be seen may have been edited or deleted since, so nothing is done in its name. A deletion is never taken back.
            if (informer.Store.RefusalOf(key.Namespace) is not null)
            {
                return null;
            }

            return await controller.ReconcileAsync(entity, cancellationToken).ConfigureAwait(false);
        }

        return await FinalizeAsync(entity, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says on the object that its pass took too long. Never fails, and is itself bounded.</summary>
    public async Task ReportTimeoutAsync(ObjectKey key, TimeSpan limit, CancellationToken abort)
    {
        if (timeouts is null || informer.Store.Find(key) is not { } entity)
        {
            return;
        }

        using var bound = new CancellationTokenSource(CommitTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(abort, bound.Token);
        try
        {
            await timeouts.ReportAsync(entity, limit, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            logger?.LogDebug("The timeout of the pass could not be reported: {Error}", exception.Message);
        }
    }

    private async Task<ReconciliationResult<TEntity>?> RunAbsentAsync(
        ObjectKey key, ConcurrentDictionary<ObjectKey, TEntity> tombstones, CancellationToken cancellationToken)
    {
        if (informer.Store.FindUndecodable(key) is { } broken)
        {
            await undecodable.ReportAsync(broken, cancellationToken).ConfigureAwait(false);
            return null;
        }

        undecodable.Forget(key);
        if (!tombstones.TryGetValue(key, out var last))
        {
            return null;
        }

        var result = await controller.DeletedAsync(last, cancellationToken).ConfigureAwait(false);
        if (result is { IsSuccess: true, RequeueAfter: null })
        {
            tombstones.TryRemove(new KeyValuePair<ObjectKey, TEntity>(key, last));
        }

        return result;
    }

    /// <summary>All of ours, one after another, whatever other people's finalizers stand before them; it ends where one is not done.</summary>
    private async Task<ReconciliationResult<TEntity>?> FinalizeAsync(TEntity entity, CancellationToken cancellationToken)
    {
        ReconciliationResult<TEntity>? result = null;
        foreach (var registered in finalizers)
        {
            if (entity.Metadata.Finalizers?.Contains(registered.Identifier) != true)
            {
                continue;
            }

            result = await registered.Finalizer.FinalizeAsync(entity, cancellationToken).ConfigureAwait(false);
            if (result is not { IsSuccess: true, RequeueAfter: null })
            {
                return result;
            }

            if (await CommitAsync(result.Entity, registered.Identifier).ConfigureAwait(false) is not { } written)
            {
                return result;
            }

            entity = written;
        }

        return result;
    }

    private async Task<TEntity?> CommitAsync(TEntity entity, string identifier)
    {
        using var commit = new CancellationTokenSource(CommitTimeout, time);
        try
        {
            return await finalizerWriter.RemoveAsync(entity, identifier, commit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (commit.IsCancellationRequested)
        {
            // The pass itself is not cancelled: a cancellation would be taken for a bug of the pass.
            throw new TimeoutException($"The API server did not remove the finalizer {identifier} within {CommitTimeout.TotalSeconds:0} s.");
        }
    }
}
