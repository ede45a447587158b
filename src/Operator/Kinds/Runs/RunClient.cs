using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.Runs;
using Operator.Managed;
using Operator.Reconciling;

namespace Operator.Kinds.Runs;

/// <summary>Runs of jobs in a workspace, for the common pass. A run is started once and followed to its end; after that no call is made for it.</summary>
internal sealed class RunClient(
    ListCache<DatabricksJobRun, ObservedRun> lists,
    RunReferences references,
    RunOutputs outputs,
    TtlAfterFinished retirement,
    CreationLedger ledger,
    ReconcileIntervals timing,
    TimeProvider time)
    : IExternalClient<DatabricksJobRun, ObservedRun>,
        ICompletes<DatabricksJobRun>,
        IEnrichesStatus<DatabricksJobRun, ObservedRun>,
        IHasDeadline<DatabricksJobRun>
{
    public Change Evaluate(DatabricksJobRun entity, ObservedRun observed, string marker) => RunDecision.Decide(entity, observed, time.GetUtcNow());

    public bool IsFinished(DatabricksJobRun entity) => RunCompletion.IsRecorded(entity);

    public async Task<ReconcileOutcome?> TryFinishEarlyAsync(DatabricksJobRun working, CancellationToken cancellationToken)
    {
        if (RunCompletion.Recorded(working) is { } end)
        {
            var left = retirement.Left(working);
            if (left == TimeSpan.Zero)
            {
                await retirement.DeleteAsync(working, cancellationToken).ConfigureAwait(false);
                left = timing.Dependency;
            }

            return (RunReadiness.Changed(working) ?? end) with { RequeueAfter = left };
        }

        return working.Status.RunId is null && working.Spec.ExternalId is null ? NotStarted(working) : null;
    }

    public async Task<ObservedRun?> ObserveAsync(
        DatabricksJobRun entity, string id, LookSource source, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (source == LookSource.List)
        {
            return await lists.GetListedAsync(id, entity, client, cancellationToken).ConfigureAwait(false);
        }

        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var call = client.Runs.GetWholeAsync(number, includeHistory: entity.Spec.Repair is not null, includeResolvedValues: false, cancellationToken);
        return await call.OrNullAsync().ConfigureAwait(false) is { } run ? new ObservedRun(run with { RunId = number }, IsWhole: true) : null;
    }

    /// <summary>The limit of the spec is reached by time alone, which no list shows.</summary>
    public TimeSpan? NextCheck(DatabricksJobRun entity, WorkspaceClient client)
    {
        if (entity.Spec.TimeoutSeconds is null || entity.Status.CancelledBy is not null)
        {
            return null;
        }

        return RunDecision.Deadline(
            entity.Spec, entity.Status.StartTime is { } start ? new DateTimeOffset(DateTime.SpecifyKind(start, DateTimeKind.Utc)) : null) is { } deadline
            ? deadline - time.GetUtcNow()
            : TimeSpan.Zero;
    }

    public async Task<Creation> CreateAsync(DatabricksJobRun working, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var attempted = working.Status.JobId;
        var job = attempted ?? (working.Metadata.DeletionTimestamp is null ? references.JobId(working) : references.FormerJobId(working));
        // Before the call: when its reply is lost, the token finds the run again only at the job it was sent to, whatever jobRef means by then.
        working.Status.JobId = job;
        try
        {
            var started = await client.Runs.RunNowAsync(RunMapper.ToWire(working, job), cancellationToken).ConfigureAwait(false);
            var id = started.RunId.ToString(CultureInfo.InvariantCulture);
            ImmutableFieldHashes.Remember(working);
            retirement.Warn(working);
            (working.Status.RunId, working.Status.Url) = (id, Url(client, job, id));
            return new Creation(id) { Applied = working.Status.StartedWith!.Keys };
        }
        catch (DatabricksException exception) when (!exception.Error.MayHaveTakenEffect)
        {
            // What was refused started nothing there; an attempt before it may have, unless the job itself is gone.
            working.Status.JobId = exception.Kind == DatabricksErrorKind.NotFound ? null : attempted;
            throw Missing(working, job, exception) ?? exception;
        }
    }

    public async Task<ReconcileOutcome> UpdateAsync(
        DatabricksJobRun working, ObservedRun observed, Change change, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (change.Part == RunDecision.Repair)
        {
            await RepairAsync(working, observed, client, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            // Before the call: its reply may be lost, and the end has to be reported as what it is.
            working.Status.CancelledBy = change.Part;
            await client.Runs.CancelAsync(new RunReference(observed.Run.RunId!.Value), cancellationToken).ConfigureAwait(false);
        }

        return ReconcileOutcome.Sent(Reasons.RunRunning, change.Message, timing.Transition);
    }

    /// <summary>The end of the resource is the end of the run; its record stays, for Databricks to forget after 60 days (behavior §3.3).</summary>
    public async Task<DeletionStep> DeleteAsync(ObservedRun observed, DeletionPolicy policy, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (observed.Progress.HasEnded)
        {
            return DeletionStep.Done;
        }

        try
        {
            if (observed.Progress.Phase != RunPhase.Terminating)
            {
                await client.Runs.CancelAsync(new RunReference(observed.Run.RunId!.Value), cancellationToken).ConfigureAwait(false);
            }

            var (job, id) = (observed.Run.JobId, observed.Id);
            return DeletionStep.Waiting($"The run {id} has been cancelled and has not ended yet ({client.Host}/jobs/{job}/runs/{id})");
        }
        catch (DatabricksException exception) when (exception.Kind == DatabricksErrorKind.NotFound)
        {
            return DeletionStep.Done;
        }
    }

    public Task EnrichStatusAsync(
        DatabricksJobRun working, ObservedRun observed, Change change, WorkspaceClient client, CancellationToken cancellationToken) =>
        IsFinal(observed, change) ? outputs.ReadAsync(working.Status, observed.Run, client, cancellationToken) : Task.CompletedTask;

    public ReconcileOutcome Read(DatabricksJobRun working, ObservedRun observed, Change change, WorkspaceClient client)
    {
        RunStatusMapper.Describe(working.Status, observed);
        if (working.Status.StartedWith is null && working.Spec.ExternalId is not null)
        {
            ImmutableFieldHashes.Remember(working);
        }

        working.Status.Url = Url(client, working.Status.JobId, working.Status.RunId);
        var isFinal = IsFinal(observed, change);
        var outcome = RunReadiness.GetReadiness(working, observed, isFinal);
        return isFinal ? outcome with { RequeueAfter = retirement.Left(working) } : outcome;
    }

    public ReconcileOutcome OnMissing(DatabricksJobRun working, string id) => ReconcileOutcome.Stalled(
        Reasons.RunExpired,
        $"Databricks no longer knows the run {id}: it keeps runs for 60 days, unless they are deleted. How it ended is not known, and it is not started again; "
            + "for another run create another resource",
        timing.JitteredRecheck);

    /// <summary>Nothing is going to be done about its end.</summary>
    private static bool IsFinal(ObservedRun observed, Change change) => observed.Progress.HasEnded && change.IsNothing;

    /// <summary>What is not started yet: null once it can be.</summary>
    private ReconcileOutcome? NotStarted(DatabricksJobRun run)
    {
        var isCertain = run.Metadata.Finalizers?.Contains(Ownership.Finalizer) != true || ledger.IsUntouched(run.Metadata.Uid);
        if (run.Spec.Cancel == true && isCertain)
        {
            var end = RunCompletion.NeverStarted() with { RequeueAfter = retirement.Left(run) };
            return run.Spec.Policies?.Management == ManagementPolicy.Plan ? end with { Further = null } : end;
        }

        references.JobId(run);
        return null;
    }

    /// <summary>Of a repair that is refused there is no second try: it would be refused again.</summary>
    private static async Task RepairAsync(DatabricksJobRun run, ObservedRun observed, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var status = run.Status.Repair ??= new RunRepairStatus();
        var request = RunMapper.ToRepair(run, observed, RunDecision.LatestRepair(status, observed));
        try
        {
            var started = await client.Runs.RepairAsync(request, cancellationToken).ConfigureAwait(false);
            status.Attempts = RunDecision.AttemptsOf(status, observed) + 1;
            status.LatestRepairId = started.RepairId.ToString(CultureInfo.InvariantCulture);
        }
        catch (DatabricksException exception) when (exception.Kind == DatabricksErrorKind.Invalid)
        {
            status.Refusal = StatusText.Cut(exception.Error.ToString(), StatusLimits.Name);
        }
    }

    /// <summary>
    /// What it means that the job does not exist; null when the refusal says something else. For a run that is to go it means that there is nothing to
    /// find.
    /// </summary>
    private static Exception? Missing(DatabricksJobRun run, string job, DatabricksException exception)
    {
        if (run is { Metadata.DeletionTimestamp: null, Spec.JobRef: { } reference })
        {
            return exception.Kind == DatabricksErrorKind.NotFound
                ? ResolvedReferences.Unseen(DatabricksJob.KindName, reference.Name, job, exception)
                : ResolvedReferences.Missing(DatabricksJob.KindName, reference.Name, job, exception);
        }

        return exception.Kind == DatabricksErrorKind.NotFound
            ? new DatabricksException(exception.Error with { Kind = DatabricksErrorKind.Invalid }, exception)
            : null;
    }

    private static string Url(WorkspaceClient client, string? job, string? id) => $"{client.Host}/jobs/{job}/runs/{id}";
}
