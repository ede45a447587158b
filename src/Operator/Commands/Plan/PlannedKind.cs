using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Managed;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.Workspaces;

namespace Operator.Commands.Plan;

/// <summary>The passes of one kind of objects that live in workspaces.</summary>
internal interface IPlannedKind
{
    /// <summary>Waits for the lists that passes look into, and finds objects where no cluster remembers them.</summary>
    Task PrepareAsync(PlanSubject subject, bool hasCluster, CancellationToken cancellationToken);

    /// <summary>What a pass of the operator would do.</summary>
    Task<PlannedObject> PlanAsync(PlanSubject subject, CancellationToken cancellationToken);
}

/// <summary>The operator's own pass, under its own policy Plan; and under Manage where that would create, as far as to the call that is stopped.</summary>
internal sealed class PlannedKind<TEntity, TObserved>(
    ExternalObjects<TEntity, TObserved> external,
    IListCache<TEntity> lists,
    ObjectStore<TEntity> store,
    IWorkspaceConnector workspaces,
    Installation installation,
    CreationLedger ledger,
    RehearsedObjects objects,
    DecisionCollector decisions,
    EntitySerializer serializer,
    Informer<TEntity> informer,
    IServiceProvider services) : IPlannedKind
    where TEntity : class, IDatabricksResource
    where TObserved : class
{
    /// <summary>At one object that says nothing new.</summary>
    private const int MostLooks = 20;

    /// <summary>In the place of what the last pass said.</summary>
    private const string NotLookedAt = "The lists of the workspace did not come in time";

    private static readonly TimeSpan ListPause = TimeSpan.FromMilliseconds(100);

    private readonly RehearsedKind<TEntity> passes = new(informer, serializer, services);

    public async Task PrepareAsync(PlanSubject subject, bool hasCluster, CancellationToken cancellationToken)
    {
        // A copy: what is in the store is shared.
        if (passes.Read(objects.Find(subject.Path)!) is not { } entity || workspaces.Connect(entity).Client is not { } client)
        {
            return;
        }

        try
        {
            var marker = await installation.MarkerOfAsync(entity, cancellationToken).ConfigureAwait(false);
            var ids = await WhenListedAsync(
                () => lists.SearchAsync(entity, marker, external.Kind.NameOf?.Invoke(entity) ?? "", client, DateTimeOffset.MinValue, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            if (!hasCluster && entity.Spec.ExternalId is null
                && await FindAsync(entity, marker, ids.All, client, cancellationToken).ConfigureAwait(false) is { } found)
            {
                external.Record(entity, found, client);
                Keep(subject, entity);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The pass comes to the same, and says what it means.
        }
    }

    public async Task<PlannedObject> PlanAsync(PlanSubject subject, CancellationToken cancellationToken)
    {
        var content = objects.Find(subject.Path)!;
        if (passes.ProblemOf(content) is { } problem)
        {
            return subject.Empty with { Action = PlannedAction.Refused, Messages = [$"{Reasons.InvalidSpec}: {problem}"] };
        }

        if (content["metadata"]!["deletionTimestamp"] is not null)
        {
            return Leaving(subject, passes.Read(content)!);
        }

        ledger.Fresh((string)content["metadata"]!["uid"]!);
        content = Unlooked(subject, content);
        var planned = await LookAsync(subject, Under(
            subject.Management == ManagementPolicy.Manage ? ManagementPolicy.Plan : subject.Management, content), cancellationToken).ConfigureAwait(false);
        if (subject.Management != ManagementPolicy.Manage)
        {
            return planned.IsChange || planned.Action == PlannedAction.Refused ? Left(planned, subject.Management) : planned;
        }

        return planned.Action == PlannedAction.Create ? await CreateAsync(subject, planned, cancellationToken).ConfigureAwait(false) : planned;
    }

    private static PlannedObject Left(PlannedObject planned, ManagementPolicy policy) => planned with
    {
        Action = PlannedAction.None,
        Restarts = false,
        Messages = [$"policies.management is {policy}: nothing is changed", .. planned.Messages],
    };

    /// <summary>A pass that waits for a list leaves the conditions as they are, and says something the next time. Any other writes what it saw.</summary>
    private async Task<PlannedObject> LookAsync(PlanSubject subject, JsonObject content, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            await passes.ReconcileAsync(content, cancellationToken).ConfigureAwait(false);
            var after = objects.Find(subject.Path)!["status"];
            if (look == MostLooks || decisions.Has(subject.Definition.Kind, subject.Key) || after?["plan"] is not null
                || SyncedOf(after)?["message"]?.ToString() is not NotLookedAt)
            {
                return Judge(subject);
            }

            await Task.Delay(ListPause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Without what the last pass said: else one that sees the same again looks like one that waits.</summary>
    private JsonObject Unlooked(PlanSubject subject, JsonObject content)
    {
        if (SyncedOf(content["status"]) is not { } synced)
        {
            return content;
        }

        synced["message"] = NotLookedAt;
        var stored = objects.Put(subject.Path, content);
        passes.See(stored);
        return stored;
    }

    private static JsonNode? SyncedOf(JsonNode? status) =>
        (status?["conditions"] as JsonArray)?.FirstOrDefault(condition => condition?["type"]?.ToString() == ConditionTypes.Synced);

    /// <summary>What a creation needs besides its place shows when it is tried.</summary>
    private async Task<PlannedObject> CreateAsync(PlanSubject subject, PlannedObject planned, CancellationToken cancellationToken)
    {
        try
        {
            await passes.ReconcileAsync(objects.Find(subject.Path)!, cancellationToken).ConfigureAwait(false);
        }
        catch (LeadershipLostException)
        {
            return planned;
        }

        return Judge(subject) is { Action: not PlannedAction.Create } hindered ? hindered : planned;
    }

    /// <summary>Applying a manifest does not bring back an object that is being deleted.</summary>
    private PlannedObject Leaving(PlanSubject subject, TEntity entity)
    {
        var planned = subject.Empty with { Workspace = entity.Status.Workspace, RemoteId = external.Kind.RecordedId(entity) };
        return DeletionAnnotations.Problem(entity) is { } problem ? planned with { Action = PlannedAction.Refused, Messages = [problem] }
            : planned.RemoteId is null || DeletionAnnotations.IsAbandoned(entity) || DeletionAnnotations.PolicyOf(entity) != DeletionPolicy.Delete
                ? planned with { Messages = ["it is being deleted from the cluster, and its object in the workspace stays"] }
                : planned with { Action = PlannedAction.Delete, Messages = ["it is being deleted from the cluster; apply the manifest again afterwards"] };
    }

    private PlannedObject Judge(PlanSubject subject)
    {
        var entity = store.Find(subject.Key)!;
        var planned = subject.Empty with { Workspace = entity.Status.Workspace, RemoteId = external.Kind.RecordedId(entity) };
        return decisions.Take(subject.Definition.Kind, subject.Key) is { } decision
            ? PlanVerdict.Of(planned, decision)
            : PlanVerdict.Of(planned, entity.Status);
    }

    /// <summary>The one object that bears the marker, or is at the place; null where there is none, or several.</summary>
    private async Task<TObserved?> FindAsync(
        TEntity entity, string marker, IEnumerable<string> ids, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (external.Kind.NameOf is null)
        {
            var there = await external.SearchAsync(entity, marker, client, DateTimeOffset.MinValue, cancellationToken).ConfigureAwait(false);
            return there.Objects is [var only] ? only : null;
        }

        var found = new List<TObserved>();
        foreach (var id in ids)
        {
            var seen = await external.ObserveAsync(entity, id, LookSource.List, client, cancellationToken).ConfigureAwait(false)
                ?? await external.ObserveAsync(entity, id, LookSource.Object, client, cancellationToken).ConfigureAwait(false);
            if (seen is not null && OwnerMarker.IsSame(external.Kind.MarkerOf(seen), marker))
            {
                found.Add(seen);
            }
        }

        return found is [var own] ? own : null;
    }

    /// <summary>A list that takes long is waited for: nothing else is to be done here.</summary>
    private static async Task<T> WhenListedAsync<T>(Func<Task<T>> look, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await look().ConfigureAwait(false);
            }
            catch (ListPendingException)
            {
                await Task.Delay(ListPause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Keep(PlanSubject subject, TEntity entity)
    {
        var content = objects.Find(subject.Path)!;
        content["status"] = JsonSerializer.SerializeToNode(entity, serializer.TypeInfo<TEntity>())!["status"]?.DeepClone();
        passes.See(objects.Put(subject.Path, content));
    }

    private static JsonObject Under(ManagementPolicy policy, JsonObject content)
    {
        var spec = content["spec"]!.AsObject();
        spec["policies"] = spec["policies"]?.DeepClone() ?? new JsonObject();
        spec["policies"]!["management"] = policy.ToString();
        return content;
    }
}
