using System.Globalization;
using System.Text;
using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Soak.Slopes;

/// <summary>The tables of a run, as Markdown.</summary>
internal static class SoakReport
{
    public static string Of(SoakRun run, IReadOnlyList<SoakSample> samples)
    {
        var text = new StringBuilder();
        Line(text, $"The last run: {run.Date}, commit {run.Commit}, {run.Cores} cores, {run.Objects} objects, {run.Minutes:0} minutes, {Times(run)} faults.");
        Line(text, $"At its end {(run.Complaints.Count == 0 ? "all was as it should be" : string.Join("; ", run.Complaints))}.");
        Line(text, $"\n| Figure | First | Last | Slope per hour | Bound | |\n| --- | ---: | ---: | ---: | ---: | --- |");
        foreach (var slope in SoakSlope.Of(samples))
        {
            Line(text, $"| {slope.Figure.Name} | {Value(slope, 0)} | {Value(slope, ^1)} | {Slope(slope.Fit)} | {slope.Figure.Bound:0.#} | {Verdict(slope)} |");
        }

        Line(text, $"\n| Fault | Times | Recovery, median | Recovery, longest |\n| --- | ---: | ---: | ---: |");
        foreach (var fault in run.Faults)
        {
            Line(text, $"| {fault.Fault} | {fault.Seconds.Count} | {Percentile.Of(fault.Seconds, 0.5):0} s | {fault.Seconds.Max():0} s |");
        }

        return text.ToString();
    }

    /// <returns>A line for each figure that grows, or of which the run cannot say that it does not.</returns>
    public static IReadOnlyList<string> NotFlat(IReadOnlyList<SoakSample> samples) =>
    [
        .. SoakSlope.Of(samples).Where(slope => !slope.IsFlat).Select(slope => string.Create(
            CultureInfo.InvariantCulture,
            $"{slope.Figure.Name} {(slope.Grows ? "grows" : "may grow")} by {Slope(slope.Fit)} an hour; the bound is {slope.Figure.Bound:0.#}")),
    ];

    private static int Times(SoakRun run) => run.Faults.Sum(fault => fault.Seconds.Count);

    private static string Value(SoakSlope slope, Index at) =>
        slope.Rests.Count == 0 ? "–" : slope.Rests[at].Value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Slope(SlopeFit? fit) =>
        fit is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{fit.PerHour:0.0} ({fit.Least:0.0} to {fit.Most:0.0})");

    private static string Verdict(SoakSlope slope) => slope switch
    {
        { Fit: null } => "not judged",
        { Grows: true } => "**grows**",
        { IsFlat: true } => "flat",
        _ => "not known",
    };

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
