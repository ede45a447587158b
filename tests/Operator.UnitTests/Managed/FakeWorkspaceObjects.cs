using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Managed;
using Operator.Reconciling;

namespace Operator.UnitTests.Managed;

/// <summary>One object of the workspace.</summary>
internal sealed record FakeObject(string Id, string? Marker, string Name = "etl")
{
    public bool IsDifferent { get; init; }

    /// <summary>By user name; null where the workspace does not say.</summary>
    public string? Creator { get; init; }
}

/// <summary>A kind whose workspace is a list, and which writes down every call.</summary>
internal sealed class FakeWorkspaceObjects : IExternalClient<DatabricksCluster, FakeObject>, IHasDeadline<DatabricksCluster>, IListCache<DatabricksCluster>
{
    private readonly HashSet<string> found = [];

    public FakeWorkspaceObjects() => Description = new()
    {
        RecordedId = entity => entity.Status.ClusterId,
        NameOf = entity => entity.Metadata.Name,
        ObservedNameOf = observed => observed.Name,
        IdOf = observed => observed.Id,
        MarkerOf = observed => observed.Marker,
        CreatorOf = observed => observed.Creator,
        Validate = _ => Problems,
    };

    public KindDescription<DatabricksCluster, FakeObject> Description { get; }

    public List<FakeObject> Objects { get; } = [];

    /// <summary>Objects that exist and that neither get nor list show yet.</summary>
    public HashSet<string> Unseen { get; } = [];

    /// <summary>Objects that lists show and that a get says are not there.</summary>
    public HashSet<string> Denied { get; } = [];

    public List<string> Calls { get; } = [];

    /// <summary>Happens instead of the call of that name, or after its effect when it says so.</summary>
    public Dictionary<string, (DatabricksException Error, bool AfterEffect)> Failures { get; } = [];

    /// <summary>Runs at the beginning of the call of that name.</summary>
    public Dictionary<string, Func<Task>> Before { get; } = [];

    public IReadOnlyList<string> Problems { get; set; } = [];

    /// <summary>Made for an object that differs.</summary>
    public Change Change { get; set; } = new(PlanAction.Edit, ["sparkVersion"], true, "Edited: sparkVersion");

    public bool DeletesAtOnce { get; set; } = true;

    /// <summary>False for a workspace that takes a change and forgets it.</summary>
    public bool KeepsChanges { get; set; } = true;

    public Change Evaluate(DatabricksCluster entity, FakeObject observed, string marker)
    {
        var desired = Desired(entity);
        return !observed.IsDifferent ? Change.None with { Part = Change.Part, Desired = desired, Applied = Applied }
            : Change.Parts.Count == 0 ? Remembered(Change, desired) with { Applied = Applied }
            : Change.FirstOf(
                [Remembered(Change.Parts[0], desired) with { Applied = Applied }, .. Change.Parts.Skip(1).Select(part => Remembered(part, desired))]);
    }

    /// <summary>Ids of further objects with the marker, as a list showed them.</summary>
    public List<string> ListedTwice { get; } = [];

    public void Deleted(string id, WorkspaceClient client)
    {
    }

    public bool IsGone(DatabricksCluster entity, string id, WorkspaceClient client) => false;

    public IReadOnlyList<string> OthersWithMarker(string marker, string exceptId, WorkspaceClient client) => ListedTwice;

    /// <summary>What its state means.</summary>
    public Func<DatabricksCluster, ReconcileOutcome> Assessed { get; set; } = _ => ReconcileOutcome.Available();

    public ReconcileOutcome Read(DatabricksCluster working, FakeObject observed, Change change, WorkspaceClient client)
    {
        working.Status.ClusterId = observed.Id;
        return Assessed(working);
    }

    /// <summary>What a shared list shows, by id.</summary>
    public Dictionary<string, FakeObject> Listed { get; } = [];

    /// <summary>False where changes in the workspace would go unnoticed.</summary>
    public bool IsObserved { get; set; }

    /// <summary>Ids told to have been written to.</summary>
    public List<string> Written { get; } = [];

    /// <summary>When something is due that no list shows.</summary>
    public TimeSpan? Due { get; set; }

    public TimeSpan? NextCheck(DatabricksCluster entity, WorkspaceClient client) => Due;

    public bool IsNoticed(DatabricksCluster entity, WorkspaceClient client) => IsObserved;

    public void Invalidate(string id, WorkspaceClient client) => Written.Add(id);

    public void Created(string marker, string id, WorkspaceClient client)
    {
    }

    public async Task<FakeObject?> ObserveAsync(
        DatabricksCluster entity, string id, LookSource source, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (source == LookSource.List)
        {
            await (Before.TryGetValue("glimpse", out var before) ? before() : Task.CompletedTask);
            return Listed.GetValueOrDefault(id);
        }

        if (!found.Remove(id))
        {
            await CallAsync("get", id);
        }

        return Objects.Find(one => one.Id == id && !Unseen.Contains(id) && !Denied.Contains(id));
    }

    /// <summary>The look at each object that was found is a part of the search here.</summary>
    public async Task<ListedIds> SearchAsync(
        DatabricksCluster entity, string marker, string name, WorkspaceClient client, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        await CallAsync("search", $"{notBefore:HH:mm:ss}");
        found.UnionWith(Objects.Where(one => !Unseen.Contains(one.Id) && (one.Marker == marker || one.Name == name)).Select(one => one.Id));
        return new ListedIds([.. found], null);
    }

    public async Task<Creation> CreateAsync(DatabricksCluster working, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        await BeginAsync("create", marker);
        var created = new FakeObject($"new-{Objects.Count + 1}", marker);
        FailUnless("create", afterEffect: false);
        Objects.Add(created);
        FailUnless("create", afterEffect: true);
        working.Status.ClusterId = created.Id;
        return new Creation(created.Id) { Desired = Desired(working), Applied = Applied() };
    }

    public async Task<ReconcileOutcome> UpdateAsync(
        DatabricksCluster working, FakeObject observed, Change change, WorkspaceClient client, CancellationToken cancellationToken)
    {
        await CallAsync("act", $"{change.Action}");
        Objects[Objects.IndexOf(observed)] = observed with { IsDifferent = !KeepsChanges };
        return ReconcileOutcome.InProgress(Reasons.Updating, change.Message, TimeSpan.FromSeconds(5), ConditionValue.False(Reasons.Updating, ""));
    }

    /// <summary>What the workspace refuses on the way to a deletion.</summary>
    public string? PassedOver { get; set; }

    public async Task<DeletionStep> DeleteAsync(FakeObject observed, DeletionPolicy policy, WorkspaceClient client, CancellationToken cancellationToken)
    {
        await CallAsync("delete", $"{observed.Id} {policy}");
        Objects.Remove(observed);
        return (DeletesAtOnce ? DeletionStep.Done : DeletionStep.Waiting()) with { PassedOver = PassedOver };
    }

    private static IEnumerable<string> Applied() => ["sparkVersion"];

    private static string Desired(DatabricksCluster entity) => $"{entity.Spec.SparkVersion} {entity.Spec.NumWorkers}";

    private static Change Remembered(Change part, string? desired) => part.Power == PowerChange.None ? part with { Desired = part.Desired ?? desired } : part;

    private async Task CallAsync(string name, string about)
    {
        await BeginAsync(name, about);
        FailUnless(name, afterEffect: false);
        FailUnless(name, afterEffect: true);
    }

    private Task BeginAsync(string name, string about)
    {
        Calls.Add($"{name} {about}");
        return Before.TryGetValue(name, out var before) ? before() : Task.CompletedTask;
    }

    private void FailUnless(string name, bool afterEffect)
    {
        if (Failures.TryGetValue(name, out var failure) && failure.AfterEffect == afterEffect)
        {
            throw failure.Error;
        }
    }
}
