using System.Globalization;

namespace Operator.Benchmarks.Reports;

/// <summary>One line of docs/performance/history.csv.</summary>
/// <param name="Date">Of the run, in UTC.</param>
/// <param name="Commit">What was measured; "-dirty" behind it when it was not committed.</param>
/// <param name="Cores">Of the machine, which everything shares.</param>
/// <param name="Kind">Of the objects.</param>
/// <param name="Objects">How many.</param>
/// <param name="CallsPerSecond">The limit; 0 for none.</param>
/// <param name="Figure">Its name.</param>
/// <param name="Value">Measured.</param>
/// <param name="Unit">Of the value.</param>
internal sealed record HistoryRow(
    string Date, string Commit, int Cores, string Kind, int Objects, int CallsPerSecond, string Figure, double Value, string Unit)
{
    public const string Header = "date,commit,cores,kind,objects,calls_per_second,figure,value,unit";

    public string Title => new Result(Kind, Objects, CallsPerSecond, []).Title;

    public static HistoryRow Parse(string line)
    {
        var fields = line.Split(',');
        return new HistoryRow(
            fields[0], fields[1], Number(fields[2]), fields[3], Number(fields[4]), Number(fields[5]), fields[6],
            double.Parse(fields[7], CultureInfo.InvariantCulture), fields[8]);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Date},{Commit},{Cores},{Kind},{Objects},{CallsPerSecond},{Figure},{Value:0.###},{Unit}");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
