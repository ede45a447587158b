using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Status;
using Operator.UnitTests.Kinds.Harness;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Kinds.Conformance;

/// <summary>The sample of a kind in a running operator.</summary>
internal sealed class SampledObject : IAsyncDisposable
{
    private readonly string spec;

    private SampledObject(KindSample sample, OperatorHarness harness)
    {
        (Sample, Harness) = (sample, harness);
        spec = sample.Spec(Remote);
    }

    public KindSample Sample { get; }

    public OperatorHarness Harness { get; }

    public Workspace Remote => Harness.Workspace.Remote;

    public IReadOnlyList<string> Ids => [.. Sample.Ids(Remote)];

    /// <summary>As the status records it; null when it records none.</summary>
    public string? RecordedId => Harness.StatusField(Sample.RecordedId);

    public string Id => RecordedId ?? throw new InvalidOperationException($"No {Sample.RecordedId} is recorded: {Harness.Stored.ToJsonString()}");

    /// <summary>Just one object was made, and it is there and at work.</summary>
    public bool IsAlive => Ids is [var id] && Sample.IsAlive(Remote, id);

    public int Creations => Harness.Workspace.Effects(Sample.Creates);

    public int Edits => Harness.Workspace.Effects(Sample.Edits);

    public IReadOnlyList<string> Changes => Harness.Workspace.Changes;

    /// <summary>The spec of now is in the workspace, and the conditions say so.</summary>
    public bool IsAsItShouldBe =>
        Harness.State.ObservedGeneration == (long)Harness.Stored["metadata"]!["generation"]!
        && Harness.State.Conditions.IsTrue(ConditionTypes.Synced)
        && Sample.Settled.Contains(Harness.Condition(ConditionTypes.Ready).Reason);

    /// <summary>Nothing is there yet.</summary>
    public static async Task<SampledObject> StartAsync(string kind)
    {
        var sample = KindSamples.Of(kind);
        return new SampledObject(sample, await sample.StartAsync());
    }

    /// <summary>The object exists and is as it should be; all that happened so far is forgotten.</summary>
    public static async Task<SampledObject> SettledAsync(string kind, string further = "{}")
    {
        var one = await StartAsync(kind);
        one.Create(further);
        await one.SettleAsync();
        one.Harness.Forget();
        return one;
    }

    /// <param name="further">A merge patch of the sample's spec.</param>
    /// <param name="uid">Of the resource.</param>
    public void Create(string further = "{}", string uid = "uid-1") =>
        Harness.Create(JsonMergePatch.Apply(JsonNode.Parse(spec), JsonNode.Parse(further))!.ToJsonString(), uid);

    public void PatchSpec(string patch) => Harness.Patch($$"""{"spec":{{patch}}}""");

    public void Edit() => PatchSpec(Sample.Edit);

    public void Annotate(string name, string value) => Harness.Patch($$$$"""{"metadata":{"annotations":{"{{{{name}}}}":"{{{{value}}}}"}}}""");

    /// <summary>The next call of the operation fails without an effect.</summary>
    public void Fail(string operation, FailedCall failure)
    {
        if (failure.On(operation) is { } fault)
        {
            Remote.Faults.Add(fault);
        }
        else
        {
            Harness.Workspace.Hang(operation);
        }
    }

    public Task SettleAsync() => Harness.SettleAsync(() => IsAsItShouldBe);

    /// <summary>Passes until the resource is gone.</summary>
    public async Task LeaveAsync()
    {
        Harness.Delete();
        await Harness.SettleAsync(() => Harness.IsGone);
    }

    /// <summary>Looks at other times, which find all as it is.</summary>
    public async Task LookAsync()
    {
        foreach (var seconds in new[] { 10, 120, 660 })
        {
            await Harness.PassAfterAsync(TimeSpan.FromSeconds(seconds));
        }
    }

    public ValueTask DisposeAsync() => Harness.DisposeAsync();
}
