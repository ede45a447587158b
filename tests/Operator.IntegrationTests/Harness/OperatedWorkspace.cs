using System.Net.Http.Headers;
using System.Text;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Journal;
using Databricks.Simulator.Time;

namespace Operator.IntegrationTests.Harness;

/// <summary>A simulated workspace whose clock only the test moves on, and an operator that works on it for one namespace.</summary>
public sealed class OperatedWorkspace : IAsyncDisposable
{
    private readonly SimulatorHost simulator;
    private readonly SimulatedClock clock;
    private readonly OperatorInProcess process;
    private bool isDown;

    private OperatedWorkspace(SimulatorHost simulator, SimulatedClock clock, NamespacedKubectl kubectl, OperatorInProcess process)
    {
        this.simulator = simulator;
        this.clock = clock;
        this.process = process;
        Kubectl = kubectl;
    }

    public NamespacedKubectl Kubectl { get; }

    public Workspace Remote => simulator.Workspace;

    /// <summary>Its address, for a DatabricksWorkspace.</summary>
    public Uri Host => simulator.Url;

    public string Log => process.Log;

    /// <summary>What the operator changed or tried to change, in order; what others did is left out.</summary>
    public IReadOnlyList<JournalEntry> Writes =>
        [.. Remote.Journal.After(0).Where(call => call.Mutating && call.UserAgent.StartsWith("databricks-operator", StringComparison.Ordinal))];

    /// <summary>The names of the operations of <see cref="Writes"/>.</summary>
    public IEnumerable<string> Written => Writes.Select(call => call.Operation);

    /// <param name="controlPlane">Where the resources are.</param>
    /// <param name="prefix">Of the namespace.</param>
    /// <param name="options">Of the simulated workspace.</param>
    /// <param name="kubeconfig">The operator's way to the API server; straight as its administrator by default.</param>
    public static async Task<OperatedWorkspace> StartAsync(
        ControlPlane controlPlane, string prefix, WorkspaceOptions options, string? kubeconfig = null)
    {
        var clock = new SimulatedClock(TimeProvider.System);
        var simulator = await SimulatorHost.StartAsync(
            new SimulatorOptions { TimeProvider = clock, Workspaces = [options] }, TestContext.Current.CancellationToken);
        var kubectl = await controlPlane.PrepareAsync(prefix);
        return new OperatedWorkspace(simulator, clock, kubectl, OperatorInProcess.Start(kubectl, simulator.Url, kubeconfig: kubeconfig));
    }

    public OperatedObject Object(string kind, string name) => new(this, kind, name);

    /// <summary>So much time passes in the workspace, and none here.</summary>
    public void Pass(TimeSpan time) => clock.Advance(time);

    /// <summary>From here on no operator runs.</summary>
    public ValueTask StopOperatorAsync() => process.DisposeAsync();

    /// <summary>From here on nobody answers at the workspace's address.</summary>
    public ValueTask ShutDownAsync()
    {
        isDown = true;
        return simulator.DisposeAsync();
    }

    /// <summary>A call by somebody else, with everything the operator may do.</summary>
    /// <param name="method">Of HTTP.</param>
    /// <param name="path">From the host on.</param>
    /// <param name="body">JSON.</param>
    public async Task CallAsync(HttpMethod method, string path, string body)
    {
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = simulator.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", WorkspaceOptions.DefaultToken);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("somebody/1.0");
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        if (!isDown)
        {
            await simulator.DisposeAsync();
        }
    }
}
