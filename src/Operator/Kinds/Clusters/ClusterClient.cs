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
internal sealed class ClusterClient(
    ListCache<DatabricksCluster, ClusterDetails> lists,
    ClusterLibraries libraries,
    ClusterSecrets secrets,
    StartBackoff starts,
    ReconcileIntervals timing,
    TimeProvider time)
    : IExternalClient<DatabricksCluster, ObservedCluster>,
        IPowerState<DatabricksCluster, ObservedCluster>,
        IEnrichesStatus<DatabricksCluster, ObservedCluster>,
        IHasMemory<DatabricksCluster>
{
    public async Task<ObservedCluster?> ObserveAsync(
        DatabricksCluster entity, string id, LookSource source, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var details = source == LookSource.List
            ? await lists.GetListedAsync(id, entity, client, cancellationToken).ConfigureAwait(false)
            : await client.Clusters.GetAsync(id, cancellationToken).OrNullAsync().ConfigureAwait(false);
        return details is null ? null : new ObservedCluster(details)
        {
            IsRow = source == LookSource.List,
            // What is to go is no longer managed.
            NewSecrets = entity.Metadata.DeletionTimestamp is null && (entity.Spec.Policies?.Management ?? ManagementPolicy.Manage) == ManagementPolicy.Manage
                ? await secrets.ChangedAsync(entity, details.ClusterId ?? "", cancellationToken).ConfigureAwait(false)
                : [],
        };
    }

    public Change Evaluate(DatabricksCluster entity, ObservedCluster observed, string marker) => ClusterDecision.Settings(entity, observed, marker);

    public Change DecidePower(DatabricksCluster entity, ObservedCluster observed) => ClusterDecision.Power(entity, observed.Details, StartsIn(observed));

    public async Task<Creation> CreateAsync(DatabricksCluster working, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var desired = ClusterMapper.ToWire(working, marker);
        var body = desired.DeepClone().AsObject();
        var hashes = await secrets.AddAsync(working, body, cancellationToken).ConfigureAwait(false);
        var id = (await client.Clusters.CreateAsync(body, cancellationToken).ConfigureAwait(false)).ClusterId;
        secrets.Sent(id, hashes);
        var status = working.Status;
        (status.ClusterId, status.Url, status.State) = (id, Url(client, id), ClusterStates.Pending);
        status.LastHandledRestartTime = working.Spec.RestartRequestTime;
        return new Creation(id)
        {
            Desired = ComparisonRules.HashOf(desired),
            Applied = PartRecords.Bounded(SettingsTree.Leaves(desired, ClusterFieldRules.All).Concat(LibraryDiff.AppliedKeys(working))),
        };
    }

    public async Task<ReconcileOutcome> UpdateAsync(
        DatabricksCluster working, ObservedCluster observed, Change change, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var cluster = new ClusterReference(observed.Id);
        switch (change)
        {
            case { Action: PlanAction.Resize }:
                await client.Clusters.ResizeAsync(ClusterDiff.ResizeBody(change.ToBody(), observed.Details), cancellationToken).ConfigureAwait(false);
                break;
            case { Action: PlanAction.Edit }:
                await EditAsync(working, observed, change, client, cancellationToken).ConfigureAwait(false);
                break;
            case { Power: PowerChange.Start }:
                starts.Starting(observed.Id, observed.Details.TerminationReason);
                libraries.Restarts(working, observed.Id, client);
                await client.Clusters.StartAsync(cluster, cancellationToken).ConfigureAwait(false);
                break;
            case { Power: PowerChange.Restart }:
                libraries.Restarts(working, observed.Id, client);
                await client.Clusters.RestartAsync(cluster, cancellationToken).ConfigureAwait(false);
                working.Status.LastHandledRestartTime = working.Spec.RestartRequestTime;
                break;
            case { Power: PowerChange.Terminate }:
                await client.Clusters.DeleteAsync(cluster, cancellationToken).ConfigureAwait(false);
                break;
            default:
                throw new InvalidOperationException($"A cluster cannot {change.Action}.");
        }

        return ClusterReadiness.After(change, timing);
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
            return DeletionStep.Accepted(Remaining(observed, client));
        }
        catch (DatabricksException exception) when (exception.Error.Kind == DatabricksErrorKind.NotFound)
        {
            return DeletionStep.Done;
        }
        catch (DatabricksException exception) when (exception.Error.IsPinned)
        {
            await client.Clusters.UnpinAsync(cluster, cancellationToken).ConfigureAwait(false);
        }

        return DeletionStep.Waiting(Remaining(observed, client));
    }

    /// <summary>The last events, where they say what a person wants to know and no answer does: why a cluster ended, or why its start takes long.</summary>
    public async Task EnrichStatusAsync(
        DatabricksCluster working, ObservedCluster observed, Change change, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (!ClusterEventMapper.AreDue(working.Status, observed.Details, time.GetUtcNow()))
        {
            return;
        }

        try
        {
            working.Status.LastEvents = ClusterEventMapper.Map(
                await client.Clusters.RecentEventsAsync(observed.Id, StatusLimits.Events, cancellationToken).ConfigureAwait(false));
        }
        catch (DatabricksException)
        {
            // They are for people to read; the next change of state brings newer ones.
        }
    }

    public ReconcileOutcome Read(DatabricksCluster working, ObservedCluster observed, Change change, WorkspaceClient client)
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
        status.AppliedFields = LibraryDiff.WithoutGone(working, observed.Libraries);
        return LibraryReadiness.Apply(ClusterReadiness.GetReadiness(working, observed.Details, timing, StartsIn(observed)), working, observed, timing);
    }

    public void Forget(DatabricksCluster entity)
    {
        var id = entity.Status.ClusterId ?? "";
        starts.Forget(id);
        secrets.Forget(id);
    }

    private async Task EditAsync(
        DatabricksCluster working, ObservedCluster observed, Change change, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var body = change.ToBody();
        var hashes = await secrets.AddAsync(working, body, cancellationToken).ConfigureAwait(false);
        libraries.Restarts(working, observed.Id, client);
        // Before the call: its reply may be lost.
        SupersededTermination.Note(working, observed.Details);
        await client.Clusters.EditAsync(body, cancellationToken).ConfigureAwait(false);
        secrets.Sent(observed.Id, hashes);
        if (change.Restarts)
        {
            // The edit restarts the cluster, which is all that was asked for.
            working.Status.LastHandledRestartTime = working.Spec.RestartRequestTime;
        }
    }

    private TimeSpan StartsIn(ObservedCluster observed) => starts.Remaining(observed.Id, observed.Details.TerminationReason);

    private static string Remaining(ObservedCluster observed, WorkspaceClient client) =>
        $"Waiting for the cluster {observed.Id} to be gone from the workspace ({Url(client, observed.Id)})";

    private static string Url(WorkspaceClient client, string id) => $"{client.Host}/compute/clusters/{Uri.EscapeDataString(id)}";
}
