namespace Operator.Benchmarks.Reports;

/// <summary>Names of figures. The history is keyed by them: a new meaning needs a new name.</summary>
internal static class Figure
{
    public const string Floor = "floor";
    public const string Converge = "converge";
    public const string ConvergeRatio = "converge / floor";
    public const string LimitRatio = "converge / limit";
    public const string Calls = "calls per object";
    public const string Writes = "writes per object";
    public const string Events = "events per object";
    public const string Processor = "CPU per object";
    public const string PeakMemory = "peak RSS";
    public const string SteadyWrites = "steady writes";
    public const string SteadyCalls = "steady calls per minute";
    public const string SteadyProcessor = "steady CPU";
    public const string EditMedian = "edit p50";
    public const string EditSlowest = "edit p99";
    public const string EditWrites = "writes per edit";
    public const string RestartChanges = "restart changing calls";
    public const string RestartWrites = "restart writes";
    public const string RestartReads = "restart reads";
    public const string RestartSeconds = "restart last call";
    public const string Deletion = "deletion";
    public const string DeletionRatio = "deletion / limit";
    public const string DeletionCalls = "calls per deletion";
}
