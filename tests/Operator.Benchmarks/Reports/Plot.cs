namespace Operator.Benchmarks.Reports;

/// <summary>One picture: a figure over the number of objects, a line per kind.</summary>
/// <param name="Name">Of its file, without the ending.</param>
/// <param name="Title">Above it, with the unit.</param>
/// <param name="Figure">Which figure.</param>
/// <param name="IsLimited">Of the scenarios at a limit of calls, or of those without.</param>
internal sealed record Plot(string Name, string Title, string Figure, bool IsLimited)
{
    public static IReadOnlyList<Plot> All { get; } =
    [
        new("converge", "converge, times the floor", Reports.Figure.ConvergeRatio, false),
        new("limit", "converge at 15 calls a second, times the limit", Reports.Figure.LimitRatio, true),
        new("calls", "Databricks calls per object", Reports.Figure.Calls, false),
        new("writes", "API server writes per object", Reports.Figure.Writes, false),
        new("events", "events per object", Reports.Figure.Events, false),
        new("cpu", "CPU per object without start, ms", Reports.Figure.Processor, false),
        new("memory", "peak RSS, MiB", Reports.Figure.PeakMemory, false),
        new("edit", "edit to call p99, each alone, ms", Reports.Figure.EditSlowest, false),
        new("edit-load", "edit to call p99 during a load, ms", Reports.Figure.LoadSlowest, false),
        new("restart", "restart to its last read, s", Reports.Figure.Restart, false),
        new("steady", "reads a minute in the steady state", Reports.Figure.SteadyReads, false),
        new("deletion", "calls per deletion", Reports.Figure.DeletionCalls, false),
    ];

    /// <summary>The points of each kind, from the latest run of each scenario.</summary>
    public IReadOnlyList<Series> Series(IReadOnlyList<HistoryRow> history) =>
    [
        .. from run in ResultTable.LatestRuns(history)
           from row in run
           where row.Figure == Figure && row.CallsPerSecond > 0 == IsLimited
           group new Point(row.Objects, row.Value) by row.Kind into kind
           select new Series(kind.Key, [.. kind]),
    ];
}

/// <summary>A line of a plot.</summary>
internal sealed record Series(string Name, IReadOnlyList<Point> Points);

/// <summary>A number of objects, and what was measured with so many.</summary>
internal sealed record Point(double Objects, double Value);
