using System.Text.Json;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;
using Operator.Runtime.Entities;
using Operator.Runtime.Events;
using Operator.Runtime.Informers;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Status;

namespace Operator.Reconciling;

/// <summary>The end of every pass: one status write if anything differs, the events of what changed, and the time of the next pass.</summary>
internal sealed class StatusReporter<TEntity, TSpec, TStatus>(
    StatusWriter<TEntity> writer, ObjectStore<TEntity> store, EntitySerializer serializer, EventPublisher publish, ReconcileIntervals timing, TimeProvider time)
    where TEntity : CustomKubernetesEntity<TSpec, TStatus>, new()
    where TSpec : class, new()
    where TStatus : class, IReportedStatus, new()
{
    /// <summary>A copy with a status of its own; objects of the store are shared and never changed.</summary>
    public TEntity Copy(TEntity entity) => new()
    {
        Metadata = entity.Metadata,
        Spec = entity.Spec,
        Status = JsonSerializer.Deserialize(
            JsonSerializer.SerializeToUtf8Bytes(entity.Status, serializer.TypeInfo<TStatus>()), serializer.TypeInfo<TStatus>())!,
    };

    /// <summary>Something to look at while the first pass over a new object still waits for the workspace.</summary>
    public Task WriteInitialAsync(TEntity entity, CancellationToken cancellationToken)
    {
        var working = Copy(entity);
        var outcome = new ReconcileOutcome
        {
            Ready = ConditionValue.Unknown(Reasons.Provisioning, "Waiting for the workspace's answer"),
            Synced = ConditionValue.Unknown(Reasons.Provisioning, ""),
            IsReconciling = true,
        };
        ConditionWriter.Apply(working.Status, outcome, entity.Metadata.Generation ?? 0, time.GetUtcNow());
        return writer.WriteAsync(entity, working.Status, cancellationToken);
    }

    /// <summary>Reads what is stored, if a status write got no answer.</summary>
    public Task ReadBackAsync(TEntity entity, CancellationToken cancellationToken) => writer.SettleAsync(ObjectKey.Of(entity), cancellationToken);

    public async Task<ReconciliationResult<TEntity>> ConcludeAsync(Pass<TEntity> pass, ReconcileOutcome outcome, CancellationToken cancellationToken)
    {
        var working = pass.Working;
        var before = Latest(working);
        if (DeletionAnnotations.Problem(working) is { } problem)
        {
            outcome = outcome with { Synced = ConditionValue.False(Reasons.InvalidAnnotation, problem) };
            if (before.Status.Conditions.Find(ConditionTypes.Synced)?.Reason != Reasons.InvalidAnnotation)
            {
                pass.Note(Reasons.InvalidAnnotation, problem, isWarning: true);
            }
        }

        if (working.Metadata.Annotations?.TryGetValue(Annotations.ReconcileRequestedAt, out var requested) == true)
        {
            working.Status.LastHandledReconcileAt = StatusText.Cut(requested, StatusLimits.Token);
        }

        var isPausedOnly = NoteSpec(pass, outcome);
        outcome = ConditionWriter.Apply(working.Status, outcome with { IsOutdated = pass.IsOutdated }, pass.Generation, time.GetUtcNow());
        if (isPausedOnly)
        {
            working.Status.ObservedGeneration = pass.Generation;
        }

        // What was just created must be recorded even while the process is being stopped; the client bounds the call.
        await writer.WriteAsync(before, working.Status, pass.Events.Count > 0 ? CancellationToken.None : cancellationToken).ConfigureAwait(false);
        Publish(pass, before);
        return Result(pass, outcome);
    }

    /// <summary>The events of a pass that leaves no status behind, because the object goes.</summary>
    public void PublishNotes(Pass<TEntity> pass)
    {
        foreach (var (reason, message, isWarning) in pass.Events)
        {
            publish(pass.Working, reason, message, isWarning ? EventType.Warning : EventType.Normal);
        }
    }

    /// <summary>
    /// Remembers which spec is being reconciled. True where nothing is observed and nothing but suspend differs from the spec that was: such a generation
    /// counts as seen, unlike an edit made while the object is suspended.
    /// </summary>
    private bool NoteSpec(Pass<TEntity> pass, ReconcileOutcome outcome)
    {
        if (pass.Working.Status is not CommonStatus status || (status.ObservedSpec is not null && status.ObservedGeneration == pass.Generation))
        {
            return false;
        }

        var digest = SpecDigest.OfAllButSuspend(pass.Working.Spec, serializer.TypeInfo<TSpec>());
        if (outcome.IsPaused)
        {
            return status.ObservedSpec == digest;
        }

        status.ObservedSpec = digest;
        return false;
    }

    private void Publish(Pass<TEntity> pass, TEntity before)
    {
        PublishNotes(pass);
        var (old, ready) = (before.Status.Conditions.Find(ConditionTypes.Ready), pass.Working.Status.Conditions.Find(ConditionTypes.Ready)!);
        var isStalled = pass.Working.Status.Conditions.IsTrue(ConditionTypes.Stalled);
        var wasStalled = before.Status.Conditions.IsTrue(ConditionTypes.Stalled);
        var isWarning = isStalled || (ready.Status != Conditions.True && FailingReasons.Include(ready.Reason));
        if ((old?.Reason != ready.Reason || isStalled != wasStalled) && (isWarning || wasStalled || !ProgressReasons.AreOrdinary(old?.Reason, ready.Reason)))
        {
            publish(pass.Working, ready.Reason, ready.Message.Length == 0 ? $"{pass.Working.Kind} is ready" : ready.Message, isWarning
                ? EventType.Warning
                : EventType.Normal);
        }
    }

    /// <summary>
    /// The object as it is now. The initial status may have been written since the pass began; what it says already keeps its times of transition.
    /// </summary>
    private TEntity Latest(TEntity working)
    {
        var latest = store.Latest(working);
        if (working.Status.Conditions.Count == 0)
        {
            working.Status.Conditions = [.. latest.Status.Conditions];
        }

        return latest;
    }

    private ReconciliationResult<TEntity> Result(Pass<TEntity> pass, ReconcileOutcome outcome)
    {
        var working = pass.Working;
        if (outcome.HasFailed)
        {
            return ReconciliationResult<TEntity>.Failure(working, outcome.Telling.Message, requeueAfter: outcome.RequeueAfter);
        }

        var after = outcome.RequeueAfter ?? pass.RegularInterval ?? timing.JitteredResync;
        return ReconciliationResult<TEntity>.Success(working, after) with
        {
            RequeuePriority = outcome.IsReconciling
            ? QueuePriority.Transition
            : QueuePriority.Resync
        };
    }
}
