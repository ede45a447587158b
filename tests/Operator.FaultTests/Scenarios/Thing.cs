using System.Text.Json.Nodes;
using Operator.FaultTests.World;
using Operator.Reconciling;
using Operator.Runtime.Client;

namespace Operator.FaultTests.Scenarios;

/// <summary>An object of the operator in a scenario, and what is really there of it in the workspace.</summary>
/// <param name="Kind">Of the resource.</param>
/// <param name="Name">Of the resource.</param>
/// <param name="Truth">What is there.</param>
internal sealed record Thing(string Kind, string Name, KindTruth Truth)
{
    public string Plural => Truth.Plural;

    /// <summary>The object was in the workspace before the resource, and stays there when the resource goes.</summary>
    public bool Outlives { get; init; }

    public string Marker => OwnerMarker.Of(FaultWorld.Program.InstallationId, Kind, new ObjectKey(FaultWorld.Namespace, Name));

    public JsonObject? Stored(FaultWorld world) => world.Users.Find(Plural, Name);

    /// <summary>The ids of all that was made for it and is still there.</summary>
    public IReadOnlyList<string> Ids(FaultWorld world) => [.. Truth.Ids(world, this)];

    /// <summary>The spec is in the workspace.</summary>
    public bool Matches(FaultWorld world) => Stored(world) is { } stored && Matches(world, stored);

    /// <summary>The spec of the resource as it was is in the workspace.</summary>
    public bool Matches(FaultWorld world, JsonObject stored) =>
        stored["spec"] is JsonObject spec && Ids(world) switch
        {
            [var id] => Truth.Matches(world, id, spec),
            [] => Truth.WantsNone(stored),
            _ => false,
        };

    /// <summary>How many objects there may be of it.</summary>
    public int Expected(FaultWorld world) => Outlives || Stored(world) is not null || IsKept(world) ? 1 : 0;

    /// <summary>The resource is gone, and of its object is there what should be.</summary>
    public bool IsGone(FaultWorld world) => Stored(world) is null && (IsKept(world) || Ids(world).Count == Expected(world));

    public bool IsBeingDeleted(FaultWorld world) => Stored(world)?["metadata"]?["deletionTimestamp"] is not null;

    /// <summary>The spec of now is the one that status speaks of.</summary>
    public bool IsSeen(FaultWorld world) =>
        Stored(world) is { } stored && (long?)stored["status"]?["observedGeneration"] == (long)stored["metadata"]!["generation"]!;

    /// <summary>The spec of now is in the workspace, and the conditions say so.</summary>
    public bool IsSettled(FaultWorld world) =>
        Stored(world) is { } stored
        && IsSeen(world)
        && Condition(stored, "Synced") is { } synced && (string?)synced["status"] == "True"
        && (Truth.IsWork || (string?)Condition(stored, "Reconciling")?["status"] != "True")
        && Truth.Settled.Contains((string?)Condition(stored, "Ready")?["reason"])
        && Matches(world);

    /// <summary>The conditions without their messages and times.</summary>
    public string ConditionText(FaultWorld world) =>
        string.Join(", ", Conditions(Stored(world)).Select(one => $"{one["type"]} {one["status"]} {one["reason"]}"));

    public static JsonObject? Condition(JsonObject stored, string type) =>
        Conditions(stored).FirstOrDefault(condition => (string?)condition["type"] == type);

    private static IEnumerable<JsonObject> Conditions(JsonObject? stored) =>
        (stored?["status"]?["conditions"] as JsonArray)?.OfType<JsonObject>() ?? [];

    private bool IsKept(FaultWorld world) => world.Oracles.Kept.ContainsKey(this);
}

/// <summary>How to look at the objects of one kind past the operator.</summary>
internal sealed record KindTruth
{
    public required string Plural { get; init; }

    public required Func<FaultWorld, Thing, IEnumerable<string>> Ids { get; init; }

    public required Func<FaultWorld, string, JsonObject, bool> Matches { get; init; }

    /// <summary>Nothing has been made for the resource, and nothing is to be made.</summary>
    public Func<JsonObject, bool> WantsNone { get; init; } = _ => false;

    /// <summary>The reasons of Ready of an object that is as its spec says.</summary>
    public IReadOnlyList<string?> Settled { get; init; } = ["Available"];

    /// <summary>It comes to an end by itself, and is on its way until then.</summary>
    public bool IsWork { get; init; }

    /// <summary>The call that makes one.</summary>
    public required string Creates { get; init; }
}
