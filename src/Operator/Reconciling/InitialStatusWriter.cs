using Operator.Api.V1Alpha1;
using Operator.Runtime.Entities;
using Operator.Runtime.Reconciliation;

namespace Operator.Reconciling;

/// <summary>
/// Something to look at on a new object for as long as its first pass waits for the workspace: it shows people that the operator has seen the object, and tools
/// that look at conditions only that it is not finished.
/// </summary>
internal sealed class InitialStatusWriter<TEntity, TSpec, TStatus>(
    StatusReporter<TEntity, TSpec, TStatus> reporter,
    ReconcileIntervals timing,
    TimeProvider time,
    ILogger<InitialStatusWriter<TEntity, TSpec, TStatus>> logger)
    where TEntity : CustomKubernetesEntity<TSpec, TStatus>, new()
    where TSpec : class, new()
    where TStatus : class, IReportedStatus, new()
{
    private readonly DateTimeOffset started = time.GetUtcNow();

    /// <summary>
    /// The outcome of a pass, beside which a first status is written where it takes long. The pass is never left alone: a creation under way would lose its id,
    /// and the next pass would run beside it.
    /// </summary>
    public async Task<ReconcileOutcome> WaitForAsync(TEntity entity, Task<ReconcileOutcome> pass, CancellationToken cancellationToken)
    {
        var first = WriteUnlessDoneAsync(entity, pass, cancellationToken);
        try
        {
            return await pass.ConfigureAwait(false);
        }
        finally
        {
            await first.ConfigureAwait(false);
        }
    }

    /// <summary>The end of a pass for which no turn was free; its turn brings it back.</summary>
    public async Task<ReconciliationResult<TEntity>> WaitForTurnAsync(TEntity entity, CancellationToken cancellationToken)
    {
        if (entity.Status.Conditions.Count == 0)
        {
            if (UntilDue(entity) is var wait && wait > TimeSpan.Zero)
            {
                return ReconciliationResult<TEntity>.Parked(entity, wait);
            }

            await WriteAsync(entity, cancellationToken).ConfigureAwait(false);
        }

        // Its turn comes earlier; the time is for the case that the object that would have called it was deleted.
        return ReconciliationResult<TEntity>.Parked(entity, timing.JitteredObserve);
    }

    /// <summary>Ends with the pass, or with the status it wrote because the pass takes long. Never fails.</summary>
    private async Task WriteUnlessDoneAsync(TEntity entity, Task pass, CancellationToken cancellationToken)
    {
        if (entity.Status.Conditions.Count > 0)
        {
            return;
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wait = UntilDue(entity) is var due && due > timing.FirstStatus ? due : timing.FirstStatus;
        var first = await Task.WhenAny(pass, Task.Delay(wait, time, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        if (first != pass && !cancellationToken.IsCancellationRequested)
        {
            await WriteAsync(entity, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What has no time of creation counts as new.</summary>
    private TimeSpan UntilDue(TEntity entity)
    {
        var created = new DateTimeOffset(entity.Metadata.CreationTimestamp?.ToUniversalTime() ?? started.UtcDateTime);
        return (created < started ? started + timing.FirstStatusAfterStart : created + timing.FirstStatus) - time.GetUtcNow();
    }

    /// <summary>Where only the answer was lost, the status at the end of the pass has to start from what is stored.</summary>
    private async Task WriteAsync(TEntity entity, CancellationToken cancellationToken)
    {
        if (!await TryAsync(() => reporter.WriteInitialAsync(entity, cancellationToken)).ConfigureAwait(false))
        {
            await TryAsync(() => reporter.ReadBackAsync(entity, cancellationToken)).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryAsync(Func<Task> request)
    {
        try
        {
            await request().ConfigureAwait(false);
            return true;
        }
        catch (Exception exception)
        {
            // Whatever it is: the pass writes its status when it ends, and fails there if this lasts.
            logger.LogDebug("The first status could not be written: {Error}", exception.Message);
            return false;
        }
    }
}
