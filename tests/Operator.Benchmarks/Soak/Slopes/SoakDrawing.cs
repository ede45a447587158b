using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Soak.Slopes;

/// <summary>One figure over the time as SVG: every sample as a thin line, a dot for each stretch of rest, and the line that was fitted.</summary>
internal static class SoakDrawing
{
    private const int Marks = 6;

    public static string Of(SoakSlope slope, IReadOnlyList<SoakSample> samples)
    {
        var index = SoakFigure.All.ToList().IndexOf(slope.Figure);
        var hours = samples.Count == 0 ? 0 : samples[^1].Minute / 60;
        var frame = new PlotFrame($"{slope.Figure.Name}, over minutes", samples.Select(sample => sample.Values[index]).DefaultIfEmpty(0).Max());
        for (var mark = 0; mark <= Marks; mark++)
        {
            frame.Mark(X(hours * mark / Marks, hours), FormattableString.Invariant($"{hours * 60 * mark / Marks:0}"));
        }

        frame.Line(samples.Select(sample => (X(sample.Minute / 60, hours), frame.Y(sample.Values[index]))), PlotFrame.Colour(0), 1);
        frame.Legend(0, "each sample");
        foreach (var rest in slope.Rests)
        {
            frame.Dot(X(rest.Hour, hours), frame.Y(rest.Value), PlotFrame.Colour(2));
        }

        if (slope.Fit is { } fit)
        {
            var from = slope.Rests.First(rest => rest.Hour >= hours / 2).Hour;
            frame.Line([(X(from, hours), frame.Y(fit.Start)), (X(slope.Rests[^1].Hour, hours), frame.Y(fit.End))], PlotFrame.Colour(1), 2);
        }

        frame.Legend(1, "fitted line");
        frame.Legend(2, "at rest");
        return frame.Close();
    }

    private static double X(double hour, double hours) =>
        PlotFrame.Left + ((hours > 0 ? hour / hours : 0) * (PlotFrame.Width - PlotFrame.Left - PlotFrame.Right));
}
