using System.Text.Json.Nodes;

namespace Operator.FaultTests.Oracles;

/// <summary>What a spec forbids, the stricter the larger.</summary>
internal enum Wish
{
    None,
    NoDeletion,
    NoChange,
}

/// <summary>Reads from a spec what the operator may not do.</summary>
internal static class Wishes
{
    public static Wish Of(JsonNode spec) =>
        (bool?)spec["suspend"] == true || OnlyObserves(spec) ? Wish.NoChange : Retains(spec) ? Wish.NoDeletion : Wish.None;

    /// <summary>Ready then speaks of the object as it is, and not of the spec. Not so while a managed resource is suspended.</summary>
    public static bool OnlyObserves(JsonNode spec) => (string?)spec["policies"]?["management"] is "Observe" or "Plan";

    /// <summary>The object stays when the resource goes. A suspended resource does not go at all.</summary>
    public static bool Keeps(JsonNode spec) => OnlyObserves(spec) || Retains(spec);

    private static bool Retains(JsonNode spec) => (string?)spec["policies"]?["deletion"] == "Retain";
}
