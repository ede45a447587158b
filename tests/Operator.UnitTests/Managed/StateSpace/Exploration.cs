using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;
using Operator.Runtime.Status;

namespace Operator.UnitTests.Managed.StateSpace;

/// <summary>One way through the state space, on which each pass is judged.</summary>
internal sealed class Exploration : IDisposable
{
    private static readonly string[] Changing = ["create", "act", "delete"];

    private readonly Situation situation;
    private readonly List<FakeObject> theirs;
    private readonly HashSet<long?> there = [];
    private readonly int most;
    private bool isOurs;

    public Exploration(Situation situation)
    {
        this.situation = situation;
        Pass = situation.Start();
        theirs = situation.IsTheirs ? [.. Pass.External.Objects] : [];
        isOurs = !situation.IsTheirs && !situation.IsToBeTakenOver;
        most = Math.Max(1, Own.Count);
        Pass.External.Before["create"] = () =>
        {
            Judge(HasFinalizer, "creates before the finalizer is stored");
            return Task.CompletedTask;
        };
    }

    public PassHarness Pass { get; }

    public bool IsDeleting { get; set; }

    public bool HidesCreated { get; set; }

    /// <summary>Nothing holds the resource any longer.</summary>
    public bool IsReleased { get; private set; }

    public List<string> Violations { get; } = [];

    private bool HasFinalizer => Pass.Stored["metadata"]!["finalizers"] is JsonArray { Count: > 0 };

    private bool IsSuspended => Pass.Cluster.Spec.Suspend == true;

    private bool MayChange => !IsSuspended && situation.Management == ManagementPolicy.Manage;

    /// <summary>What the operator made, or took over.</summary>
    private List<FakeObject> Own => [.. Pass.External.Objects.Where(one => one.Id != Situation.Id || isOurs)];

    public async Task TakeAsync(Operation operation)
    {
        operation.Act(this);
        NoteWhatIsThere();
        await PassAsync();
        Pass.External.Failures.Clear();
        Pass.Refusal = _ => null;
        HidesCreated = false;
    }

    public void LetGraceGoBy()
    {
        Pass.Time.Advance(PassHarness.Grace);
        Pass.External.Unseen.Clear();
        Pass.External.Denied.Clear();
    }

    public void Edit(Action<DatabricksClusterSpec> change)
    {
        Pass.Edit(change);
        ChangeOwn(own => own with { IsDifferent = true });
    }

    public void Toggle() => Pass.Edit(spec => spec.Suspend = spec.Suspend == true ? null : true);

    public void ChangeOwn(Func<FakeObject, FakeObject> change)
    {
        foreach (var own in Own)
        {
            Pass.External.Objects[Pass.External.Objects.IndexOf(own)] = change(own);
        }
    }

    public void RemoveOwn() => Own.ForEach(own => Pass.External.Objects.Remove(own));

    public void Dispose() => Pass.Dispose();

    private async Task PassAsync()
    {
        if (IsDeleting && !HasFinalizer)
        {
            // The API server lets it go at once, and no pass sees it again.
            IsReleased = true;
            return;
        }

        if (IsDeleting)
        {
            Pass.Apply(cluster => cluster.Metadata.DeletionTimestamp ??= Pass.Time.GetUtcNow().UtcDateTime);
        }

        Pass.Reset();
        var (before, known) = (Content(), Pass.External.Objects.Select(one => one.Id).ToHashSet());
        await RunPassAsync();
        if (HidesCreated)
        {
            Pass.External.Unseen.UnionWith(Pass.External.Objects.Select(one => one.Id).Where(id => !known.Contains(id)));
        }

        isOurs |= situation.IsToBeTakenOver && Pass.Status.ClusterId == Situation.Id;
        NoteWhatIsThere();
        JudgeWorkspace();
        JudgeStatus(before);
    }

    private async Task RunPassAsync()
    {
        try
        {
            var result = IsDeleting ? await Pass.FinalizeAsync() : await Pass.ReconcileAsync();
            IsReleased = IsDeleting && result is { IsSuccess: true, RequeueAfter: null };
        }
        catch (ApiServerException)
        {
            // The API server has refused the status.
        }
    }

    private void JudgeWorkspace()
    {
        var changes = Pass.External.Calls.Where(call => Changing.Any(name => call.StartsWith(name, StringComparison.Ordinal))).ToList();
        Judge(Own.Count <= most, $"has {Own.Count} objects");
        Judge(theirs.All(Pass.External.Objects.Contains), "touches what is not its own");
        Judge(MayChange || changes.Count == 0, $"makes calls that its policy forbids: {string.Join(", ", changes)}");
        Judge(
            situation.Deletion == DeletionPolicy.Delete || !changes.Exists(call => call.StartsWith("delete", StringComparison.Ordinal)),
            "deletes what is to be retained");
        Judge(!IsReleased || !MayChange || situation.Deletion == DeletionPolicy.Retain || Own.Count == 0, "goes while its object is there");
    }

    private void JudgeStatus(JsonObject before)
    {
        var writes = Pass.Writes.Count(write => write.Path.EndsWith("/status", StringComparison.Ordinal));
        Judge(writes == 0 || !JsonNode.DeepEquals(before, Content()) || Pass.Refusal(Pass.Writes[^1]) is not null, "writes a status that is there already");
        var ready = Pass.Status.Conditions.Find(ConditionTypes.Ready);
        Judge(
            situation.Management != ManagementPolicy.Manage || ready is not { Status: "True" } || there.Contains(ready.ObservedGeneration),
            $"is Ready at generation {ready?.ObservedGeneration}, which was never there");
    }

    /// <summary>A spec that is in the workspace now may be spoken of from now on.</summary>
    private void NoteWhatIsThere()
    {
        if (Own.Exists(own => !own.IsDifferent))
        {
            there.Add(Pass.Cluster.Metadata.Generation);
        }
    }

    private JsonObject Content()
    {
        var content = (JsonObject)Pass.Stored.DeepClone();
        content["metadata"]!.AsObject().Remove("resourceVersion");
        return content;
    }

    private void Judge(bool holds, string otherwise)
    {
        if (!holds)
        {
            Violations.Add(otherwise);
        }
    }
}
