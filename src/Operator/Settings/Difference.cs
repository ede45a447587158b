namespace Operator.Settings;

/// <summary>One field on which spec and workspace disagree. Paths only, never values: they may be secret.</summary>
/// <param name="Path">In the spelling people use.</param>
/// <param name="Field">The top-level wire name it belongs to.</param>
/// <param name="IsImmutable">No call can remove this difference.</param>
/// <param name="Wanted">A hash of the value that the spec asks for; null when it asks for none.</param>
internal sealed record Difference(string Path, string Field, bool IsImmutable = false, string? Wanted = null)
{
    /// <summary>For <c>plan</c>, which shows them to the person who asks for them; null where they are not known.</summary>
    public ComparedValues? Values { get; init; }

    /// <summary>The path, and a hash of what the workspace has there.</summary>
    public string Shown => $"{Path}={ComparisonRules.HashOf(Values?.Observed)}";

    /// <summary>The hashes by path.</summary>
    public static IReadOnlyDictionary<string, string> Asked(IEnumerable<Difference> differences) =>
        differences.DistinctBy(difference => difference.Path).ToDictionary(
            difference => difference.Path, difference => difference.Wanted ?? "", StringComparer.Ordinal);
}
