using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Telemetry;

/// <summary>The alerts of the chart under Prometheus' own test tool.</summary>
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
