using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Clusters;
using Operator.Databricks.Errors;
using Operator.Kinds.Compute;
using Operator.Managed;
using Operator.Reconciling;
using Operator.Settings;

namespace Operator.Kinds.Clusters;

/// <summary>Clusters in a workspace, for the common pass.</summary>
internal sealed class ClusterExternalClient(
    KindObservation<DatabricksCluster, ClusterDetails> observation, ClusterParts parts, ClusterSecrets secrets, StartBackoff starts, ManagedTiming timing)
    : IExternalClient<DatabricksCluster, ObservedCluster>
{
    public string? RecordedId(DatabricksCluster entity) => entity.Status.ClusterId;

    public string IdOf(ObservedCluster observed) => observed.Id;

    public string? MarkerOf(ObservedCluster observed) => observed.Details.CustomTags?.GetValueOrDefault(Ownership.MarkerTag);

    public IEnumerable<string> Validate(DatabricksCluster entity) => ClusterRules.Problems(entity);

    public Decision Decide(DatabricksCluster entity, ObservedCluster observed, string marker)
    {
        var decision = ClusterDecision.Decide(entity, observed, marker);
        return StartsIn(observed) > TimeSpan.Zero ? ClusterDecision.WithoutStart(decision) : decision;
    }

    public Outcome Assess(DatabricksCluster working, ObservedCluster observed) =>
        LibraryAssessment.Apply(ClusterAssessment.Assess(working, observed.Details, timing, StartsIn(observed)), working, observed, timing);

    public string? DesiredSettings(DatabricksCluster entity, string marker) => ComparisonRules.HashOf(ClusterMapper.ToWire(entity, marker));

    public string? CreatorOf(ObservedCluster observed) => observed.Details.CreatorUserName;

    public IEnumerable<string> DesiredFields(DatabricksCluster entity, string marker) =>
        SettingsTree.Leaves(ClusterMapper.ToWire(entity, marker), ClusterFieldRules.All)
            .Concat(LibraryComparison.AppliedKeys(entity))
            .Where(path => path.Length <= StatusLimits.Path).Order(StringComparer.Ordinal).Take(StatusLimits.AppliedFields);

    public async Task<ObservedCluster?> GlimpseAsync(DatabricksCluster entity, string id, WorkspaceClient client, CancellationToken cancellationToken) =>
        await observation.GlimpseAsync(id, entity, client, cancellationToken).ConfigureAwait(false) is { } row
            ? await parts.CompleteAsync(entity, row, isGlimpse: true, client, cancellationToken).ConfigureAwait(false)
            : null;

    public bool NoticesChanges(WorkspaceClient client) => observation.IsLive(client);

    public TimeSpan? NextCheck(DatabricksCluster entity, WorkspaceClient client) => parts.NextCheck(entity, client);

    public void Wrote(string id, WorkspaceClient client)
    {
        observation.Wrote(id, client);
        parts.Wrote(id, client);
    }

    public async Task<ObservedCluster?> ObserveAsync(DatabricksCluster entity, string id, WorkspaceClient client, CancellationToken cancellationToken)
    {
        ClusterDetails details;
        try
        {
            details = await client.Clusters.GetAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception) when (exception.Error.Kind == DatabricksErrorKind.NotFound)
        {
            return null;
        }

        // What is said to be missing here is not the cluster.
        return await parts.CompleteAsync(entity, details, isGlimpse: false, client, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<ObservedCluster>> SearchAsync(
        DatabricksCluster entity, string marker, WorkspaceClient client, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        var name = entity.Spec.ClusterName ?? entity.Metadata.Name;
        var ids = await observation.SearchAsync(entity, marker, name, client, notBefore, cancellationToken).ConfigureAwait(false);
        // Rows lack the `spec` that comparing needs, and a shared list may be older than what it lists; there are rarely any.
        var complete = await Task.WhenAll(ids.Select(id => ObserveAsync(entity, id, client, cancellationToken))).ConfigureAwait(false);
        return [.. complete.OfType<ObservedCluster>()];
    }

    public IReadOnlyList<string> Duplicates(DatabricksCluster entity, string marker, WorkspaceClient client) =>
        RecordedId(entity) is { } id ? observation.OthersWithMarker(marker, id, client) : [];

    public async Task<string> CreateAsync(DatabricksCluster entity, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var body = ClusterMapper.ToWire(entity, marker);
        var hashes = await secrets.AddAsync(entity, body, cancellationToken).ConfigureAwait(false);
        var created = await client.Clusters.CreateAsync(body, cancellationToken).ConfigureAwait(false);
        secrets.Sent(created.ClusterId, hashes);
        observation.Created(marker, created.ClusterId, client);
        return created.ClusterId;
    }

    public async Task ActAsync(
        DatabricksCluster entity, ObservedCluster observed, Decision decision, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var cluster = new ClusterReference(observed.Id);
        switch (decision)
        {
            case { Part: not null }:
                await parts.ActAsync(entity, observed, decision, client, cancellationToken).ConfigureAwait(false);
                break;
            case { Action: PlanAction.Resize }:
                await client.Clusters.ResizeAsync(ClusterComparison.Of(entity, observed.Details, marker).ResizeBody(decision.Held), cancellationToken).ConfigureAwait(false);
                break;
            case { Action: PlanAction.Edit }:
                await EditAsync(entity, observed, decision, marker, client, cancellationToken).ConfigureAwait(false);
                break;
            case { Power: PowerChange.Start }:
                starts.Starting(observed.Id, observed.Details.TerminationReason);
                parts.Restarts(entity, observed.Id, client);
                await client.Clusters.StartAsync(cluster, cancellationToken).ConfigureAwait(false);
                break;
            case { Power: PowerChange.Restart }:
                parts.Restarts(entity, observed.Id, client);
                await client.Clusters.RestartAsync(cluster, cancellationToken).ConfigureAwait(false);
                entity.Status.LastHandledRestartTime = entity.Spec.RestartRequestTime;
                break;
            case { Power: PowerChange.Terminate }:
                await client.Clusters.DeleteAsync(cluster, cancellationToken).ConfigureAwait(false);
                break;
            default:
                throw new InvalidOperationException($"A cluster cannot {decision.Action}.");
        }
    }

    /// <summary>A pinned cluster is unpinned first, because the workspace refuses to delete it (behavior §2.2).</summary>
    public async Task<DeletionStep> DeleteAsync(ObservedCluster observed, DeletionPolicy policy, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var cluster = new ClusterReference(observed.Id);
        if (policy == DeletionPolicy.Terminate)
        {
            if (observed.Details.State is not (ClusterStates.Terminated or ClusterStates.Terminating))
            {
                await client.Clusters.DeleteAsync(cluster, cancellationToken).ConfigureAwait(false);
            }

            return DeletionStep.Done;
        }

        try
        {
            await client.Clusters.PermanentDeleteAsync(cluster, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception) when (exception.Error.Kind == DatabricksErrorKind.NotFound)
        {
            return DeletionStep.Done;
        }
        catch (DatabricksException exception) when (exception.Error.Message.Contains("unpin", StringComparison.OrdinalIgnoreCase))
        {
            await client.Clusters.UnpinAsync(cluster, cancellationToken).ConfigureAwait(false);
        }

        return DeletionStep.Waiting($"Waiting for the cluster {observed.Id} to be gone from the workspace ({Url(client, observed.Id)})");
    }

    /// <summary>The last events, when something has happened since the last look.</summary>
    public async Task ElaborateAsync(DatabricksCluster working, ObservedCluster observed, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var (status, details) = (working.Status, observed.Details);
        if (status.LastEvents is not null && status.State == details.State && status.LastRestartedTime == StatusTime.OfMilliseconds(details.LastRestartedTime))
        {
            return;
        }

        try
        {
            status.LastEvents = ClusterEventMapper.Map(await client.Clusters.RecentEventsAsync(observed.Id, StatusLimits.Events, cancellationToken).ConfigureAwait(false));
        }
        catch (DatabricksException)
        {
            // They are for people to read; the next change of state brings newer ones.
        }
    }

    public void Describe(DatabricksCluster working, ObservedCluster observed, WorkspaceClient client)
    {
        var status = working.Status;
        var isAnswered = RestartRequest.IsAnswered(working.Spec.RestartRequestTime, observed.Details);
        if (isAnswered || status.ClusterId is null || observed.Details.State == ClusterStates.Terminated)
        {
            // What is taken over was not asked to restart. And where nothing runs there is nothing to restart: a cluster is never started to converge.
            status.LastHandledRestartTime = working.Spec.RestartRequestTime;
        }

        if (observed.Details.State == ClusterStates.Running)
        {
            starts.CameUp(observed.Id);
        }

        ClusterStatusMapper.Map(observed, status);
        SupersededTermination.Update(working, observed.Details);
        status.FailedStarts = starts.CountOf(observed.Details);
        status.Url = Url(client, observed.Id);
        status.Pinned = working.Spec.Pinned is null ? null : observed.IsPinned ?? status.Pinned;
        status.AppliedFields = LibraryComparison.WithoutGone(working, observed.Libraries);
    }

    public void DescribeCreated(DatabricksCluster working, string id, WorkspaceClient client)
    {
        working.Status.ClusterId = id;
        working.Status.Url = Url(client, id);
        working.Status.State = ClusterStates.Pending;
        working.Status.LastHandledRestartTime = working.Spec.RestartRequestTime;
    }

    public void Forget(DatabricksCluster entity)
    {
        var id = entity.Status.ClusterId ?? "";
        starts.Forget(id);
        secrets.Forget(id);
        parts.Forget(id);
    }

    public void DescribeMissing(DatabricksCluster working)
    {
        Forget(working);
        var kept = working.Status;
        working.Status = new DatabricksClusterStatus
        {
            ObservedGeneration = kept.ObservedGeneration,
            Conditions = kept.Conditions,
            Workspace = kept.Workspace,
            WorkspaceId = kept.WorkspaceId,
            LastHandledReconcileAt = kept.LastHandledReconcileAt,
        };
    }

    public Outcome AfterAction(Decision decision) => decision switch
    {
        { Power: PowerChange.Start } => Outcome.InProgress(Reasons.Starting, "The cluster is starting", timing.Transition),
        { Power: PowerChange.Terminate } => Outcome.InProgress(Reasons.Stopping, "The cluster is terminating", timing.Transition),
        { Power: PowerChange.Restart } or { Restarts: true } =>
            Outcome.InProgress(Reasons.Restarting, decision.Message, timing.Transition, Verdict.False(Reasons.Updating, "Sent to the workspace; not seen there yet")),
        // Whether the cluster can be used does not hang on what has calls of its own, until a look at it says so.
        { Part: not null } => new Outcome { Synced = Verdict.False(Reasons.Updating, decision.Message), IsReconciling = true, RequeueAfter = timing.Transition },
        _ => Outcome.InProgress(Reasons.Updating, decision.Message, timing.Transition, Verdict.False(Reasons.Updating, "Sent to the workspace; not seen there yet")),
    };

    private async Task EditAsync(
        DatabricksCluster entity, ObservedCluster observed, Decision decision, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var body = ClusterComparison.Of(entity, observed.Details, marker).EditBody(decision.Held);
        var hashes = await secrets.AddAsync(entity, body, cancellationToken).ConfigureAwait(false);
        parts.Restarts(entity, observed.Id, client);
        // Before the call: its reply may be lost.
        SupersededTermination.Note(entity, observed.Details);
        await client.Clusters.EditAsync(body, cancellationToken).ConfigureAwait(false);
        secrets.Sent(observed.Id, hashes);
        if (decision.Restarts)
        {
            // The edit restarts the cluster, which is all that was asked for.
            entity.Status.LastHandledRestartTime = entity.Spec.RestartRequestTime;
        }
    }

    private TimeSpan StartsIn(ObservedCluster observed) => starts.Remaining(observed.Id, observed.Details.TerminationReason);

    private static string Url(WorkspaceClient client, string id) => $"{client.Host}/compute/clusters/{Uri.EscapeDataString(id)}";
}
