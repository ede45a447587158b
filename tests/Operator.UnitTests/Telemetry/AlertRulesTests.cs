using Operator.UnitTests.Schema;
using YamlDotNet.Serialization;

namespace Operator.UnitTests.Telemetry;

/// <summary>The alerts of the chart speak of what the program measures, and each leads to a section that says what to do.</summary>
public sealed class AlertRulesTests
{
    private static readonly IReadOnlyList<Rule> Rules = Read();

    public static TheoryData<string> Alerts => [.. Rules.Select(rule => rule.Alert)];

    [Fact]
    public void Alerts_OfTheChart_AreNine() => Assert.Equal(9, Rules.Select(rule => rule.Alert).Distinct().Count());

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Expression_OfAnAlert_NamesMetricsThatExistWithLabelsTheyHave(string alert) =>
        QueryNames.AssertExist(Rules.Single(rule => rule.Alert == alert).Expr);

    [Fact]
    public void Reasons_ThatAlertsPick_AreReasonsOfTheProgram() =>
        Assert.NotEmpty(Rules.SelectMany(rule => QueryNames.AssertReasonsExist(rule.Expr)));

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

    private static List<Rule> Read()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "charts", "databricks-operator", "files", "alerts.yaml"));
        var file = new DeserializerBuilder().IgnoreUnmatchedProperties()
            .WithNamingConvention(YamlDotNet.Serialization.NamingConventions.CamelCaseNamingConvention.Instance).Build().Deserialize<RuleFile>(text);
        return [.. file.Groups.SelectMany(group => group.Rules)];
    }

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
