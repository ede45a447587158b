using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Soak.Slopes;

/// <summary>
/// A line through values over the time. Its slope is the median of the slopes between any two values (Theil and Sen), so that a few values far beside the line
/// do not tilt it: memory is only ever more than what is in use. A step in the middle does tilt it.
/// </summary>
/// <param name="PerHour">How steep it is.</param>
/// <param name="Least">The slope is not below this, with a probability of 95 %, if what is left beside the line is noise of any kind.</param>
/// <param name="Most">Nor is it above this.</param>
/// <param name="Start">The line's value at its first point.</param>
/// <param name="End">The line's value at its last point.</param>
internal sealed record SlopeFit(double PerHour, double Least, double Most, double Start, double End)
{
    /// <summary>A line always goes through two points; what is beside it is known from the third on.</summary>
    public const int LeastPoints = 3;

    /// <summary>Of the normal distribution: 95 % are within so many standard deviations.</summary>
    private const double Quantile = 1.96;

    public static SlopeFit Of(IReadOnlyList<SlopePoint> points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points.Count, LeastPoints);
        List<double> slopes =
        [
            .. points.SelectMany((first, index) => points.Skip(index + 1).Select(second => (second.Value - first.Value) / (second.Hour - first.Hour))).Order(),
        ];
        var slope = Percentile.Of(slopes, 0.5);
        var level = Percentile.Of(points.Select(point => point.Value - (slope * point.Hour)), 0.5);
        var (least, most) = Bounds(slopes, points.Count);
        return new SlopeFit(slope, least, most, level + (slope * points[0].Hour), level + (slope * points[^1].Hour));
    }

    /// <summary>By Kendall's rank correlation: with n values, how far the number of rising pairs is from half of them by chance alone.</summary>
    private static (double Least, double Most) Bounds(List<double> slopes, int n)
    {
        var chance = Quantile * Math.Sqrt(n * (n - 1.0) * ((2 * n) + 5) / 18);
        var beyond = (int)Math.Clamp((slopes.Count - chance) / 2, 0, (slopes.Count - 1) / 2);
        return (slopes[beyond], slopes[slopes.Count - 1 - beyond]);
    }
}

/// <summary>A value at a time.</summary>
internal sealed record SlopePoint(double Hour, double Value);
