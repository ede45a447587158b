using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Clusters;
using Operator.Databricks.Errors;
using Operator.Drift;

namespace Operator.Controllers.Clusters;

/// <summary>Clusters in a workspace, for the common pass.</summary>
internal sealed class ClusterExternalClient(
    KindObservation<DatabricksCluster, ClusterDetails> observation, StartBackoff starts, SecretReader secrets, ManagedTiming timing)
    : IExternalClient<DatabricksCluster, ClusterDetails>
{
    public string? RecordedId(DatabricksCluster entity) => entity.Status.ClusterId;

    public string IdOf(ClusterDetails observed) => observed.ClusterId ?? "";

    public string? MarkerOf(ClusterDetails observed) => observed.CustomTags?.GetValueOrDefault(Ownership.MarkerTag);

    public IEnumerable<string> Validate(DatabricksCluster entity) => ClusterRules.Problems(entity);

    public Decision Decide(DatabricksCluster entity, ClusterDetails observed, string marker)
    {
        var decision = ClusterDecision.Decide(entity, observed, marker);
        return decision.Power == PowerChange.Start && StartsIn(observed) > TimeSpan.Zero ? decision with { Power = PowerChange.None } : decision;
    }

    public Outcome Assess(DatabricksCluster working, ClusterDetails observed) =>
        ClusterAssessment.Assess(working, observed, timing, StartsIn(observed));

    public IEnumerable<string> DesiredFields(DatabricksCluster entity, string marker) =>
        SettingsTree.Leaves(ClusterMapper.ToWire(entity, marker), ClusterFieldRules.All)
            .Where(path => path.Length <= StatusLimits.Path).Order(StringComparer.Ordinal).Take(StatusLimits.AppliedFields);

    public Task<ClusterDetails?> GlimpseAsync(string id, WorkspaceClient client, CancellationToken cancellationToken) =>
        observation.GlimpseAsync(id, client, cancellationToken);

    public bool NoticesChanges(WorkspaceClient client) => observation.IsLive(client);

    public void Wrote(string id, WorkspaceClient client) => observation.Wrote(id, client);

    public async Task<ClusterDetails?> ObserveAsync(string id, WorkspaceClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Clusters.GetAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception) when (exception.Error.Kind == DatabricksErrorKind.NotFound)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<ClusterDetails>> SearchAsync(
        DatabricksCluster entity, string marker, WorkspaceClient client, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        var name = entity.Spec.Policies?.Adoption == AdoptionPolicy.ByName ? entity.Spec.ClusterName ?? entity.Metadata.Name : null;
        var ids = await observation.SearchAsync(marker, name, client, notBefore, cancellationToken).ConfigureAwait(false);
        // Rows lack the `spec` that comparing needs, and a shared list may be older than what it lists; there are rarely any.
        var complete = await Task.WhenAll(ids.Select(id => ObserveAsync(id, client, cancellationToken))).ConfigureAwait(false);
        return [.. complete.OfType<ClusterDetails>()];
    }

    public async Task<string> CreateAsync(DatabricksCluster entity, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var body = ClusterMapper.ToWire(entity, marker);
        await secrets.AddAsync(entity.Metadata.NamespaceProperty, entity.Spec, body, cancellationToken).ConfigureAwait(false);
        var created = await client.Clusters.CreateAsync(body, cancellationToken).ConfigureAwait(false);
        observation.Created(marker, created.ClusterId, client);
        return created.ClusterId;
    }

    public async Task ActAsync(
        DatabricksCluster entity, ClusterDetails observed, Decision decision, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var cluster = new ClusterReference(IdOf(observed));
        switch (decision)
        {
            case { Action: PlanAction.Resize }:
                await client.Clusters.ResizeAsync(ClusterComparison.Of(entity, observed, marker).ResizeBody(), cancellationToken).ConfigureAwait(false);
                break;
            case { Action: PlanAction.Edit }:
                var body = ClusterComparison.Of(entity, observed, marker).EditBody();
                await secrets.AddAsync(entity.Metadata.NamespaceProperty, entity.Spec, body, cancellationToken).ConfigureAwait(false);
                await client.Clusters.EditAsync(body, cancellationToken).ConfigureAwait(false);
                if (decision.Restarts)
                {
                    // The edit restarts the cluster, which is all that was asked for.
                    entity.Status.LastHandledRestartAt = entity.Spec.RestartRequestedAt;
                }

                break;
            case { Power: PowerChange.Start }:
                starts.Starting(IdOf(observed), observed.TerminationReason);
                await client.Clusters.StartAsync(cluster, cancellationToken).ConfigureAwait(false);
                break;
            case { Power: PowerChange.Restart }:
                await client.Clusters.RestartAsync(cluster, cancellationToken).ConfigureAwait(false);
                entity.Status.LastHandledRestartAt = entity.Spec.RestartRequestedAt;
                break;
            case { Power: PowerChange.Terminate }:
                await client.Clusters.DeleteAsync(cluster, cancellationToken).ConfigureAwait(false);
                break;
            default:
                throw new InvalidOperationException($"A cluster cannot {decision.Action}.");
        }
    }

    /// <summary>A pinned cluster is unpinned first, because the workspace refuses to delete it (F§2.2).</summary>
    public async Task<bool> DeleteAsync(ClusterDetails observed, DeletionPolicy policy, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var cluster = new ClusterReference(IdOf(observed));
        if (policy == DeletionPolicy.Terminate)
        {
            if (observed.State is not (ClusterStates.Terminated or ClusterStates.Terminating))
            {
                await client.Clusters.DeleteAsync(cluster, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }

        try
        {
            await client.Clusters.PermanentDeleteAsync(cluster, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception) when (exception.Error.Kind == DatabricksErrorKind.NotFound)
        {
            return true;
        }
        catch (DatabricksException exception) when (exception.Error.Message.Contains("unpin", StringComparison.OrdinalIgnoreCase))
        {
            await client.Clusters.UnpinAsync(cluster, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    public void Describe(DatabricksCluster working, ClusterDetails observed, WorkspaceClient client)
    {
        var status = working.Status;
        if (status.ClusterId is null || observed.State == ClusterStates.Terminated)
        {
            // What is taken over was not asked to restart. And where nothing runs there is nothing to restart: a cluster is never started to converge.
            status.LastHandledRestartAt = working.Spec.RestartRequestedAt;
        }

        if (observed.State == ClusterStates.Running)
        {
            starts.CameUp(IdOf(observed));
        }

        status.ClusterId = observed.ClusterId;
        status.Url = Url(client, IdOf(observed));
        status.State = StatusText.CutOrNull(observed.State, StatusLimits.Token);
        status.StateMessage = StatusText.CutOrNull(observed.StateMessage, StatusLimits.Message);
        status.TerminationReason = ClusterStatusMapper.Reason(observed.TerminationReason);
        status.NumWorkers = observed.NumWorkers;
        status.SparkContextId = observed.SparkContextId?.ToString(CultureInfo.InvariantCulture);
        status.DriverPrivateIp = StatusText.CutOrNull(observed.Driver?.PrivateIp, StatusLimits.Token);
        status.StartTime = ClusterStatusMapper.Time(observed.StartTime);
        status.LastRestartedTime = ClusterStatusMapper.Time(observed.LastRestartedTime);
        status.CreatorUserName = StatusText.CutOrNull(observed.CreatorUserName, StatusLimits.Name);
    }

    public void DescribeCreated(DatabricksCluster working, string id, WorkspaceClient client)
    {
        working.Status.ClusterId = id;
        working.Status.Url = Url(client, id);
        working.Status.State = ClusterStates.Pending;
        working.Status.LastHandledRestartAt = working.Spec.RestartRequestedAt;
    }

    public void DescribeMissing(DatabricksCluster working)
    {
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
        _ => Outcome.InProgress(Reasons.Updating, decision.Message, timing.Transition, Verdict.False(Reasons.Updating, "Sent to the workspace; not seen there yet")),
    };

    private TimeSpan StartsIn(ClusterDetails observed) => starts.Remaining(IdOf(observed), observed.TerminationReason);

    private static string Url(WorkspaceClient client, string id) => $"{client.Host}/compute/clusters/{Uri.EscapeDataString(id)}";
}
