using System.Text.RegularExpressions;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Telemetry;
using Operator.Telemetry;
using Operator.UnitTests.Schema;
using YamlDotNet.Serialization;

namespace Operator.UnitTests.Telemetry;

/// <summary>The alerts of the chart speak of what the program measures, and each leads to a section that says what to do.</summary>
public sealed partial class AlertRulesTests
{
    private const string TargetLabel = "namespace";

    private static readonly IReadOnlyList<Rule> Rules = Read();

    public static TheoryData<string> Alerts => [.. Rules.Select(rule => rule.Alert)];

    [Fact]
    public void Alerts_OfTheChart_AreNine() => Assert.Equal(9, Rules.Select(rule => rule.Alert).Distinct().Count());

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Expression_OfAnAlert_NamesMetricsThatExistWithLabelsTheyHave(string alert)
    {
        var expression = Rules.Single(rule => rule.Alert == alert).Expr;
        var selectors = Selector().Matches(expression).ToList();

        Assert.NotEmpty(selectors);
        foreach (var selector in selectors)
        {
            var metric = MetricCatalog.All.SingleOrDefault(one => one.ExposedName == selector.Groups["metric"].Value);
            Assert.True(metric is not null, $"There is no metric {selector.Groups["metric"].Value}");
            var labels = Label().Matches(selector.Groups["labels"].Value).Select(label => label.Groups[1].Value).Concat(GroupedBy(expression));
            Assert.Subset(AllowedFor(metric), labels.ToHashSet());
        }
    }

    [Fact]
    public void Reasons_ThatAlertsPick_AreReasonsOfTheProgram()
    {
        var reasons = typeof(Reasons).GetFields().Select(reason => (string)reason.GetRawConstantValue()!).ToList();
        var picked = Rules.SelectMany(rule => ReasonPattern().Matches(rule.Expr)).SelectMany(match => match.Groups[1].Value.Split('|')).ToList();

        Assert.NotEmpty(picked);
        Assert.All(picked, pattern => Assert.Contains(reasons, reason => Regex.IsMatch(reason, $"^{pattern}$")));
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Runbook_OfAnAlert_IsASectionOfTheOperationsPage(string alert)
    {
        var anchors = File.ReadLines(Path.Combine(Repository.Root, "docs", "operations.md"))
            .Where(line => line.StartsWith('#')).Select(line => line.TrimStart('#', ' ').ToLowerInvariant().Replace(' ', '-'));

        var url = Rules.Single(rule => rule.Alert == alert).Annotations["runbook_url"];

        Assert.Equal($"RUNBOOK#{alert.ToLowerInvariant()}", url);
        Assert.Contains(url.Split('#')[1], anchors);
    }

    private static HashSet<string> AllowedFor(MetricDefinition metric) => [.. metric.Labels, TargetLabel];

    private static IEnumerable<string> GroupedBy(string expression) =>
        Grouping().Matches(expression).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries));

    private static List<Rule> Read()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "charts", "databricks-operator", "files", "alerts.yaml"));
        var file = new DeserializerBuilder().IgnoreUnmatchedProperties()
            .WithNamingConvention(YamlDotNet.Serialization.NamingConventions.CamelCaseNamingConvention.Instance).Build().Deserialize<RuleFile>(text);
        return [.. file.Groups.SelectMany(group => group.Rules)];
    }

    [GeneratedRegex(@"(?<metric>databricks_operator_\w+)(\{(?<labels>[^}]*)\})?")]
    private static partial Regex Selector();

    [GeneratedRegex(@"(\w+)\s*(?:=~|!~|!=|=)\s*""")]
    private static partial Regex Label();

    [GeneratedRegex(@"\bby\s*\(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\breason\s*(?:=~|!~|!=|=)\s*""([^""]*)""")]
    private static partial Regex ReasonPattern();

    private sealed class RuleFile
    {
        public List<RuleGroup> Groups { get; init; } = [];
    }

    private sealed class RuleGroup
    {
        public List<Rule> Rules { get; init; } = [];
    }

    private sealed class Rule
    {
        public string Alert { get; init; } = "";

        public string Expr { get; init; } = "";

        public Dictionary<string, string> Annotations { get; init; } = [];
    }
}
