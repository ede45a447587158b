using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Faults;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Journal;

namespace Operator.Benchmarks.Fleets;

/// <summary>A workspace in this process that answers without latency, in which what was started runs, or has ended, at the next look.</summary>
internal sealed class SimulatedWorkspace : IAsyncDisposable
{
    public const string Token = WorkspaceOptions.DefaultToken;

    private const int JournalCapacity = 1_000_000;
    private const string SharedJob = """
        {"name":"shared","max_concurrent_runs":1000,"queue":{"enabled":true},"tasks":[{"task_key":"main","notebook_task":{"notebook_path":"/Shared/main"}}]}
        """;

    private readonly SimulatorHost host;
    private readonly HttpClient client;

    private SimulatedWorkspace(SimulatorHost host)
    {
        this.host = host;
        client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public string Url => host.Url.GetLeftPart(UriPartial.Authority);

    public RequestJournal Journal => Control.Journal;

    /// <summary>What can be done to it without being seen.</summary>
    public Workspace Control => host.Workspace;

    /// <summary>The id of the job that all runs are of.</summary>
    public string Job { get; private set; } = "";

    public static async Task<SimulatedWorkspace> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var options = new SimulatorOptions { TimeProvider = time, Workspaces = [new WorkspaceOptions { JournalCapacity = JournalCapacity }] };
        var workspace = new SimulatedWorkspace(await SimulatorHost.StartAsync(options, cancellationToken));
        workspace.Job = (await workspace.PostAsync("api/2.2/jobs/create", SharedJob, cancellationToken))["job_id"]!.ToString();
        return workspace;
    }

    /// <summary>From now on every answer takes so long.</summary>
    public void Delay(TimeSpan latency) => Control.Faults.Add(Fault.Latency("*", latency) with { Count = null });

    public async Task<JsonNode> PostAsync(string path, string json, CancellationToken cancellationToken)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), body, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? JsonNode.Parse(answer)! : throw new InvalidOperationException($"{path}: {response.StatusCode} {answer}");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
    }
}
