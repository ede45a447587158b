using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Packaging;

/// <summary>What the pod of <c>helm test</c> runs, run here.</summary>
public sealed partial class HelmTestPodTests : IAsyncDisposable
{
    private const string Measured = "# HELP databricks_operator_build_info 1.\ndatabricks_operator_build_info{version=\"1\"} 1\n";

    private readonly WebApplication server;
    private int readiness = StatusCodes.Status200OK;
    private string metrics = Measured;

    public HelmTestPodTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server = builder.Build();
        server.MapGet("/readyz", () => Results.StatusCode(readiness));
        server.MapGet("/metrics", (HttpResponse response) => response.WriteAsync(metrics, TestContext.Current.CancellationToken));
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Script_OfAnOperatorThatIsReadyAndMeasures_Passes() =>
        Assert.Contains("databricks_operator_build_info{", await RunAsync(), StringComparison.Ordinal);

    [Fact]
    public async Task Script_OfAnOperatorThatIsNotReady_Fails()
    {
        readiness = StatusCodes.Status503ServiceUnavailable;

        await Assert.ThrowsAsync<InvalidOperationException>(RunAsync);
    }

    [Fact]
    public async Task Script_OfAnotherProgramAtTheAddress_Fails()
    {
        metrics = "go_info 1\n";

        await Assert.ThrowsAsync<InvalidOperationException>(RunAsync);
    }

    [Fact]
    public async Task Template_WithATestAndNoService_IsRefusedWithWhatIsMissing() => Assert.Contains(
        "metrics.service.enabled",
        await (await Helm.GetAsync()).RefusalAsync("--set", "test.image=registry.example.com/busybox,metrics.service.enabled=false"),
        StringComparison.Ordinal);

    private async Task<string> RunAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await server.StartAsync(cancellationToken);
        var manifests = await (await Helm.GetAsync()).TemplateAsync(
            "--show-only", "templates/tests/endpoints.yaml", "--set", "test.image=registry.example.com/busybox");
        var script = Script().Match(manifests).Groups[1].Value;
        Assert.Contains("/readyz", script, StringComparison.Ordinal);
        return await ChildProcess.RunAsync("sh", ["-euc", script], new Dictionary<string, string> { ["URL"] = server.Urls.Single() }, cancellationToken);
    }

    [GeneratedRegex(@"- -euc\n +- \|\n((?: {10}.*\n)+)")]
    private static partial Regex Script();
}
