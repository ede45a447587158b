using System.Globalization;

namespace Operator.Benchmarks.Soak.Slopes;

/// <summary>The figures at one moment: one line of docs/soak/samples.csv.</summary>
/// <param name="Minute">Since all objects were Ready for the first time.</param>
/// <param name="Stretch">The stretch of rest that it belongs to; null while something goes on.</param>
/// <param name="Values">In the order of <see cref="SoakFigure.All"/>.</param>
internal sealed record SoakSample(double Minute, int? Stretch, IReadOnlyList<double> Values)
{
    public static string Header { get; } =
        string.Join(',', SoakFigure.All.Select(figure => figure.Name.Replace(", ", " ", StringComparison.Ordinal)).Prepend("stretch").Prepend("minute"));

    public static SoakSample Parse(string line)
    {
        var fields = line.Split(',');
        return new SoakSample(
            Number(fields[0]), fields[1].Length == 0 ? null : (int)Number(fields[1]), [.. fields[2..].Select(Number)]);
    }

    public string ToLine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Minute:0.###},{Stretch},{string.Join(',', Values.Select(value => value.ToString("0.##", CultureInfo.InvariantCulture)))}");

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
