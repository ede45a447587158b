using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Commands;

/// <summary>The program in a terminal, in a pipe, and interrupted: as people expect of kubectl and Terraform.</summary>
public sealed partial class TerminalTests : IAsyncLifetime
{
    private const string Job = """
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksJob
        metadata: {name: etl}
        spec: {tasks: [{taskKey: main, existingClusterRef: {name: a-cluster-that-is-not-there}, notebookTask: {notebookPath: /main}}]}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("terminal-").FullName;
    private SimulatorHost simulator = null!;

    public async ValueTask InitializeAsync()
    {
        simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "job.yaml"), Job, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "new.yaml"), NewJob, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await simulator.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string NewJob => Job.Replace("existingClusterRef: {name: a-cluster-that-is-not-there}, ", "", StringComparison.Ordinal);

    [Fact]
    public async Task Plan_InATerminal_HasColoursAndLinesThatFit()
    {
        var shown = await InATerminalAsync(columns: 50);

        Assert.Contains("\e[32m+ databricksjob/etl\e[0m", shown, StringComparison.Ordinal);
        var lines = Colour().Replace(await InATerminalAsync(columns: 50, file: "job.yaml"), "").Split('\n');
        Assert.All(lines.Where(line => line.StartsWith("  ", StringComparison.Ordinal)), line => Assert.True(line.Length <= 50, line));
        Assert.Contains(lines, line => line.StartsWith("  … databricksjob/etl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Plan_InATerminalOfAPersonWhoWantsNoColours_HasNone()
    {
        var shown = await InATerminalAsync(columns: 100, variables: "NO_COLOR=1");

        Assert.Contains("+ databricksjob/etl", shown, StringComparison.Ordinal);
        Assert.DoesNotMatch(Colour(), shown);
    }

    [Fact]
    public async Task Import_InATerminal_ShowsHowFarItIsAndLeavesNothingOfIt()
    {
        simulator.Workspace.Objects.Create("/Shared/load", "PYTHON", "print(1)");

        var shown = await InATerminalAsync(columns: 100, arguments: "import notebooks");

        Assert.Contains("\e[Knotebooks: 1 of 1", shown, StringComparison.Ordinal);
        Assert.Contains("notebooks: 1 of 1\r\e[K", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan -f new.yaml --no-cluster", "+ databricksjob/etl")]
    [InlineData("import notebooks", "kind: DatabricksNotebook")]
    public async Task Answer_InAPipe_HasNoColoursAndNothingElse(string arguments, string expected)
    {
        simulator.Workspace.Objects.Create("/Shared/load", "PYTHON", "print(1)");

        var run = await ProgramRun.OfAsync(Words(arguments), Login(simulator.Url));

        Assert.True(run.Exit == 0, run.Errors);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Output + run.Errors);
        // Progress and summary go to standard error, so that a program can read the answer alone.
        Assert.NotEqual("", run.Errors);
        Assert.All(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.DoesNotContain(line, run.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("plan -f new.yaml --no-cluster")]
    [InlineData("import jobs")]
    [InlineData("plan -f new.yaml")]
    [InlineData("status")]
    [InlineData("doctor")]
    [InlineData("release --policy Keep")]
    public async Task Command_ThatWaitsForAnAnswer_EndsWithCtrlC(string arguments)
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");
        var kubeconfig = await Kubeconfigs.SaveAsync(folder, url);
        await using var child = ProgramRun.Start(Words(arguments), new Dictionary<string, string>(Login(url)) { ["KUBECONFIG"] = kubeconfig });
        // It has begun to wait once it has called.
        using var call = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await call.GetStream().ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);

        child.Interrupt();

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        Assert.Equal(130, await child.WaitAsync(limit.Token));
        Assert.DoesNotContain("Unhandled", child.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", child.Errors, StringComparison.Ordinal);
    }

    /// <summary>Both outputs, as they come to a terminal of that width.</summary>
    private async Task<string> InATerminalAsync(int columns, string file = "new.yaml", string? arguments = null, string variables = "")
    {
        var program = $"{variables} dotnet '{OperatorProcess.Program}' {arguments ?? $"plan -f '{Path.Combine(folder, file)}' --no-cluster"}";
        // A terminal of its own, which this process does not have.
        var text = await ChildProcess.RunAsync(
            "script",
            ["--quiet", "--return", "--command", $"stty cols {columns}; {program}", "/dev/null"],
            ProgramRun.Environment(Login(simulator.Url)),
            TestContext.Current.CancellationToken);
        return text.Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private IEnumerable<string> Words(string arguments) =>
        arguments.Split(' ').Select(word => File.Exists(Path.Combine(folder, word)) ? Path.Combine(folder, word) : word);

    private static Dictionary<string, string> Login(Uri host) => new()
    {
        ["DATABRICKS_HOST"] = host.GetLeftPart(UriPartial.Authority),
        ["DATABRICKS_TOKEN"] = WorkspaceOptions.DefaultToken,
        ["TERM"] = "xterm-256color",
    };

    [GeneratedRegex("\e\\[[0-9;]*m")]
    private static partial Regex Colour();
}
