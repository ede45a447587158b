using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.Runs;
using Operator.Managed;
using Operator.Reconciling;

namespace Operator.Kinds.Runs;

/// <summary>Runs of jobs in a workspace, for the common pass. A run is started once and followed to its end; after that nobody is called for it any more.</summary>
internal sealed class RunExternalClient(
    KindObservation<DatabricksJobRun, ObservedRun> observation,
    RunReferences references,
    RunOutputs outputs,
    RunRetirement retirement,
    CreationLedger ledger,
    ManagedTiming timing,
    TimeProvider time) : IExternalClient<DatabricksJobRun, ObservedRun>
{
    /// <summary>run-now with the same token gives the same run (behavior §1.4).</summary>
    public bool RepeatsCreation => true;

    public string? RecordedId(DatabricksJobRun entity) => entity.Status.RunId;

    public string IdOf(ObservedRun observed) => observed.Run.RunId?.ToString(CultureInfo.InvariantCulture) ?? "";

    public string? MarkerOf(ObservedRun observed) => null;

    public IEnumerable<string> Validate(DatabricksJobRun entity) => RunRules.Problems(entity);

    public Decision Decide(DatabricksJobRun entity, ObservedRun observed, string marker) => RunDecision.Decide(entity, observed, time.GetUtcNow());

    /// <summary>A run is started once, and never edited.</summary>
    public string? DesiredSettings(DatabricksJobRun entity, string marker) => null;

    /// <summary>Those it was started with: a later spec changes nothing of it.</summary>
    public IEnumerable<string> DesiredFields(DatabricksJobRun entity, string marker) => entity.Status.StartedWith?.Keys ?? [];

    public bool NoticesChanges(WorkspaceClient client) => observation.IsLive(client);

    public void Wrote(string id, WorkspaceClient client) => observation.Wrote(id, client);

    public bool IsOver(DatabricksJobRun entity) => RunEnd.IsRecorded(entity);

    public async Task<Outcome?> ForegoAsync(DatabricksJobRun working, CancellationToken cancellationToken)
    {
        if (RunEnd.Recorded(working) is { } end)
        {
            var left = retirement.Left(working);
            if (left == TimeSpan.Zero)
            {
                await retirement.DeleteAsync(working, cancellationToken).ConfigureAwait(false);
                left = timing.Dependency;
            }

            return (RunAssessment.Changed(working) ?? end) with { RequeueAfter = left };
        }

        return RecordedId(working) is null && working.Spec.ExternalId is null ? NotStarted(working) : null;
    }

    /// <summary>There is none to look for: the token finds it.</summary>
    public Task<IReadOnlyList<ObservedRun>> SearchAsync(
        DatabricksJobRun entity, string marker, WorkspaceClient client, DateTimeOffset notBefore, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ObservedRun>>([]);

    public Task<ObservedRun?> GlimpseAsync(DatabricksJobRun entity, string id, WorkspaceClient client, CancellationToken cancellationToken) =>
        observation.GlimpseAsync(id, entity, client, cancellationToken);

    public async Task<ObservedRun?> ObserveAsync(DatabricksJobRun entity, string id, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        try
        {
            var run = await client.Runs.GetWholeAsync(number, includeHistory: entity.Spec.Repair is not null, includeResolvedValues: false, cancellationToken).ConfigureAwait(false);
            return new ObservedRun(run with { RunId = number }, IsWhole: true);
        }
        catch (DatabricksException exception) when (exception.Kind == DatabricksErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>The limit of the spec is reached by time alone, which no list shows.</summary>
    public TimeSpan? NextCheck(DatabricksJobRun entity, WorkspaceClient client)
    {
        if (entity.Spec.TimeoutSeconds is null || entity.Status.CancelledBy is not null)
        {
            return null;
        }

        return RunDecision.Deadline(entity.Spec, entity.Status.StartTime is { } start ? new DateTimeOffset(DateTime.SpecifyKind(start, DateTimeKind.Utc)) : null) is { } deadline
            ? deadline - time.GetUtcNow()
            : TimeSpan.Zero;
    }

    public async Task<string> CreateAsync(DatabricksJobRun entity, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var attempted = entity.Status.JobId;
        var job = attempted ?? (entity.Metadata.DeletionTimestamp is null ? references.JobId(entity) : references.FormerJobId(entity));
        // Before the call: when its reply is lost, the token finds the run again only at the job it was sent to, whatever jobRef means by then.
        entity.Status.JobId = job;
        try
        {
            var started = await client.Runs.RunNowAsync(RunMapper.ToWire(entity, job), cancellationToken).ConfigureAwait(false);
            var id = started.RunId.ToString(CultureInfo.InvariantCulture);
            StartedSpec.Remember(entity);
            observation.Wrote(id, client);
            return id;
        }
        catch (DatabricksException exception) when (!exception.Error.MayHaveTakenEffect)
        {
            // What was refused started nothing there; an attempt before it may have, unless the job itself is gone.
            entity.Status.JobId = exception.Kind == DatabricksErrorKind.NotFound ? null : attempted;
            throw Missing(entity, job, exception) ?? exception;
        }
    }

    public Task ActAsync(DatabricksJobRun entity, ObservedRun observed, Decision decision, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (decision.Part == RunDecision.Repair)
        {
            return RepairAsync(entity, observed, client, cancellationToken);
        }

        // Before the call: its reply may be lost, and the end has to be told as what it is.
        entity.Status.CancelledBy = decision.Part;
        return client.Runs.CancelAsync(new RunReference(observed.Run.RunId!.Value), cancellationToken);
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

            var (job, id) = (observed.Run.JobId, IdOf(observed));
            return DeletionStep.Waiting($"The run {id} has been cancelled and has not ended yet ({client.Host}/jobs/{job}/runs/{id})");
        }
        catch (DatabricksException exception) when (exception.Kind == DatabricksErrorKind.NotFound)
        {
            return DeletionStep.Done;
        }
    }

    public Task ElaborateAsync(DatabricksJobRun working, ObservedRun observed, WorkspaceClient client, CancellationToken cancellationToken) =>
        IsFinal(working, observed) ? outputs.ReadAsync(working.Status, observed.Run, client, cancellationToken) : Task.CompletedTask;

    public void Describe(DatabricksJobRun working, ObservedRun observed, WorkspaceClient client)
    {
        RunStatusMapper.Describe(working.Status, observed);
        if (working.Status.StartedWith is null && working.Spec.ExternalId is not null)
        {
            StartedSpec.Remember(working);
        }

        working.Status.Url = Url(client, working.Status);
    }

    public void DescribeCreated(DatabricksJobRun working, string id, WorkspaceClient client)
    {
        working.Status.RunId = id;
        working.Status.Url = Url(client, working.Status);
    }

    /// <summary>What happened is history, and stays.</summary>
    public void DescribeMissing(DatabricksJobRun working) => throw new InvalidOperationException("A run is never made a second time.");

    public Outcome? Lost(DatabricksJobRun working, string id) => Outcome.Stalled(
        Reasons.RunExpired,
        $"Databricks no longer knows the run {id}: it keeps runs for 60 days, unless they are deleted. How it ended is not known, and it is not started again; for another run create another resource",
        timing.JitteredRecheck);

    public Outcome Assess(DatabricksJobRun working, ObservedRun observed)
    {
        var isFinal = IsFinal(working, observed);
        var outcome = RunAssessment.Assess(working, observed, isFinal);
        return isFinal ? outcome with { RequeueAfter = retirement.Left(working) } : outcome;
    }

    public Outcome AfterAction(Decision decision) => new()
    {
        Ready = Verdict.False(Reasons.RunRunning, decision.Message),
        Synced = Verdict.False(Reasons.Updating, "Sent to the workspace; not seen there yet"),
        IsReconciling = true,
        RequeueAfter = timing.Transition,
    };

    private bool IsFinal(DatabricksJobRun run, ObservedRun observed) => observed.Progress.HasEnded && RunDecision.Decide(run, observed, time.GetUtcNow()).IsNothing;

    /// <summary>What is not started yet: null once it can be.</summary>
    private Outcome? NotStarted(DatabricksJobRun run)
    {
        var isCertain = run.Metadata.Finalizers?.Contains(Ownership.Finalizer) != true || ledger.IsUntouched(run.Metadata.Uid);
        if (run.Spec.Cancel == true && isCertain)
        {
            var end = RunEnd.NeverStarted() with { RequeueAfter = retirement.Left(run) };
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

    private static string Url(WorkspaceClient client, DatabricksJobRunStatus status) => $"{client.Host}/jobs/{status.JobId}/runs/{status.RunId}";
}
