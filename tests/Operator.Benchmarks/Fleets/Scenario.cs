namespace Operator.Benchmarks.Fleets;

/// <summary>What is measured in one go.</summary>
/// <param name="Kind">Of the objects.</param>
/// <param name="Count">How many.</param>
/// <param name="CallsPerSecond">The workspace's limit; 1,000, the highest, stands for none.</param>
/// <param name="SteadySeconds">How long nothing happens; 0 leaves out the steady state, the edits and the restart.</param>
/// <param name="Edits">How many objects are edited, one after the other.</param>
internal sealed record Scenario(FleetKind Kind, int Count, int CallsPerSecond, int SteadySeconds, int Edits)
{
    public const int Unlimited = 1000;

    public bool IsLimited => CallsPerSecond < Unlimited;

    public string Limits => IsLimited
        ? $$"""{"requestsPerSecond":{{CallsPerSecond}},"burst":{{CallsPerSecond}}}"""
        : $$"""{"requestsPerSecond":{{Unlimited}},"burst":{{Unlimited}},"maxConcurrent":32}""";
}
