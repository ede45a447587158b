using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Operator.Commands;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Commands;

/// <summary>
/// The examples of the pages in docs/commands, called as they stand there. Those of plan, import, convert, status and doctor need manifests, a workspace or
/// a cluster behind them: the tests of these commands call them.
/// </summary>
public sealed class CommandExampleTests(ControlPlane controlPlane) : IDisposable
{
    private static readonly string[] CalledElsewhere = ["plan", "import", "convert", "status", "doctor"];

    private readonly string folder = Directory.CreateTempSubdirectory("example-").FullName;

    public static TheoryData<string> Examples =>
    [
        .. CommandGuide.All.Where(guide => guide.Key != "run" && !CalledElsewhere.Contains(guide.Key))
            .SelectMany(guide => guide.Value.Examples).Select(example => example.Arguments),
    ];

    public static TheoryData<string> RunExamples => [.. CommandGuide.All["run"].Examples.Select(example => example.Arguments)];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_OfAPage_DoesWhatItSays(string arguments)
    {
        await using var server = EmptyApiServer();
        await server.StartAsync(TestContext.Current.CancellationToken);
        var kubeconfig = await Kubeconfigs.SaveAsync(folder, new Uri(server.Urls.Single()));

        var run = await ProgramRun.OfAsync(
            arguments.Split(' ').Select(word => word == "schemas" ? Path.Combine(folder, word) : word),
            new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig });

        Assert.True(run.Exit == 0, run.Errors);
        Assert.Equal("", run.Errors);
        Assert.True(run.Output.Length > 0 || Directory.Exists(Path.Combine(folder, "schemas")));
    }

    [Theory]
    [MemberData(nameof(RunExamples))]
    public async Task Example_OfTheOperator_WorksUntilItIsStopped(string arguments)
    {
        await controlPlane.PrepareAsync("example");
        await using var process = ProgramRun.Start(arguments.Split(' '), new Dictionary<string, string>
        {
            ["KUBECONFIG"] = controlPlane.Kubeconfig,
            ["OPERATOR__LISTEN"] = "http://127.0.0.1:0",
            ["OPERATOR__LEADERELECTION__ENABLED"] = "false",
        });
        await Eventually.HoldsAsync(() => process.Lines.Any(line => line.Contains("Reconciling", StringComparison.Ordinal)), "the operator to begin");

        process.Interrupt();

        Assert.Equal(0, await process.WaitAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>One that has no object of any kind.</summary>
    private static WebApplication EmptyApiServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.MapFallback(() => Results.Text("""{"apiVersion":"v1","kind":"List","metadata":{},"items":[]}""", "application/json"));
        return server;
    }
}
