using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Soak.Slopes;

/// <summary>What became of one figure.</summary>
/// <param name="Figure">Which.</param>
/// <param name="Rests">Its median, or least value, in each stretch of rest, of the whole run.</param>
/// <param name="Fit">Of the second half, where what a start fills once is full; null when too little of it was seen.</param>
internal sealed record SoakSlope(SoakFigure Figure, IReadOnlyList<SlopePoint> Rests, SlopeFit? Fit)
{
    /// <summary>Above its bound, and steeper than the noise makes it.</summary>
    public bool Grows => Fit is { } fit && fit.PerHour > Figure.Bound && fit.Least > 0;

    /// <summary>Within its bound whatever the noise hides: what is too noisy or too short to say so is neither this nor that.</summary>
    public bool IsFlat => Fit is { } fit && fit.Most <= Figure.Bound;

    /// <summary>One for each figure.</summary>
    public static IReadOnlyList<SoakSlope> Of(IReadOnlyList<SoakSample> samples) =>
        [.. SoakFigure.All.Select((figure, index) => Of(figure, samples, index))];

    private static SoakSlope Of(SoakFigure figure, IReadOnlyList<SoakSample> samples, int index)
    {
        // One value for each stretch: samples that follow each other closely are alike, and would make the line look surer than it is.
        List<SlopePoint> rests =
        [
            .. from sample in samples
               where sample.Stretch is not null
               group sample by sample.Stretch into stretch
               orderby stretch.Key
               select new SlopePoint(stretch.Average(sample => sample.Minute) / 60, ValueOf(figure, stretch.Select(sample => sample.Values[index]))),
        ];
        var half = samples.Count == 0 ? 0 : samples[^1].Minute / 2 / 60;
        List<SlopePoint> second = [.. rests.Where(point => point.Hour >= half)];
        return new SoakSlope(figure, rests, second.Count < SlopeFit.LeastPoints ? null : SlopeFit.Of(second));
    }

    private static double ValueOf(SoakFigure figure, IEnumerable<double> rest) => figure.CountsLeast ? rest.Min() : Percentile.Of(rest, 0.5);
}
