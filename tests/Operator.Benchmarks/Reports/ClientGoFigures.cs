namespace Operator.Benchmarks.Reports;

/// <summary>The figures of the client-go operator: those of ours that it has too, by the same definition, under names of their own.</summary>
internal static class ClientGoFigures
{
    /// <summary>What only ours has is left out (events, passes), and what the phases repeat of the floor.</summary>
    private static readonly HashSet<string> Compared =
    [
        Figure.Converge, Figure.WholeProcessor, Figure.ApiServerProcessor, Figure.Calls, Figure.Writes, Figure.PeakMemory,
        Figure.EditMedian, Figure.EditSlowest, Figure.RowMedian, Figure.RowSlowest, Figure.EditWrites,
        Figure.Deletion, Figure.DeletionCalls, Figure.DeletionWrites,
    ];

    public static IEnumerable<Measurement> Of(IEnumerable<Measurement> measured) =>
        from one in measured where Compared.Contains(one.Name) select one with { Name = Figure.OfClientGo(one.Name) };

    /// <returns>Our convergence in terms of that of client-go; nothing when only one was measured.</returns>
    public static IEnumerable<Measurement> Ratio(IReadOnlyList<Measurement> measured) =>
        from ours in measured
        where ours.Name == Figure.Converge
        from theirs in measured
        where theirs.Name == Figure.OfClientGo(Figure.Converge)
        select new Measurement(Figure.ClientGoRatio, ours.Value / theirs.Value, "×");
}
