using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Operator.UnitTests.Simulator;

/// <summary>A simulator on a clock the test moves, spoken to over HTTP as the operator would.</summary>
internal sealed class SimulatedWorkspace : IAsyncDisposable
{
    public const string OtherToken = "dapi-other";
    public const string OtherUser = "other@example.com";
    public const string FixedSize = """
        {"cluster_name":"etl","spark_version":"15.4.x-scala2.12","node_type_id":"i3.xlarge","num_workers":2}
        """;

    private readonly SimulatorHost host;
    private readonly HttpClient client;

    private SimulatedWorkspace(SimulatorHost host, FakeTimeProvider time)
    {
        this.host = host;
        Time = time;
        client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.Url };
    }

    public FakeTimeProvider Time { get; }

    public Workspace Workspace => host.Workspace;

    /// <summary>For calls that end in no answer.</summary>
    public HttpClient Client => client;

    public static Task<SimulatedWorkspace> StartAsync(ClusterOptions? clusters = null) =>
        StartAsync(new WorkspaceOptions { Clusters = clusters ?? new ClusterOptions() });

    public static async Task<SimulatedWorkspace> StartAsync(WorkspaceOptions options)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 9, 8, 7, 6, TimeSpan.Zero));
        var tokens = new Dictionary<string, string>(options.Tokens) { [OtherToken] = OtherUser };
        var simulator = new SimulatorOptions { TimeProvider = time, AdvanceClock = time.Advance, Workspaces = [options with { Tokens = tokens }] };
        return new SimulatedWorkspace(await SimulatorHost.StartAsync(simulator, TestContext.Current.CancellationToken), time);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body = null, string? token = WorkspaceOptions.DefaultToken)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Headers.UserAgent.ParseAdd("simulator-tests/1.0");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers);
    }

    public Task<Answer> PostAsync(string operation, string body) => SendAsync(HttpMethod.Post, $"/api/2.1/{operation}", body);

    public Task<Answer> ReadAsync(string pathAndQuery) => SendAsync(HttpMethod.Get, $"/api/{pathAndQuery}");

    public async Task<string> CreateAsync(string body = FixedSize)
    {
        var answer = await PostAsync("clusters/create", body);
        Assert.Equal(200, answer.Status);
        return (string)answer.Json["cluster_id"]!;
    }

    public async Task<JsonObject> GetAsync(string clusterId)
    {
        var answer = await ReadAsync($"2.1/clusters/get?cluster_id={clusterId}");
        Assert.Equal(200, answer.Status);
        return answer.Json;
    }

    public async Task<string> StateAsync(string clusterId) => (string)(await GetAsync(clusterId))["state"]!;

    /// <summary>Calls an operation that takes nothing but the cluster's id.</summary>
    public Task<Answer> ActAsync(string operation, string clusterId) => PostAsync($"clusters/{operation}", Body(clusterId));

    public static string Body(string clusterId, string fields = "{}")
    {
        var body = (JsonObject)JsonNode.Parse(fields)!;
        body["cluster_id"] = clusterId;
        return body.ToJsonString();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
    }
}
