namespace Operator.Benchmarks.Soak.Slopes;

/// <summary>A line through values over the time, by least squares.</summary>
/// <param name="PerHour">How steep it is.</param>
/// <param name="Margin">By how much the steepness may be another, with a probability of 95 %, if what is left beside the line is noise.</param>
/// <param name="Start">The line's value at its first point.</param>
/// <param name="End">The line's value at its last point.</param>
internal sealed record SlopeFit(double PerHour, double Margin, double Start, double End)
{
    /// <summary>A line always goes through two points; what is beside it is known from the third on.</summary>
    public const int LeastPoints = 3;

    /// <summary>Student's t of 95 %, from one degree of freedom on.</summary>
    private static readonly double[] Quantiles = [12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13];

    public static SlopeFit Of(IReadOnlyList<SlopePoint> points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points.Count, LeastPoints);
        var (hour, value) = (points.Average(point => point.Hour), points.Average(point => point.Value));
        var spread = points.Sum(point => Square(point.Hour - hour));
        var slope = points.Sum(point => (point.Hour - hour) * (point.Value - value)) / spread;
        var freedom = points.Count - 2;
        var beside = points.Sum(point => Square(point.Value - value - (slope * (point.Hour - hour))));
        var margin = (freedom <= Quantiles.Length ? Quantiles[freedom - 1] : 2.1) * Math.Sqrt(beside / freedom / spread);
        return new SlopeFit(slope, margin, value + (slope * (points[0].Hour - hour)), value + (slope * (points[^1].Hour - hour)));
    }

    private static double Square(double value) => value * value;
}

/// <summary>A value at a time.</summary>
internal sealed record SlopePoint(double Hour, double Value);
