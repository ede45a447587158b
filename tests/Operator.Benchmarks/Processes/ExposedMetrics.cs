using System.Globalization;
using System.Text.RegularExpressions;

namespace Operator.Benchmarks.Processes;

/// <summary>The samples of one metric in the text that Prometheus reads.</summary>
internal static partial class ExposedMetrics
{
    public static IEnumerable<ExposedSample> Of(string text, string metric) =>
        from line in Sample().Matches(text)
        where line.Groups["metric"].Value == metric
        select new ExposedSample(
            Labels().Matches(line.Groups["labels"].Value).ToDictionary(label => label.Groups["name"].Value, label => label.Groups["value"].Value),
            double.Parse(line.Groups["value"].Value, CultureInfo.InvariantCulture));

    /// <summary>Labels may be absent, and a value may be followed by the time it was taken at.</summary>
    [GeneratedRegex("^(?<metric>\\w+)(?:\\{(?<labels>[^}]*)\\})? (?<value>\\S+)", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex("(?<name>\\w+)=\"(?<value>[^\"]*)\"")]
    private static partial Regex Labels();
}

/// <summary>One line of a metric.</summary>
internal sealed record ExposedSample(IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string Label(string name) => Labels.GetValueOrDefault(name, "");
}
