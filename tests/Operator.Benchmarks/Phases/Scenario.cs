using Operator.Benchmarks.Fleets;

namespace Operator.Benchmarks.Phases;

/// <summary>What is measured in one go.</summary>
/// <param name="Kind">Of the objects.</param>
/// <param name="Count">How many.</param>
/// <param name="CallsPerSecond">The workspace's limit; 0 for none.</param>
/// <param name="SteadySeconds">How long nothing happens.</param>
/// <param name="Edits">How many edits, each alone, and as many in a row.</param>
/// <param name="UnderLoad">Edits are measured once more while as many objects again are created.</param>
/// <param name="WithStart">What a start costs is measured by itself before.</param>
internal sealed record Scenario(FleetKind Kind, int Count, int CallsPerSecond, int SteadySeconds, int Edits, bool UnderLoad, bool WithStart)
{
    /// <summary>The highest that a workspace may be given.</summary>
    private const int Highest = 1000;

    public bool IsLimited => CallsPerSecond > 0;

    public string Name => $"{Kind.Name}-{(IsLimited ? "limited" : "unlimited")}";

    public string Limits => IsLimited
        ? $$"""{"requestsPerSecond":{{CallsPerSecond}},"burst":{{CallsPerSecond}}}"""
        : $$"""{"requestsPerSecond":{{Highest}},"burst":{{Highest}},"maxConcurrent":32}""";

    /// <summary>Ten times what one call an object takes at the default limit, so that a slow operator is measured and a stuck one is found.</summary>
    public TimeSpan Patience => TimeSpan.FromSeconds(60 + (Count * 10.0 / 15));
}
