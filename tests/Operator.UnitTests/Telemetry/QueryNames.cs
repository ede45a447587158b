using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Telemetry;
using Operator.Telemetry;

namespace Operator.UnitTests.Telemetry;

/// <summary>Compares what a query of Prometheus names with what /metrics shows.</summary>
internal static partial class QueryNames
{
    /// <summary>Labels that a ServiceMonitor adds.</summary>
    private static readonly string[] OfTheTarget = ["namespace", "pod"];

    private static readonly Dictionary<string, HashSet<string>> Labels =
        MetricCatalog.All.SelectMany(Series).Concat(OfThePlatform()).ToDictionary(series => series.Name, series => series.Labels.ToHashSet());

    /// <summary>What it groups by.</summary>
    public static IEnumerable<string> GroupsOf(string query) =>
        Grouping().Matches(query).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries));

    public static void AssertExist(string query)
    {
        // What a query is joined with is grouped by the labels of the join, and not by those of the whole.
        Assert.All(Join().Matches(query), join => AssertExist($"max by ({join.Groups["labels"].Value}) ({join.Groups["other"].Value})"));
        var selectors = Selector().Matches(Join().Replace(query, "")).ToList();

        Assert.NotEmpty(selectors);
        foreach (var selector in selectors)
        {
            var metric = selector.Groups["metric"].Value;
            Assert.True(Labels.ContainsKey(metric), $"There is no metric {metric}");
            var named = Label().Matches(selector.Groups["labels"].Value).Select(label => label.Groups[1].Value).Concat(GroupsOf(query));
            Assert.Subset(Labels[metric], named.ToHashSet());
        }
    }

    /// <summary>The patterns by which it picks reasons; each has to fit one of the program's.</summary>
    public static IReadOnlyList<string> AssertReasonsExist(string query)
    {
        var reasons = typeof(Reasons).GetFields().Select(reason => (string)reason.GetRawConstantValue()!).ToList();
        var picked = ReasonPattern().Matches(query).SelectMany(match => match.Groups[1].Value.Split('|')).ToList();

        Assert.All(picked, pattern => Assert.Contains(reasons, reason => Regex.IsMatch(reason, $"^{pattern}$")));
        return picked;
    }

    private static IEnumerable<(string Name, IEnumerable<string> Labels)> Series(MetricDefinition metric)
    {
        string[] labels = [.. metric.Labels, .. OfTheTarget];
        return metric.Type == MetricType.Histogram
            ? [($"{metric.ExposedName}_bucket", [.. labels, "le"]), ($"{metric.ExposedName}_count", labels), ($"{metric.ExposedName}_sum", labels)]
            : [(metric.ExposedName, labels)];
    }

    /// <summary>.NET's own, by the names that the exporter makes of them; their labels are not known here.</summary>
    private static List<(string Name, IEnumerable<string> Labels)> OfThePlatform()
    {
        List<(string, IEnumerable<string>)> found = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "System.Runtime" && instrument is ObservableCounter<double> or ObservableUpDownCounter<long>)
                {
                    var unit = instrument.Unit switch { "By" => "_bytes", "s" => "_seconds", _ => "" };
                    found.Add(($"{instrument.Name.Replace('.', '_')}{unit}{(instrument is ObservableCounter<double> ? "_total" : "")}", OfTheTarget));
                }
            },
        };
        listener.Start();
        return found;
    }

    [GeneratedRegex(@"\band on \((?<labels>[^)]*)\) (?<other>\w+\{[^}]*\})")]
    private static partial Regex Join();

    [GeneratedRegex(@"\b(?<metric>(databricks_operator|dotnet|http_client)_\w+)(\{(?<labels>[^}]*)\})?")]
    private static partial Regex Selector();

    [GeneratedRegex(@"(\w+)\s*(?:=~|!~|!=|=)\s*""")]
    private static partial Regex Label();

    [GeneratedRegex(@"\bby\s*\(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\breason\s*(?:=~|!~|!=|=)\s*""([^""]*)""")]
    private static partial Regex ReasonPattern();
}
