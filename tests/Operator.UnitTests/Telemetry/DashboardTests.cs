using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Telemetry;

/// <summary>The Grafana dashboard of the chart shows what the program measures, and is built as Grafana reads it.</summary>
public sealed partial class DashboardTests
{
    private const int Columns = 24;

    private static readonly JsonNode Dashboard =
        JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "charts", "databricks-operator", "files", "dashboard.json")))!;

    private static readonly List<JsonNode> Panels = [.. Dashboard["panels"]!.AsArray().Select(panel => panel!)];

    private static readonly List<JsonNode> Variables = [.. Dashboard["templating"]!["list"]!.AsArray().Select(variable => variable!)];

    public static TheoryData<string> Charts => [.. Panels.Where(panel => !IsRow(panel)).Select(panel => Text(panel, "title"))];

    private static IEnumerable<JsonNode> Targets => Panels.Where(panel => !IsRow(panel)).SelectMany(TargetsOf);

    [Theory]
    [MemberData(nameof(Charts))]
    public void Queries_OfAPanel_NameMetricsThatExistWithLabelsTheyHave(string title) => Assert.All(TargetsOf(PanelOf(title)), target =>
    {
        var query = Text(target, "expr");
        QueryNames.AssertExist(query);
        QueryNames.AssertReasonsExist(query);
        Assert.Subset(
            QueryNames.GroupsOf(query).ToHashSet(), Legend().Matches(Text(target, "legendFormat")).Select(label => label.Groups[1].Value).ToHashSet());
    });

    [Fact]
    public void Queries_OfVariables_NameMetricsAndLabelsThatExist() =>
        Assert.Equal(["namespace", "workspace"], Variables.Where(variable => Text(variable, "type") == "query").Select(variable =>
        {
            var query = VariableQuery().Match(Text(variable["query"]!, "query"));
            QueryNames.AssertExist($"max by ({query.Groups["label"].Value}) ({query.Groups["metric"].Value})");
            return Text(variable, "name");
        }));

    /// <summary>$__ are Grafana's own.</summary>
    [Fact]
    public void Variables_ThatQueriesUse_AreDeclared()
    {
        var used = Variable().Matches(Dashboard.ToJsonString()).Select(match => match.Groups[1].Value)
            .Where(name => !name.StartsWith("__", StringComparison.Ordinal));

        Assert.Equal(Variables.Select(variable => Text(variable, "name")).Order(), used.Distinct().Order());
    }

    [Fact]
    public void Metrics_OfTheProgram_AreAllOnTheDashboard()
    {
        var shown = string.Join('\n', Targets.Select(target => Text(target, "expr")));

        Assert.All(
            Operator.Telemetry.MetricCatalog.All, metric => Assert.Contains(metric.ExposedName, shown, StringComparison.Ordinal));
    }

    [Fact]
    public void Panels_AsAWhole_HaveOneIdAndOneTitleEachAndFillTheGridWithoutOverlap()
    {
        Assert.Distinct(Panels.Select(panel => Number(panel, "id")));
        Assert.Distinct(Panels.Select(panel => Text(panel, "title")));
        HashSet<(int, int)> taken = [];
        foreach (var at in Panels.Select(panel => panel["gridPos"]!))
        {
            Assert.InRange(Number(at, "x") + Number(at, "w"), 1, Columns);
            var cells = from x in Enumerable.Range(Number(at, "x"), Number(at, "w"))
                        from y in Enumerable.Range(Number(at, "y"), Number(at, "h"))
                        select (x, y);
            Assert.All(cells, cell => Assert.True(taken.Add(cell)));
        }
    }

    [Theory]
    [MemberData(nameof(Charts))]
    public void Panel_OfTheDashboard_HasWhatGrafanaNeedsToDrawIt(string title)
    {
        var panel = PanelOf(title);

        Assert.Contains(Text(panel, "type"), new[] { "stat", "timeseries", "table" });
        Assert.EndsWith(".", Text(panel, "description"), StringComparison.Ordinal);
        Assert.Distinct(TargetsOf(panel).Select(target => Text(target, "refId")));
        Assert.All(TargetsOf(panel).Append(panel), node =>
        {
            Assert.Equal("prometheus", Text(node["datasource"]!, "type"));
            Assert.Equal("${datasource}", Text(node["datasource"]!, "uid"));
        });
        Assert.IsType<JsonObject>(panel["fieldConfig"]!["defaults"]);
        Assert.Empty(panel["fieldConfig"]!["overrides"]!.AsArray());
        Assert.IsType<JsonObject>(panel["options"]);
    }

    /// <summary>
    /// A series of failures begins with the first of them, at 1: Prometheus sees no increase in that, and the failure would not be shown. What is new in a
    /// process that Prometheus has not seen before may be old.
    /// </summary>
    [Fact]
    public void Queries_OfCountedFailures_CountTheFirstOneToo()
    {
        var failures = Targets.Select(target => Text(target, "expr"))
            .Where(query => query.Contains("_total", StringComparison.Ordinal) && IsOfFailures(query)).ToList();

        Assert.Equal(2, failures.Count);
        Assert.All(failures, query => Assert.Matches(CountOfFailures(), query));
    }

    [Fact]
    public void Panels_OfFailures_SayThatThereAreNone() => Assert.All(
        Panels.Where(panel => !IsRow(panel) && TargetsOf(panel).All(target => IsOfFailures(Text(target, "expr")))),
        panel => Assert.NotEqual("", Text(panel["fieldConfig"]!["defaults"]!, "noValue")));

    [Fact]
    public void Dashboard_AsAFile_HasAStableIdAndNoneOfADatabase()
    {
        Assert.Equal("databricks-operator", Text(Dashboard, "uid"));
        Assert.InRange(Number(Dashboard, "schemaVersion"), 36, 42);
        Assert.Null(Dashboard["id"]);
        Assert.Equal("datasource", Text(Variables[0], "type"));
    }

    private static JsonNode PanelOf(string title) => Panels.Single(panel => Text(panel, "title") == title);

    /// <summary>Gives nothing while all is well.</summary>
    private static bool IsOfFailures(string query) => FailureSelector().IsMatch(query);

    private static bool IsRow(JsonNode panel) => Text(panel, "type") == "row";

    private static IEnumerable<JsonNode> TargetsOf(JsonNode panel) => panel["targets"]!.AsArray().Select(target => target!);

    private static string Text(JsonNode node, string field) => node[field]!.GetValue<string>();

    private static int Number(JsonNode node, string field) => node[field]!.GetValue<int>();

    [GeneratedRegex(
        @"\(\((.+) unless \1 offset \$__rate_interval and on \(namespace, pod\) databricks_operator_build_info\{.+\} offset \$__rate_interval\) "
        + @"or increase\(\1\[\$__rate_interval\]\)\)$")]
    private static partial Regex CountOfFailures();

    [GeneratedRegex(@"type=""Warning""|(status|reason)!~|ready!=|stalled=""true""")]
    private static partial Regex FailureSelector();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Legend();

    [GeneratedRegex(@"^label_values\((?<metric>\w+(\{.*\})?), (?<label>\w+)\)$")]
    private static partial Regex VariableQuery();

    [GeneratedRegex(@"\$\{?(\w+)")]
    private static partial Regex Variable();
}
