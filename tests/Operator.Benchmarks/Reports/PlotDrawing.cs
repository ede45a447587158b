using System.Globalization;
using System.Text;

namespace Operator.Benchmarks.Reports;

/// <summary>A plot as SVG: objects to the right by powers of ten, values upwards from 0.</summary>
internal static class PlotDrawing
{
    private const int Width = 640;
    private const int Height = 300;
    private const int Left = 60;
    private const int Right = 110;
    private const int Top = 40;
    private const int Bottom = 40;
    private const int Steps = 4;

    private static readonly string[] Colours = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e"];

    public static string Of(string title, IReadOnlyList<Series> series)
    {
        List<Point> points = [.. series.SelectMany(one => one.Points)];
        var objects = points.Select(point => point.Objects).Distinct().Order().ToList();
        var top = RoundedUp(points.Select(point => point.Value).DefaultIfEmpty(0).Max());
        var text = new StringBuilder();
        Add(text, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="12">""");
        Add(text, $"""<rect width="{Width}" height="{Height}" fill="white"/>""");
        Add(text, $"""<text x="{Left}" y="22" font-size="14">{title}</text>""");
        for (var step = 0; step <= Steps; step++)
        {
            var (value, y) = (top * step / Steps, Y(top * step / Steps, top));
            Add(text, $"""<line x1="{Left}" y1="{y:0.#}" x2="{Width - Right}" y2="{y:0.#}" stroke="#ddd"/>""");
            Add(text, $"""<text x="{Left - 6}" y="{y + 4:0.#}" text-anchor="end">{value:0.###}</text>""");
        }

        foreach (var count in objects)
        {
            Add(text, $"""<text x="{X(count, objects):0.#}" y="{Height - Bottom + 18}" text-anchor="middle">{count:#,0}</text>""");
        }

        foreach (var (index, one) in series.Index())
        {
            Draw(text, one, Colours[index % Colours.Length], objects, top, Top + (18 * index));
        }

        Add(text, $"</svg>");
        return text.ToString();
    }

    private static void Draw(StringBuilder text, Series series, string colour, List<double> objects, double top, int legend)
    {
        var points = series.Points.Select(point => (X: X(point.Objects, objects), Y: Y(point.Value, top))).ToList();
        var line = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")));
        Add(text, $"""<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>""");
        foreach (var (x, y) in points)
        {
            Add(text, $"""<circle cx="{x:0.#}" cy="{y:0.#}" r="4" fill="{colour}"/>""");
        }

        Add(text, $"""<text x="{Width - Right + 12}" y="{legend}" fill="{colour}">{series.Name}</text>""");
    }

    private static double X(double objects, List<double> all)
    {
        var (first, last) = (Math.Log10(all[0]), Math.Log10(all[^1]));
        var share = last > first ? (Math.Log10(objects) - first) / (last - first) : 0.5;
        return Left + 20 + (share * (Width - Left - Right - 40));
    }

    private static double Y(double value, double top) => Height - Bottom - (value / top * (Height - Top - Bottom));

    /// <summary>To 1, 2, 5 or 10 times a power of ten, so that the axis has round numbers; 1 when all is 0.</summary>
    private static double RoundedUp(double value)
    {
        if (value <= 0)
        {
            return 1;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1, 2, 5, 10 }.Select(factor => factor * power).First(rounded => rounded >= value * 0.999999);
    }

    private static void Add(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
