namespace Operator.Benchmarks.Soak.Slopes;

/// <summary>What is known of a run beside its samples: docs/soak/run.json.</summary>
/// <param name="Date">In UTC.</param>
/// <param name="Commit">What was measured; "-dirty" behind it when it was not committed.</param>
/// <param name="Cores">Of the machine, which everything shares.</param>
/// <param name="Objects">How many, of all kinds together.</param>
/// <param name="Minutes">From the first moment in which all objects were Ready to the end of the last rest.</param>
/// <param name="Faults">In the order in which they come.</param>
/// <param name="Complaints">What was not as it should be at the end, the slopes aside.</param>
internal sealed record SoakRun(
    string Date, string Commit, int Cores, int Objects, double Minutes, IReadOnlyList<SoakRecovery> Faults, IReadOnlyList<string> Complaints);

/// <summary>How often a fault was made, and how long it took after its end until all was as it should be.</summary>
internal sealed record SoakRecovery(string Fault, IReadOnlyList<double> Seconds);
