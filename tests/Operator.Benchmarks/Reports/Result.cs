namespace Operator.Benchmarks.Reports;

/// <summary>All figures of one scenario.</summary>
/// <param name="Kind">Of the objects.</param>
/// <param name="Count">How many.</param>
/// <param name="CallsPerSecond">The limit; 0 for none.</param>
/// <param name="Measurements">In the order they were taken.</param>
internal sealed record Result(string Kind, int Count, int CallsPerSecond, IReadOnlyList<Measurement> Measurements)
{
    public bool IsLimited => CallsPerSecond > 0;

    public string Title => FormattableString.Invariant($"{Count} × {Kind}{(IsLimited ? $", {CallsPerSecond}/s" : "")}");
}
