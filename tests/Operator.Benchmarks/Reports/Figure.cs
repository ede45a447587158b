namespace Operator.Benchmarks.Reports;

/// <summary>Names of figures. The history is keyed by them: a new meaning needs a new name.</summary>
internal static class Figure
{
    public const string Floor = "floor";
    public const string FloorProcessor = "floor API server CPU per object";
    public const string FloorCreate = "floor create p50";
    public const string FloorEdit = "floor edit p50";
    public const string Start = "start";
    public const string StartProcessor = "start CPU";
    public const string IdleMemory = "idle RSS";
    public const string Converge = "converge";
    public const string ConvergeRatio = "converge / floor";
    public const string ClientGoRatio = "converge / client-go";
    public const string ConvergeOthers = "converge of the other workspaces";
    public const string WholeProcessor = "CPU per object with start";
    public const string LimitRatio = "converge / limit";
    public const string Calls = "calls per object";
    public const string FirstStatusSlowest = "first status p99";
    public const string Writes = "writes per object";
    public const string Events = "events per object";
    public const string ApiServerProcessor = "API server CPU per object";
    public const string Processor = "CPU per object without start";
    public const string ProcessorRatio = "CPU / floor";
    public const string Passes = "passes per object";
    public const string PeakMemory = "peak RSS";
    public const string OperatorShare = "share of operator";
    public const string ApiServerShare = "share of API server";
    public const string WorkspaceShare = "share of workspace";
    public const string OtherShare = "share of others";
    public const string SteadyWrites = "steady writes";
    public const string SteadyChanges = "steady changing calls";
    public const string SteadyReads = "steady reads per minute";
    public const string SteadyPasses = "steady passes per object";
    public const string SteadyProcessor = "steady CPU";
    public const string EditMedian = "edit p50";
    public const string EditSlowest = "edit p99";
    public const string RowMedian = "edit in a row p50";
    public const string RowSlowest = "edit in a row p99";
    public const string EditOtherShare = "share of others in edits";
    public const string EditRatio = "edit in a row p50 / floor";
    public const string EditPasses = "passes per edit";
    public const string WorkspacePasses = "passes per object of a changed workspace";
    public const string EditWrites = "writes per edit";
    public const string LoadMedian = "edit under load p50";
    public const string LoadSlowest = "edit under load p99";
    public const string RestartChanges = "restart changing calls";
    public const string RestartWrites = "restart writes";
    public const string RestartReads = "restart reads";
    public const string Restart = "restart last call";
    public const string Deletion = "deletion";
    public const string DeletionRatio = "deletion / limit";
    public const string DeletionCalls = "calls per deletion";
    public const string DeletionWrites = "writes per deletion";

    /// <summary>The same figure of the client-go operator.</summary>
    public static string OfClientGo(string figure) => $"client-go {figure}";
}
