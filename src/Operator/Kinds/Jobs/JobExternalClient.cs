using System.Globalization;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Kinds.Compute;
using Operator.Managed;
using Operator.Permissions;
using Operator.Reconciling;
using Operator.Settings;

namespace Operator.Kinds.Jobs;

/// <summary>Jobs in a workspace, for the common pass.</summary>
internal sealed class JobExternalClient(
    KindObservation<DatabricksJob, ObservedJob> observation,
    IJobReferences references,
    LastRuns runs,
    ManagedPermissions permissions,
    SecretReader secrets,
    ManagedTiming timing)
    : IExternalClient<DatabricksJob, ObservedJob>
{
    public string? RecordedId(DatabricksJob entity) => entity.Status.JobId;

    public string IdOf(ObservedJob observed) => observed.Job.JobId?.ToString(CultureInfo.InvariantCulture) ?? "";

    public string? MarkerOf(ObservedJob observed) => observed.Job.Settings?.Tags?.GetValueOrDefault(Ownership.MarkerTag);

    public IEnumerable<string> Validate(DatabricksJob entity) => JobRules.Problems(entity);

    public Decision Decide(DatabricksJob entity, ObservedJob observed, string marker) => JobDecision.Decide(entity, observed, marker, references);

    public Outcome Assess(DatabricksJob working, ObservedJob observed) => JobAssessment.Assess();

    public string? DesiredSettings(DatabricksJob entity, string marker) => ComparisonRules.HashOf(JobMapper.ToWire(entity, marker, references));

    public string? CreatorOf(ObservedJob observed) => observed.Job.CreatorUserName;

    public IEnumerable<string> DesiredFields(DatabricksJob entity, string marker)
    {
        var wire = JobMapper.ToWire(entity, marker, references);
        return JobAppliedFields.Of(wire, JobFieldRules.All)
            .Where(path => path.Length <= StatusLimits.Path).Order(StringComparer.Ordinal).Take(StatusLimits.AppliedFields);
    }

    public async Task<ObservedJob?> GlimpseAsync(DatabricksJob entity, string id, WorkspaceClient client, CancellationToken cancellationToken) =>
        await WithPermissionsAsync(entity, await observation.GlimpseAsync(id, entity, client, cancellationToken).ConfigureAwait(false), client, cancellationToken).ConfigureAwait(false);

    public bool NoticesChanges(WorkspaceClient client) => observation.IsLive(client);

    public TimeSpan? NextCheck(DatabricksJob entity, WorkspaceClient client) =>
        entity.Spec.AccessControlList is null ? null : permissions.DueIn(PermissionKind.Jobs, entity.Status.JobId ?? "", client);

    public void Wrote(string id, WorkspaceClient client)
    {
        observation.Wrote(id, client);
        permissions.Forget(PermissionKind.Jobs, id, client);
    }

    public async Task<ObservedJob?> ObserveAsync(DatabricksJob entity, string id, WorkspaceClient client, CancellationToken cancellationToken) =>
        await WithPermissionsAsync(entity, await FindAsync(id, client, cancellationToken).ConfigureAwait(false), client, cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<ObservedJob>> SearchAsync(
        DatabricksJob entity, string marker, WorkspaceClient client, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        var name = entity.Spec.Name ?? entity.Metadata.Name;
        var ids = await observation.SearchAsync(entity, marker, name, client, notBefore, cancellationToken).ConfigureAwait(false);
        // A row may show a part of a job only, and a shared list may be older than what it lists; there are rarely any.
        var complete = await Task.WhenAll(ids.Select(id => ObserveAsync(entity, id, client, cancellationToken))).ConfigureAwait(false);
        return [.. complete.OfType<ObservedJob>()];
    }

    public IReadOnlyList<string> Duplicates(DatabricksJob entity, string marker, WorkspaceClient client) =>
        RecordedId(entity) is { } id ? observation.OthersWithMarker(marker, id, client) : [];

    public async Task<string> CreateAsync(DatabricksJob entity, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var named = new NamedReferences(references);
        var settings = JobMapper.ToWire(entity, marker, named);
        await AddSecretsAsync(entity, settings, cancellationToken).ConfigureAwait(false);
        try
        {
            var created = await client.Jobs.CreateAsync(settings, cancellationToken).ConfigureAwait(false);
            var id = created.JobId.ToString(CultureInfo.InvariantCulture);
            runs.Created(client, created.JobId);
            observation.Created(marker, id, client);
            await LookAtNewAsync(entity, id, marker, client, cancellationToken).ConfigureAwait(false);
            return id;
        }
        catch (DatabricksException exception) when (exception.Kind is DatabricksErrorKind.NotFound or DatabricksErrorKind.Invalid)
        {
            throw (Exception?)named.MissingIn(exception) ?? Refused(exception);
        }
    }

    public async Task ActAsync(
        DatabricksJob entity, ObservedJob observed, Decision decision, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (decision.Part == PermissionKind.Field)
        {
            await permissions.WriteAsync(PermissionKind.Jobs, IdOf(observed), entity.Spec.AccessControlList!, observed.Permissions!, client, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (decision.Action != PlanAction.Update)
        {
            throw new InvalidOperationException($"A job cannot {decision.Action}.");
        }

        var named = new NamedReferences(references);
        var body = JobComparison.Of(entity, observed.Job, marker, named).ResetBody(decision.Held);
        await AddSecretsAsync(entity, body["new_settings"]!.AsObject(), cancellationToken).ConfigureAwait(false);
        try
        {
            await client.Jobs.ResetAsync(body, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception) when (exception.Kind is DatabricksErrorKind.NotFound or DatabricksErrorKind.Invalid)
        {
            if (exception.Kind == DatabricksErrorKind.NotFound && await FindAsync(IdOf(observed), client, cancellationToken).ConfigureAwait(false) is null)
            {
                throw;
            }

            throw (Exception?)named.MissingIn(exception) ?? Refused(exception);
        }
    }

    /// <summary>Terminate is for clusters and refused where it is asked for (<see cref="DeletionRequest"/>).</summary>
    public Task<DeletionStep> DeleteAsync(ObservedJob observed, DeletionPolicy policy, WorkspaceClient client, CancellationToken cancellationToken) =>
        policy == DeletionPolicy.Delete
            ? JobDeletion.StepAsync(observed.Job, client, cancellationToken)
            : throw new InvalidOperationException($"A job cannot be deleted under {policy}.");

    public void Describe(DatabricksJob working, ObservedJob observed, WorkspaceClient client)
    {
        JobStatusMapper.Describe(working.Status, observed);
        working.Status.Url = Url(client, IdOf(observed));
    }

    public void DescribeCreated(DatabricksJob working, string id, WorkspaceClient client)
    {
        working.Status.JobId = id;
        working.Status.Url = Url(client, id);
    }

    /// <summary>A job is there as soon as it is created. Permissions are another call, in another pass.</summary>
    public Outcome? AfterCreation(DatabricksJob working) =>
        working.Spec.AccessControlList is null && working.Status.CreatedTime is not null ? Outcome.Available() : null;

    public void Forget(DatabricksJob entity) => permissions.Forget(PermissionKind.Jobs, entity.Status.JobId ?? "");

    public void DescribeMissing(DatabricksJob working)
    {
        Forget(working);
        var kept = working.Status;
        working.Status = new DatabricksJobStatus
        {
            ObservedGeneration = kept.ObservedGeneration,
            Conditions = kept.Conditions,
            Workspace = kept.Workspace,
            WorkspaceId = kept.WorkspaceId,
            LastHandledReconcileAt = kept.LastHandledReconcileAt,
        };
    }

    public Outcome AfterAction(Decision decision) =>
        Outcome.InProgress(Reasons.Updating, decision.Message, timing.Transition, Verdict.False(Reasons.Updating, "Sent to the workspace; not seen there yet"));

    /// <summary>Nothing more is managed of what is to go, and no right that is missing for it may hold it.</summary>
    private async Task<ObservedJob?> WithPermissionsAsync(DatabricksJob entity, ObservedJob? observed, WorkspaceClient client, CancellationToken cancellationToken) =>
        observed is not null && entity is { Spec.AccessControlList: { } entries, Metadata.DeletionTimestamp: null }
            ? observed with { Permissions = await permissions.LookAsync(PermissionKind.Jobs, IdOf(observed), entries, client, cancellationToken).ConfigureAwait(false) }
            : observed;

    private async Task<ObservedJob?> FindAsync(string id, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        try
        {
            var job = await client.JobReads.GetWholeAsync(number, cancellationToken).ConfigureAwait(false);
            return new ObservedJob(job with { JobId = number }, await runs.FindAsync(client, number, cancellationToken).ConfigureAwait(false));
        }
        catch (DatabricksException exception) when (exception.Kind == DatabricksErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>One look more saves a write of the status: it tells at once what a later look would. Whatever it fails for, the id comes first.</summary>
    private async Task LookAtNewAsync(DatabricksJob entity, string id, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        try
        {
            if (await FindAsync(id, client, cancellationToken).ConfigureAwait(false) is { } observed && Decide(entity, observed, marker).IsNothing)
            {
                Describe(entity, observed, client);
            }
        }
        catch (Exception exception) when (exception is DatabricksException or OperationCanceledException)
        {
            // The next pass looks.
        }
    }

    private async Task AddSecretsAsync(DatabricksJob entity, JsonObject settings, CancellationToken cancellationToken)
    {
        var clusters = JobTree.Clusters(settings);
        foreach (var (path, cluster) in JobTree.Clusters(entity.Spec))
        {
            if (clusters.TryGetValue(path, out var body))
            {
                await secrets.AddAsync(entity.Metadata.NamespaceProperty, cluster, body, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What is not there is something the settings name, another job for example: the settings have to change.</summary>
    private static DatabricksException Refused(DatabricksException exception) => new(exception.Error with { Kind = DatabricksErrorKind.Invalid }, exception);

    private static string Url(WorkspaceClient client, string id) => $"{client.Host}/jobs/{id}";
}
