namespace Operator.Benchmarks.Reports;

/// <summary>One figure of a scenario.</summary>
/// <param name="Name">As in the table and in the history.</param>
/// <param name="Value">Measured in this run.</param>
/// <param name="Unit">Of the value.</param>
internal sealed record Measurement(string Name, double Value, string Unit);
