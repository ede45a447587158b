using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;
using Operator.Telemetry;

namespace Operator.UnitTests.Telemetry;

/// <summary>What Prometheus reads: the exporter as the program uses it, over HTTP.</summary>
public sealed class ScrapeTests : IAsyncLifetime
{
    private readonly WebApplication application;
    private readonly Objects objects = new();

    public ScrapeTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddExportedTelemetry();
        builder.Services.AddSingleton<IObjectStates>(objects).AddSingleton<ObjectMetrics>().AddSingleton<CallMetrics>();
        application = builder.Build();
        application.MapPrometheusScrapingEndpoint();
        _ = application.Services.GetRequiredService<ObjectMetrics>();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await application.StartAsync(Cancellation);

    public async ValueTask DisposeAsync() => await application.DisposeAsync();

    [Fact]
    public async Task Objects_WhoseStateHasChanged_LeaveNoSeriesOfTheirFormerState()
    {
        objects.All = [State("True", "Available"), State("True", "Available"), State("False", "StartFailed")];
        var before = await ScrapeAsync();
        objects.All = [State("True", "Available")];
        // Within a fraction of a second a second scrape is answered from the first one.
        var after = await UntilAsync(text => !text.Contains("StartFailed", StringComparison.Ordinal));

        Assert.Contains(Series("True", "Available", 2), before, StringComparison.Ordinal);
        Assert.Contains(Series("False", "StartFailed", 1), before, StringComparison.Ordinal);
        Assert.Contains(Series("True", "Available", 1), after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Durations_OfCalls_FallIntoBucketsOfSeconds()
    {
        var metrics = application.Services.GetRequiredService<CallMetrics>();
        metrics.Ended("clusters/list", null, TimeSpan.FromMilliseconds(30));
        metrics.Ended("clusters/list", DatabricksErrorKind.Throttled, TimeSpan.FromSeconds(20));

        var text = await ScrapeAsync();

        const string Bucket = "databricks_operator_api_call_duration_seconds_bucket{operation=\"clusters/list\",le=";
        Assert.Contains($"{Bucket}\"0.025\"}} 0", text, StringComparison.Ordinal);
        Assert.Contains($"{Bucket}\"0.05\"}} 1", text, StringComparison.Ordinal);
        Assert.Contains($"{Bucket}\"10\"}} 1", text, StringComparison.Ordinal);
        Assert.Contains($"{Bucket}\"30\"}} 2", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_ThatFailInANewWay_AddOneLineEach()
    {
        // Of no other test: the exporter reads the metrics of the whole process.
        const string Operation = "clusters/fails-in-new-ways";
        var metrics = application.Services.GetRequiredService<CallMetrics>();
        metrics.Ended(Operation, null, TimeSpan.Zero);
        var before = Lines(Operation, await ScrapeAsync());

        metrics.Ended(Operation, DatabricksErrorKind.Throttled, TimeSpan.Zero);
        metrics.Ended(Operation, DatabricksErrorKind.Transient, TimeSpan.Zero);

        Assert.Equal(before + 2, Lines(Operation, await UntilAsync(text => text.Contains("\"Transient\"", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Requests_OfDotNetItself_HaveNeitherBucketsNorAddresses()
    {
        _ = await ScrapeAsync();

        var text = await UntilAsync(text => text.Contains("http_client_request_duration_seconds_count{", StringComparison.Ordinal));

        var lines = text.Split('\n');
        Assert.Contains(lines, line => line.StartsWith("http_client_open_connections{http_connection_state=\"active\"", StringComparison.Ordinal));
        Assert.DoesNotContain("network_peer_address", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http_client_request_duration_seconds_bucket{", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_OfAHundredWorkspaces_StayApart()
    {
        var metrics = application.Services.GetRequiredService<CallMetrics>();
        foreach (var workspace in Enumerable.Range(0, 100))
        {
            foreach (var operation in Enumerable.Range(0, 50))
            {
                metrics.Attempted($"team/w{workspace}", $"clusters/{operation}", 200);
            }
        }

        var text = await ScrapeAsync();

        Assert.Equal(5000, text.Split('\n').Count(line => line.StartsWith("databricks_operator_api_requests_total{", StringComparison.Ordinal)));
        Assert.DoesNotContain("otel_metric_overflow", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_Exported_NamesTheProgramAndNoMeter()
    {
        application.Services.GetRequiredService<CallMetrics>().Waited("team/prod", CallPriority.UserEdit, TimeSpan.Zero);

        var text = await ScrapeAsync();

        Assert.Contains("service_name=\"databricks-operator\"", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_", text, StringComparison.Ordinal);
        Assert.DoesNotContain("otel_scope", text, StringComparison.Ordinal);
        Assert.Contains(
            "databricks_operator_api_budget_wait_seconds_count{priority=\"UserEdit\",workspace=\"team/prod\"} 1", text, StringComparison.Ordinal);
    }

    private static ObjectState State(string ready, string reason) => new("DatabricksCluster", "team/prod", ready, "True", false, reason);

    private static string Series(string ready, string reason, int count) =>
        $"databricks_operator_objects{{kind=\"DatabricksCluster\",ready=\"{ready}\",reason=\"{reason}\",stalled=\"false\",synced=\"True\","
        + $"workspace=\"team/prod\"}} {count}";

    private static int Lines(string operation, string text) =>
        text.Split('\n').Count(line => line.Contains($"operation=\"{operation}\"", StringComparison.Ordinal));

    private async Task<string> UntilAsync(Func<string, bool> isReached)
    {
        var text = "";
        while (!isReached(text = await ScrapeAsync()))
        {
            Cancellation.ThrowIfCancellationRequested();
        }

        return text;
    }

    /// <summary>Without the timestamps.</summary>
    private async Task<string> ScrapeAsync()
    {
        using var client = new HttpClient(new SocketsHttpHandler());
        var text = await client.GetStringAsync(new Uri($"{application.Urls.Single()}/metrics"), Cancellation);
        return string.Join('\n', text.Split('\n').Select(WithoutTime));
    }

    private static string WithoutTime(string line) =>
        !line.StartsWith('#') && line.Split(' ') is [.., var value, _] parts && parts.Length > 2 ? $"{string.Join(' ', parts[..^2])} {value}" : line;

    private sealed class Objects : IObjectStates
    {
        public IEnumerable<ObjectState> All { get; set; } = [];
    }
}
