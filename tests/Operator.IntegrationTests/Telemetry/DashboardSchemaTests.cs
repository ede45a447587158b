using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Telemetry;

/// <summary>The dashboard by Grafana's published types: what it does not know, or misses, shows as an empty panel or a legend that is not there.</summary>
public sealed class DashboardSchemaTests
{
    private static string Dashboard => Repository.File("charts", "databricks-operator", "files", "dashboard.json");

    [Fact]
    public async Task Dashboard_ByGrafanasOwnTypes_IsADashboard() => await CheckAsync(Dashboard);

    [Fact]
    public async Task Dashboard_WithFieldsAndValuesThatGrafanaDoesNotHave_IsRefusedByTheirNames()
    {
        var whole = await File.ReadAllTextAsync(Dashboard, TestContext.Current.CancellationToken);
        var file = Path.GetTempFileName();
        try
        {
            var wrong = whole.Replace("\"showLegend\": true", "\"isShown\": true", StringComparison.Ordinal)
                .Replace("\"mode\": \"multi\"", "\"mode\": \"several\"", StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, wrong, TestContext.Current.CancellationToken);

            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => CheckAsync(file));

            Assert.Contains("error TS", refused.Message, StringComparison.Ordinal);
            Assert.Contains("isShown", refused.Message, StringComparison.Ordinal);
            Assert.Contains("several", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task CheckAsync(string file)
    {
        try
        {
            await ChildProcess.RunAsync(Repository.File("hack", "tools.sh"), ["grafana-schema"], cancellationToken: TestContext.Current.CancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            Assert.Skip($"Grafana's types cannot be had here: {exception.Message}");
        }

        await ChildProcess.RunAsync(Repository.File("hack", "dashboard.sh"), [file], cancellationToken: TestContext.Current.CancellationToken);
    }
}
