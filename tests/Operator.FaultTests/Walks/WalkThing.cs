using System.Text.Json.Nodes;
using Operator.FaultTests.Oracles;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Walks;

/// <summary>An object on a walk, and all that may be done with it.</summary>
/// <param name="Word">What steps call it.</param>
/// <param name="Thing">The object.</param>
/// <param name="Spec">As it is applied.</param>
internal sealed record WalkThing(string Word, Thing Thing, Func<FaultWorld, string> Spec)
{
    /// <summary>What Synced says of an object that must not be changed, once the workspace has shown it or that it is not there.</summary>
    private static readonly string?[] Judgements = ["Observed", "InSync", "DriftDetected", "ChangesPlanned", "ImmutableFieldChanged", "RemoteMissing"];

    /// <summary>Merge patches of the spec.</summary>
    public IReadOnlyList<string> Edits { get; init; } = [];

    /// <summary>Merge patches of the spec that say what the operator may do at all, by what they do.</summary>
    public IReadOnlyDictionary<string, string> Policies { get; init; } = new Dictionary<string, string>
    {
        ["observe"] = """{"policies":{"management":"Observe"}}""",
        ["plan"] = """{"policies":{"management":"Plan"}}""",
        ["retain"] = """{"policies":{"deletion":"Retain"}}""",
        ["manage"] = """{"policies":null}""",
    };

    /// <summary>What somebody does in the workspace to the object of this id.</summary>
    public IReadOnlyList<Deed> Deeds { get; init; } = [];

    /// <summary>What it refers to.</summary>
    public IReadOnlyList<Thing> Needs { get; init; } = [];

    /// <summary>The operations of the workspace that cost something each time, without the creation; null where none is counted.</summary>
    public string? Family { get; init; }

    /// <summary>Its spec cannot be applied once more: what was done is done.</summary>
    public bool IsOnce => Thing.Truth.IsWork;

    /// <summary>All is as people left it, though that may mean that nothing can be done.</summary>
    public bool IsAsLeft(FaultWorld world)
    {
        if (Thing.Stored(world) is not { } stored)
        {
            return Thing.IsGone(world);
        }

        if ((bool?)stored["spec"]?["suspend"] == true)
        {
            return Thing.IsBeingDeleted(world)
                ? (string?)Thing.Condition(stored, "Ready")?["reason"] == "DeleteBlocked"
                : (string?)Thing.Condition(stored, "Synced")?["reason"] == "Suspended";
        }

        return !Thing.IsBeingDeleted(world)
            && ((Wishes.OnlyObserves(stored["spec"]!) ? IsLookedAt(world, stored) : Thing.IsSettled(world)) || WaitsForANeed(world, stored));
    }

    /// <summary>The conditions compare the spec of now with the object, whatever comes of it.</summary>
    private bool IsLookedAt(FaultWorld world, JsonObject stored) =>
        Thing.IsSeen(world)
        && (string?)Thing.Condition(stored, "Reconciling")?["status"] != "True"
        && Judgements.Contains((string?)Thing.Condition(stored, "Synced")?["reason"]);

    /// <summary>
    /// Or it refers to a resource that is suspended, and whose object may be gone without the operator noticing, or to one whose place another notebook takes.
    /// </summary>
    private bool WaitsForANeed(FaultWorld world, JsonObject stored) =>
        Thing.IsSeen(world)
        && (string?)Thing.Condition(stored, "Ready")?["reason"] is "DependencyNotReady" or "Available"
        && Needs.Any(need => !IsUsable(world, need));

    private static bool IsUsable(FaultWorld world, Thing need) =>
        need.Stored(world)?["spec"] is JsonObject spec && Wishes.Of(spec) != Wish.NoChange && !need.IsBeingDeleted(world)
        && !world.Oracles.WrittenOver.IsNobodys(need, Truths.PathOf(need));
}

/// <summary>What somebody does in the workspace.</summary>
/// <param name="Text">What it is.</param>
/// <param name="Act">Done to the object of the id.</param>
/// <param name="IsRemoval">The object has to be made again.</param>
internal sealed record Deed(string Text, Action<FaultWorld, string> Act, bool IsRemoval = false)
{
    /// <summary>The text that stands in a notebook afterwards.</summary>
    public string? Writes { get; init; }

    /// <summary>
    /// How a person puts the object of the id right, as its spec asks. Needed where it was done just while the operator changed the same: that is taken for a
    /// setting that the workspace does not keep, because sending it twice would interrupt running work twice.
    /// </summary>
    public Action<FaultWorld, string, JsonNode>? PutRight { get; init; }
}
