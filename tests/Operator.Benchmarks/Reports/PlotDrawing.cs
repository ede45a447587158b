using System.Globalization;

namespace Operator.Benchmarks.Reports;

/// <summary>A plot as SVG: objects to the right by powers of ten, values upwards from 0.</summary>
internal static class PlotDrawing
{
    public static string Of(string title, IReadOnlyList<Series> series)
    {
        List<Point> points = [.. series.SelectMany(one => one.Points)];
        var objects = points.Select(point => point.Objects).Distinct().Order().ToList();
        var frame = new PlotFrame(title, points.Select(point => point.Value).DefaultIfEmpty(0).Max());
        foreach (var count in objects)
        {
            frame.Mark(X(count, objects), count.ToString("#,0", CultureInfo.InvariantCulture));
        }

        foreach (var (index, one) in series.Index())
        {
            Draw(frame, one, index, objects);
        }

        return frame.Close();
    }

    private static void Draw(PlotFrame frame, Series series, int index, List<double> objects)
    {
        var points = series.Points.Select(point => (X: X(point.Objects, objects), Y: frame.Y(point.Value))).ToList();
        frame.Line(points, PlotFrame.Colour(index), 2);
        foreach (var (x, y) in points)
        {
            frame.Dot(x, y, PlotFrame.Colour(index));
        }

        frame.Legend(index, series.Name);
    }

    private static double X(double objects, List<double> all)
    {
        var (first, last) = (Math.Log10(all[0]), Math.Log10(all[^1]));
        var share = last > first ? (Math.Log10(objects) - first) / (last - first) : 0.5;
        return PlotFrame.Left + 20 + (share * (PlotFrame.Width - PlotFrame.Left - PlotFrame.Right - 40));
    }
}
