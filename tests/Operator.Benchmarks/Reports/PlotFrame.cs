using System.Globalization;
using System.Text;

namespace Operator.Benchmarks.Reports;

/// <summary>What every plot has: a title, and values upwards from 0 with lines at round ones.</summary>
internal sealed class PlotFrame
{
    public const int Width = 640;
    public const int Height = 300;
    public const int Left = 60;
    public const int Right = 110;
    public const int Top = 40;
    private const int Bottom = 40;
    private const int Steps = 4;

    private static readonly string[] Colours = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e"];

    private readonly StringBuilder text = new();
    private readonly double top;

    /// <param name="title">Above it, with the unit.</param>
    /// <param name="highest">The highest value that is drawn.</param>
    public PlotFrame(string title, double highest)
    {
        top = RoundedUp(highest);
        Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="12">""");
        Add($"""<rect width="{Width}" height="{Height}" fill="white"/>""");
        Add($"""<text x="{Left}" y="22" font-size="14">{title}</text>""");
        for (var step = 0; step <= Steps; step++)
        {
            var (value, y) = (top * step / Steps, Y(top * step / Steps));
            Add($"""<line x1="{Left}" y1="{y:0.#}" x2="{Width - Right}" y2="{y:0.#}" stroke="#ddd"/>""");
            Add($"""<text x="{Left - 6}" y="{y + 4:0.#}" text-anchor="end">{value:0.###}</text>""");
        }
    }

    public static string Colour(int index) => Colours[index % Colours.Length];

    public double Y(double value) => Height - Bottom - (value / top * (Height - Top - Bottom));

    /// <summary>Below the plot.</summary>
    public void Mark(double x, string label) => Add($"""<text x="{x:0.#}" y="{Height - Bottom + 18}" text-anchor="middle">{label}</text>""");

    public void Line(IEnumerable<(double X, double Y)> points, string colour, double width)
    {
        var line = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")));
        Add($"""<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="{width:0.#}"/>""");
    }

    public void Dot(double x, double y, string colour) => Add($"""<circle cx="{x:0.#}" cy="{y:0.#}" r="4" fill="{colour}"/>""");

    /// <summary>The name of the line of that number, beside the plot.</summary>
    public void Legend(int index, string name) => Add($"""<text x="{Width - Right + 12}" y="{Top + (18 * index)}" fill="{Colour(index)}">{name}</text>""");

    public string Close()
    {
        Add($"</svg>");
        return text.ToString();
    }

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

    private void Add(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
