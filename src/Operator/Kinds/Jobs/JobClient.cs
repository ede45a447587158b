using System.Globalization;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Kinds.Compute;
using Operator.Managed;
using Operator.Reconciling;
using Operator.Runtime.Events;
using Operator.Settings;

namespace Operator.Kinds.Jobs;

/// <summary>Jobs in a workspace, for the common pass.</summary>
internal sealed class JobClient(
    ListCache<DatabricksJob, ObservedJob> lists, IJobReferences references, LastRunCache runs, ActiveRunCache activeRuns, SecretReader secrets,
    ReconcileIntervals timing, EventPublisher publish, TimeProvider time)
    : IExternalClient<DatabricksJob, ObservedJob>
{
    public Task<ObservedJob?> ObserveAsync(DatabricksJob entity, string id, LookSource source, WorkspaceClient client, CancellationToken cancellationToken) =>
        source == LookSource.List ? lists.GetListedAsync(id, entity, client, cancellationToken) : FindAsync(entity, id, client, cancellationToken);

    public Change Evaluate(DatabricksJob entity, ObservedJob observed, string marker) =>
        JobDecision.Settings(entity, observed, JobMapper.ToWire(entity, marker, references));

    public ReconcileOutcome Read(DatabricksJob working, ObservedJob observed, Change change, WorkspaceClient client)
    {
        // When it is taken over, and whenever the two differ: not at each look.
        if ((working.Status.Url is null || change.Action != PlanAction.None) && BundleDeployment.Warning(observed.Job.Settings) is { } warning)
        {
            publish(working, BundleDeployment.Reason, warning, EventType.Warning);
        }

        JobStatusMapper.Describe(working.Status, observed);
        working.Status.Url = Url(client, observed.Id);
        return ReconcileOutcome.Available();
    }

    public async Task<Creation> CreateAsync(DatabricksJob working, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var named = new NamedReferences(references);
        var desired = JobMapper.ToWire(working, marker, named);
        var body = desired.DeepClone().AsObject();
        await AddSecretsAsync(working, body, cancellationToken).ConfigureAwait(false);
        try
        {
            var job = (await client.Jobs.CreateAsync(body, cancellationToken).ConfigureAwait(false)).JobId;
            var id = job.ToString(CultureInfo.InvariantCulture);
            // Before the look, whose failure must not lose it.
            lists.Created(marker, id, client);
            runs.Created(client, job);
            (working.Status.JobId, working.Status.Url) = (id, Url(client, id));
            if (client.HasCallsToSpare)
            {
                await LookAtNewAsync(working, id, desired, client, cancellationToken).ConfigureAwait(false);
            }

            return new Creation(id)
            {
                Desired = ComparisonRules.HashOf(desired),
                Applied = PartRecords.Bounded(JobAppliedFields.Of(desired, JobFieldRules.All)),
                // A job is there as soon as it is created. Permissions are another call, in another pass.
                Outcome = working.Spec.AccessControlList is null && working.Status.CreatedTime is not null ? ReconcileOutcome.Available() : null,
            };
        }
        catch (DatabricksException exception) when (exception.Kind is DatabricksErrorKind.NotFound or DatabricksErrorKind.Invalid)
        {
            throw (Exception?)named.MissingIn(exception) ?? Refused(exception);
        }
    }

    public async Task<ReconcileOutcome> UpdateAsync(
        DatabricksJob working, ObservedJob observed, Change change, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var body = change.ToBody();
        await AddSecretsAsync(working, body["new_settings"]!.AsObject(), cancellationToken).ConfigureAwait(false);
        try
        {
            await client.Jobs.ResetAsync(body, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception) when (exception.Kind is DatabricksErrorKind.NotFound or DatabricksErrorKind.Invalid)
        {
            if (exception.Kind == DatabricksErrorKind.NotFound
                && await FindAsync(working, observed.Id, client, cancellationToken).ConfigureAwait(false) is null)
            {
                throw;
            }

            throw (Exception?)NamedReferences.Of(working, references).MissingIn(exception) ?? Refused(exception);
        }

        return ReconcileOutcome.Sent(Reasons.Updating, change.Message, timing.Transition);
    }

    /// <summary>Terminate is for clusters and refused where it is asked for (<see cref="DeletionAnnotations"/>).</summary>
    public Task<DeletionStep> DeleteAsync(ObservedJob observed, DeletionPolicy policy, WorkspaceClient client, CancellationToken cancellationToken) =>
        policy == DeletionPolicy.Delete
            ? JobDeletion.StepAsync(observed, activeRuns, client, cancellationToken)
            : throw new InvalidOperationException($"A job cannot be deleted under {policy}.");

    private async Task<ObservedJob?> FindAsync(DatabricksJob entity, string id, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || await client.JobReads.GetWholeAsync(number, cancellationToken).OrNullAsync().ConfigureAwait(false) is not { } job)
        {
            return null;
        }

        var readAt = time.GetUtcNow();
        // Of a job that is to go only those runs matter that have not ended.
        var lastRun = entity.Metadata.DeletionTimestamp is null
            ? await runs.FindAsync(client, number, cancellationToken).ConfigureAwait(false)
            : runs.Known(client, number);
        return new ObservedJob(job with { JobId = number }, lastRun) { ReadAt = readAt };
    }

    /// <summary>
    /// One look more saves a write of the status: it shows at once what the next list would. Where calls are scarce the list shows it to all new jobs
    /// together. Whatever the look fails for, the id comes first.
    /// </summary>
    private async Task LookAtNewAsync(DatabricksJob working, string id, JsonObject desired, WorkspaceClient client, CancellationToken cancellationToken)
    {
        try
        {
            if (await FindAsync(working, id, client, cancellationToken).ConfigureAwait(false) is { } observed
                && JobDecision.Settings(working, observed, desired) is { IsNothing: true } change)
            {
                Read(working, observed, change, client);
            }
        }
        catch (Exception exception) when (exception is DatabricksException or OperationCanceledException)
        {
            // The next pass looks.
        }
    }

    private async Task AddSecretsAsync(DatabricksJob working, JsonObject settings, CancellationToken cancellationToken)
    {
        var clusters = JobTree.Clusters(settings);
        foreach (var (path, cluster) in JobTree.Clusters(working.Spec))
        {
            if (clusters.TryGetValue(path, out var body))
            {
                await secrets.AddAsync(working.Metadata.NamespaceProperty, cluster, body, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What is not there is something the settings name, another job for example: the settings have to change.</summary>
    private static DatabricksException Refused(DatabricksException exception) => new(exception.Error with { Kind = DatabricksErrorKind.Invalid }, exception);

    private static string Url(WorkspaceClient client, string id) => $"{client.Host}/jobs/{id}";
}
