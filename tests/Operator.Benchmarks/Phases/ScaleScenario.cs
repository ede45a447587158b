using Operator.Benchmarks.Fleets;

namespace Operator.Benchmarks.Phases;

/// <summary>Jobs in many workspaces at once, each with a namespace of its own.</summary>
/// <param name="Workspaces">How many; the first one is slow.</param>
/// <param name="ObjectsEach">Jobs in each.</param>
/// <param name="SteadySeconds">How long nothing happens.</param>
internal sealed record ScaleScenario(int Workspaces, int ObjectsEach, int SteadySeconds)
{
    /// <summary>In the table and in the history, where other kinds are.</summary>
    public const string Name = "fleet";

    /// <summary>Of each answer of the slow workspace.</summary>
    public static readonly TimeSpan Latency = TimeSpan.FromSeconds(2);

    public static FleetKind Kind { get; } = FleetKind.All.First(kind => kind.Name == "job");

    public int Count => Workspaces * ObjectsEach;

    public static string Limits => """{"requestsPerSecond":1000,"burst":1000,"maxConcurrent":32}""";

    public TimeSpan Patience => TimeSpan.FromSeconds(120 + (Count / 20.0));
}
