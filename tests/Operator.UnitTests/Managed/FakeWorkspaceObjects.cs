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
internal sealed class FakeWorkspaceObjects : IExternalClient<DatabricksCluster, FakeObject>
{
    public List<FakeObject> Objects { get; } = [];

    /// <summary>Objects that exist and that neither get nor list show yet.</summary>
    public HashSet<string> Unseen { get; } = [];

    public List<string> Calls { get; } = [];

    /// <summary>Happens instead of the call of that name, or after its effect when it says so.</summary>
    public Dictionary<string, (DatabricksException Error, bool AfterEffect)> Failures { get; } = [];

    /// <summary>Runs at the beginning of the call of that name.</summary>
    public Dictionary<string, Func<Task>> Before { get; } = [];

    public IReadOnlyList<string> Problems { get; set; } = [];

    /// <summary>Made for an object that differs.</summary>
    public Decision Change { get; set; } = new(PlanAction.Edit, ["sparkVersion"], true, "Edited: sparkVersion");

    public bool DeletesAtOnce { get; set; } = true;

    /// <summary>False for a workspace that takes a change and forgets it.</summary>
    public bool KeepsChanges { get; set; } = true;

    public string? RecordedId(DatabricksCluster entity) => entity.Status.ClusterId;

    public string IdOf(FakeObject observed) => observed.Id;

    public string? MarkerOf(FakeObject observed) => observed.Marker;

    public IEnumerable<string> Validate(DatabricksCluster entity) => Problems;

    public Decision Decide(DatabricksCluster entity, FakeObject observed, string marker)
    {
        var desired = DesiredSettings(entity, marker);
        return !observed.IsDifferent ? Decision.None with { Part = Change.Part, Desired = desired }
            : Change.Parts.Count == 0 ? Remembered(Change, desired)
            : Decision.FirstOf([.. Change.Parts.Select(part => Remembered(part, desired))]);
    }

    public string? DesiredSettings(DatabricksCluster entity, string marker) => $"{entity.Spec.SparkVersion} {entity.Spec.NumWorkers}";

    public string? CreatorOf(FakeObject observed) => observed.Creator;

    /// <summary>Ids of further objects with the marker, as a list showed them.</summary>
    public List<string> ListedTwice { get; } = [];

    public IReadOnlyList<string> Duplicates(DatabricksCluster entity, string marker, WorkspaceClient client) => ListedTwice;

    public IEnumerable<string> DesiredFields(DatabricksCluster entity, string marker) => ["sparkVersion"];

    /// <summary>What its state means.</summary>
    public Func<DatabricksCluster, Outcome> Assessed { get; set; } = _ => Outcome.Available();

    public Outcome Assess(DatabricksCluster working, FakeObject observed) => Assessed(working);

    public Outcome AfterAction(Decision decision) => Outcome.InProgress(Reasons.Updating, decision.Message, TimeSpan.FromSeconds(5), Verdict.False(Reasons.Updating, ""));

    /// <summary>What a shared list shows, by id.</summary>
    public Dictionary<string, FakeObject> Listed { get; } = [];

    /// <summary>False where changes in the workspace would go unnoticed.</summary>
    public bool IsObserved { get; set; }

    /// <summary>Ids told to have been written to.</summary>
    public List<string> Written { get; } = [];

    public async Task<FakeObject?> GlimpseAsync(DatabricksCluster entity, string id, WorkspaceClient client, CancellationToken cancellationToken)
    {
        await (Before.TryGetValue("glimpse", out var before) ? before() : Task.CompletedTask);
        return Listed.GetValueOrDefault(id);
    }

    /// <summary>When something is due that no list shows.</summary>
    public TimeSpan? Due { get; set; }

    public TimeSpan? NextCheck(DatabricksCluster entity, WorkspaceClient client) => Due;

    public bool NoticesChanges(WorkspaceClient client) => IsObserved;

    public void Wrote(string id, WorkspaceClient client) => Written.Add(id);

    public async Task<FakeObject?> ObserveAsync(DatabricksCluster entity, string id, WorkspaceClient client, CancellationToken cancellationToken)
    {
        await CallAsync("get", id);
        return Objects.Find(one => one.Id == id && !Unseen.Contains(id));
    }

    public async Task<IReadOnlyList<FakeObject>> SearchAsync(
        DatabricksCluster entity, string marker, WorkspaceClient client, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        await CallAsync("search", $"{notBefore:HH:mm:ss}");
        return [.. Objects.Where(one => !Unseen.Contains(one.Id) && (one.Marker == marker || one.Name == entity.Metadata.Name))];
    }

    public async Task<string> CreateAsync(DatabricksCluster entity, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        await BeginAsync("create", marker);
        var created = new FakeObject($"new-{Objects.Count + 1}", marker);
        FailUnless("create", afterEffect: false);
        Objects.Add(created);
        FailUnless("create", afterEffect: true);
        return created.Id;
    }

    public async Task ActAsync(
        DatabricksCluster entity, FakeObject observed, Decision decision, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        await CallAsync("act", $"{decision.Action}");
        Objects[Objects.IndexOf(observed)] = observed with { IsDifferent = !KeepsChanges };
    }

    /// <summary>What the workspace refuses on the way to a deletion.</summary>
    public string? PassedOver { get; set; }

    public async Task<DeletionStep> DeleteAsync(FakeObject observed, DeletionPolicy policy, WorkspaceClient client, CancellationToken cancellationToken)
    {
        await CallAsync("delete", $"{observed.Id} {policy}");
        Objects.Remove(observed);
        return (DeletesAtOnce ? DeletionStep.Done : DeletionStep.Waiting()) with { PassedOver = PassedOver };
    }

    public void Describe(DatabricksCluster working, FakeObject observed, WorkspaceClient client) => working.Status.ClusterId = observed.Id;

    public void DescribeCreated(DatabricksCluster working, string id, WorkspaceClient client) => working.Status.ClusterId = id;

    public void DescribeMissing(DatabricksCluster working) => working.Status.ClusterId = null;

    private static Decision Remembered(Decision part, string? desired) => part.Power == PowerChange.None ? part with { Desired = part.Desired ?? desired } : part;

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
