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
    public static Wish Of(JsonNode spec)
    {
        var policies = spec["policies"];
        return (bool?)spec["suspend"] == true || (string?)policies?["management"] is "Observe" or "Plan" ? Wish.NoChange
            : (string?)policies?["deletion"] == "Retain" ? Wish.NoDeletion
            : Wish.None;
    }

    public static bool ForbidsChanges(JsonNode spec) => Of(spec) == Wish.NoChange;
}
