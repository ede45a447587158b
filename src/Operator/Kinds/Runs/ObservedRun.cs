using System.Globalization;
using Operator.Databricks.Runs;

namespace Operator.Kinds.Runs;

/// <summary>A run as the workspace shows it.</summary>
/// <param name="Run">All of it, or a row of the list of active runs.</param>
/// <param name="IsWhole">False for a row, which has no tasks and no repairs.</param>
internal sealed record ObservedRun(Run Run, bool IsWhole)
{
    public string Id => Run.RunId?.ToString(CultureInfo.InvariantCulture) ?? "";

    public RunProgress Progress => Run.Progress;

    /// <summary>Includes repairs made by others; null when they were not requested.</summary>
    public IReadOnlyList<RepairHistoryItem>? Repairs =>
        Run.RepairHistory is { } history ? [.. history.Where(item => item is { Id: not null, Type: not "ORIGINAL" })] : null;
}
