using System.Text.Json.Nodes;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Walks;

/// <summary>An object on a walk, and all that may be done with it.</summary>
/// <param name="Word">What steps call it.</param>
/// <param name="Thing">The object.</param>
/// <param name="Spec">As it is applied.</param>
internal sealed record WalkThing(string Word, Thing Thing, Func<FaultWorld, string> Spec)
{
    /// <summary>Merge patches of the spec.</summary>
    public IReadOnlyList<string> Edits { get; init; } = [];

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

        return !Thing.IsBeingDeleted(world) && (Needs.Any(need => !IsUsable(world, need)) || Thing.IsSettled(world));
    }

    private static bool IsUsable(FaultWorld world, Thing need) =>
        need.Stored(world)?["spec"] is JsonObject spec && (bool?)spec["suspend"] != true && !need.IsBeingDeleted(world);
}

/// <summary>What somebody does in the workspace.</summary>
/// <param name="Text">What it is.</param>
/// <param name="Act">Done to the object of the id.</param>
/// <param name="IsRemoval">The object has to be made again.</param>
internal sealed record Deed(string Text, Action<FaultWorld, string> Act, bool IsRemoval = false);
