using System.Text.Json.Nodes;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Telemetry;

/// <summary>The alerts and the dashboard of the chart under Prometheus' own test tool.</summary>
public sealed class AlertTests
{
    [Fact]
    public async Task Alerts_UnderPromtool_FireWhenTheyShouldAndOnlyThen()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var promtool = await PromtoolAsync(cancellationToken);

        await ChildProcess.RunAsync(
            promtool, ["check", "rules", Repository.File("charts", "databricks-operator", "files", "alerts.yaml")], cancellationToken: cancellationToken);
        var shown = await ChildProcess.RunAsync(
            promtool,
            ["test", "rules", Repository.File("tests", "Operator.IntegrationTests", "Telemetry", "alerts_test.yaml")],
            cancellationToken: cancellationToken);

        Assert.Contains("SUCCESS", shown, StringComparison.Ordinal);
    }

    /// <summary>As rules, because promtool takes nothing else offline; Grafana fills in its variables before it asks.</summary>
    [Fact]
    public async Task Queries_OfTheDashboard_UnderPromtool_AreQueries()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var promtool = await PromtoolAsync(cancellationToken);
        var dashboard = JsonNode.Parse(
            await File.ReadAllTextAsync(Repository.File("charts", "databricks-operator", "files", "dashboard.json"), cancellationToken))!;
        var rules = dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]?.AsArray() ?? [])
            .Select((target, index) => new JsonObject { ["record"] = $"panel:q{index}", ["expr"] = WithoutVariables(target!["expr"]!.GetValue<string>()) })
            .ToArray();
        var file = Path.GetTempFileName();
        var group = new JsonObject { ["name"] = "dashboard", ["rules"] = new JsonArray([.. rules]) };
        await File.WriteAllTextAsync(file, new JsonObject { ["groups"] = new JsonArray(group) }.ToJsonString(), cancellationToken);

        var shown = await ChildProcess.RunAsync(promtool, ["check", "rules", file], cancellationToken: cancellationToken);

        File.Delete(file);
        Assert.NotEmpty(rules);
        Assert.Contains($"{rules.Length} rules found", shown, StringComparison.Ordinal);
    }

    private static string WithoutVariables(string query) => query.Replace("$__rate_interval", "5m", StringComparison.Ordinal);

    private static async Task<string> PromtoolAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await ChildProcess.RunAsync(Repository.File("hack", "tools.sh"), ["promtool"], cancellationToken: cancellationToken)).Trim();
        }
        catch (InvalidOperationException exception)
        {
            Assert.Skip($"promtool cannot be had here: {exception.Message}");
            throw;
        }
    }
}
