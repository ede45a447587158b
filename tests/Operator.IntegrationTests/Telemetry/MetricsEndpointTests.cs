using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;
using Operator.Runtime.Telemetry;
using Operator.Telemetry;

namespace Operator.IntegrationTests.Telemetry;

/// <summary>What the running program shows at /metrics and says in its log.</summary>
public sealed partial class MetricsEndpointTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private readonly string address = FreeAddress();
    private SimulatorHost simulator = null!;
    private NamespacedKubectl kubectl = null!;
    private OperatorInProcess process = null!;

    public async ValueTask InitializeAsync()
    {
        simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        kubectl = await controlPlane.PrepareAsync("metrics");
        process = OperatorInProcess.Start(kubectl, workspace: null, further: new Dictionary<string, string> { ["OPERATOR__LISTEN"] = address });
        await kubectl.ApplyAsync(Manifest.Secret("dapi-simulator"));
        await kubectl.ApplyAsync(Manifest.Workspace(simulator.Url));
        await kubectl.ApplyAsync(Manifest.Cluster("c"));
        await process.ReadyAsync("c");
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await simulator.DisposeAsync();
    }

    [Fact]
    public async Task Metrics_OfTheRunningProgram_AreThoseOfThePageWithItsLabelsAndNoOthers()
    {
        var text = await ScrapeAsync();
        var series = SeriesOf(text);

        Assert.All(MetricCatalog.All, metric =>
        {
            Assert.Contains($"# TYPE {metric.ExposedName} {metric.Type.ToString().ToLowerInvariant()}", text, StringComparison.Ordinal);
            var shown = series.Where(one => BaseName(one.Name, metric) == metric.ExposedName).ToList();
            Assert.NotEmpty(shown);
            Assert.All(shown, one => Assert.Equal(metric.Labels.Order(), one.Labels.Where(label => label != "le").Order()));
        });
        Assert.DoesNotContain(series.Select(one => one.Name), name => !IsDocumented(name));
    }

    [Fact]
    public async Task Log_OfARevokedToken_HasOneLineThatNamesTheSecretAndOneWhenItIsRenewed()
    {
        simulator.Workspace.Tokens.Revoke("dapi-simulator");
        await Eventually.ReachesAsync(
            _ => kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Synced\")].message"),
            message => message.Contains($"Secret {kubectl.Namespace}/credential, key token", StringComparison.Ordinal),
            "the cluster to name the Secret",
            TimeSpan.FromSeconds(60));
        simulator.Workspace.Tokens.Add("dapi-second", "rotated@example.com");
        await kubectl.ApplyAsync(Manifest.Secret("dapi-second"));
        await Eventually.HoldsAsync(() => Lines("is available again").Count > 0, "the log to say that it is available again");

        Assert.Contains($"Secret {kubectl.Namespace}/credential, key token", Assert.Single(Lines("refuses the credential")), StringComparison.Ordinal);
        Assert.Single(Lines("is available again"));
    }

    private static bool IsDocumented(string name) => name == "target_info"
        || MetricCatalog.All.Any(metric => BaseName(name, metric) == metric.ExposedName)
        || MetricCatalog.Platform.Any(platform => name.StartsWith(platform.Prefix, StringComparison.Ordinal));

    private static string BaseName(string name, MetricDefinition metric) =>
        metric.Type == MetricType.Histogram ? HistogramParts().Replace(name, "") : name;

    private static List<(string Name, IReadOnlyList<string> Labels)> SeriesOf(string text) =>
    [
        .. text.Split('\n').Where(line => line.Length > 0 && !line.StartsWith('#')).Select(line => SeriesLine().Match(line))
            .Select(match => (match.Groups["name"].Value, LabelsOf(match.Groups["labels"].Value))),
    ];

    private static IReadOnlyList<string> LabelsOf(string text) => [.. LabelNames().Matches(text).Select(label => label.Groups[1].Value)];

    [GeneratedRegex("^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(?<labels>.*)\\})? ")]
    private static partial Regex SeriesLine();

    [GeneratedRegex("([a-zA-Z_][a-zA-Z0-9_]*)=\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex LabelNames();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramParts();

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }

    private List<string> Lines(string part) => [.. process.Log.Split('\n').Where(line => line.Contains(part, StringComparison.Ordinal))];

    private async Task<string> ScrapeAsync()
    {
        using var client = new HttpClient(new SocketsHttpHandler());
        return await client.GetStringAsync(new Uri($"{address}/metrics"), TestContext.Current.CancellationToken);
    }
}
