using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Limits;

namespace Operator.UnitTests.Simulator;

public sealed class HostingTests
{
    private const string List = "/api/2.1/clusters/list";

    [Fact]
    public async Task Call_WithoutOrWithAWrongToken_IsRefusedBeforeAnyEffect()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        var missing = await workspace.SendAsync(HttpMethod.Post, "/api/2.1/clusters/create", SimulatedWorkspace.FixedSize, token: null);
        var wrong = await workspace.SendAsync(HttpMethod.Post, "/api/2.1/clusters/create", SimulatedWorkspace.FixedSize, token: "nope");

        Assert.Equal((401, "401"), (missing.Status, missing.ErrorCode));
        Assert.Equal((403, "Invalid access token."), (wrong.Status, wrong.Message));
        Assert.Empty(workspace.Workspace.Clusters.Ids);
        Assert.All(workspace.Workspace.Journal.After(0), entry => Assert.Null(entry.UserName));
    }

    [Fact]
    public async Task Tokens_RotatedWhileRunning_TakeEffectAtOnce()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new WorkspaceOptions { InvalidTokenStatus = 401 });

        workspace.Workspace.Tokens.Add("fresh", "operator@example.com");
        workspace.Workspace.Tokens.Revoke(WorkspaceOptions.DefaultToken);

        Assert.Equal(401, (await workspace.SendAsync(HttpMethod.Get, List)).Status);
        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Get, List, token: "fresh")).Status);
    }

    [Fact]
    public async Task Workspaces_OfOneHost_ShareNothing()
    {
        var options = new SimulatorOptions
        {
            Workspaces =
            [
                new WorkspaceOptions { Name = "a", OrganizationId = 1 },
                new WorkspaceOptions { Name = "b", OrganizationId = 2, Tokens = new Dictionary<string, string> { ["tb"] = "b@example.com" } },
            ],
        };
        await using var host = await SimulatorHost.StartAsync(options, TestContext.Current.CancellationToken);
        host.Workspaces[0].Workspace.Clusters.Create((JsonObject)JsonNode.Parse(SimulatedWorkspace.FixedSize)!, "x@example.com");
        using var client = new HttpClient(new SocketsHttpHandler());

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Workspaces[1].Url, List));
        request.Headers.Authorization = new("Bearer", "tb");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.NotEqual(host.Workspaces[0].Url.Port, host.Workspaces[1].Url.Port);
        Assert.Equal("2", answer.Headers.GetValues("X-Databricks-Org-Id").Single());
        Assert.Empty(host.Workspaces[1].Workspace.Clusters.Ids);
        Assert.Empty(host.Workspaces[0].Workspace.Journal.After(0));
    }

    [Fact]
    public async Task OrganizationId_IsOnEveryAnswerRefusalsIncluded()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new WorkspaceOptions { OrganizationId = 42 });

        foreach (var answer in (Answer[])[await workspace.SendAsync(HttpMethod.Get, List), await workspace.SendAsync(HttpMethod.Get, List, token: null)])
        {
            Assert.Equal("42", answer.Headers.GetValues("X-Databricks-Org-Id").Single());
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public async Task RateLimit_BeyondTheBurst_Is429UntilTheClockRefillsIt(int? retryAfter)
    {
        var limit = new RateLimit(RequestsPerSecond: 2, Burst: 2) { Operation = "clusters/list", RetryAfterSeconds = retryAfter };
        await using var workspace = await SimulatedWorkspace.StartAsync(new WorkspaceOptions { RateLimits = [limit] });
        await workspace.SendAsync(HttpMethod.Get, List);
        await workspace.SendAsync(HttpMethod.Get, List);

        var refused = await workspace.SendAsync(HttpMethod.Get, List);

        Assert.Equal((429, "REQUEST_LIMIT_EXCEEDED"), (refused.Status, refused.ErrorCode));
        Assert.Equal(retryAfter?.ToString(System.Globalization.CultureInfo.InvariantCulture), refused.Headers.RetryAfter?.ToString());
        Assert.Equal(200, (await workspace.ReadAsync("2.1/clusters/spark-versions")).Status);
        workspace.Time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Get, List)).Status);
        Assert.Equal(429, (await workspace.SendAsync(HttpMethod.Get, List)).Status);
    }

    [Fact]
    public async Task Journal_KeepsEveryRequestInOrderButNeverTheToken()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync();
        await workspace.SendAsync(HttpMethod.Get, $"/api/2.0/clusters/get?cluster_id={id}", token: SimulatedWorkspace.OtherToken);
        await workspace.ReadAsync("2.1/nothing/here");

        var answer = await workspace.SendAsync(HttpMethod.Get, "/_sim/journal?after=0", token: null);
        var entries = (JsonArray)answer.Json["entries"]!;

        Assert.Equal([1L, 2L, 3L], entries.Select(entry => (long)entry!["sequence"]!));
        Assert.Equal(["clusters/create", "clusters/get", "unknown"], entries.Select(entry => (string)entry!["operation"]!));
        Assert.Equal([200, 200, 404], entries.Select(entry => (int)entry!["status"]!));
        Assert.Equal([true, false, false], entries.Select(entry => (bool)entry!["mutating"]!));
        Assert.Equal("operator@example.com", (string?)entries[0]!["userName"]);
        Assert.Equal(SimulatedWorkspace.OtherUser, (string?)entries[1]!["userName"]);
        Assert.Equal("simulator-tests/1.0", (string?)entries[0]!["userAgent"]);
        Assert.Equal(SimulatedWorkspace.FixedSize, (string?)entries[0]!["body"]);
        Assert.Equal($"?cluster_id={id}", (string?)entries[1]!["query"]);
        Assert.DoesNotContain(WorkspaceOptions.DefaultToken, answer.Text, StringComparison.Ordinal);
        var later = await workspace.SendAsync(HttpMethod.Get, "/_sim/journal?after=2", token: null);
        Assert.Equal(3, (long)Assert.Single((JsonArray)later.Json["entries"]!)!["sequence"]!);
    }

    [Fact]
    public async Task Journal_BeyondItsCapacity_ForgetsTheOldest()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new WorkspaceOptions { JournalCapacity = 2 });
        for (var call = 0; call < 3; call++)
        {
            await workspace.SendAsync(HttpMethod.Get, List);
        }

        Assert.Equal([2L, 3L], workspace.Workspace.Journal.After(0).Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task Clock_AdvancedFromOutside_MovesClustersOn()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new ClusterOptions { PendingDuration = TimeSpan.FromMinutes(5) });
        var id = await workspace.CreateAsync();

        Assert.Equal(400, (await workspace.SendAsync(HttpMethod.Post, "/_sim/clock", """{"advanceSeconds":-1}""")).Status);
        Assert.Equal("PENDING", await workspace.StateAsync(id));
        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Post, "/_sim/clock", """{"advanceSeconds":300}""")).Status);
        Assert.Equal("RUNNING", await workspace.StateAsync(id));
    }

    [Fact]
    public async Task Clock_ThatCannotBeMoved_SaysSo()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler());
        using var body = new StringContent("""{"advanceSeconds":1}""");

        using var answer = await client.PostAsync(new Uri(host.Url, "/_sim/clock"), body, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Health_WithoutAToken_IsOk()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Get, "/_sim/health", token: null)).Status);
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("2.1")]
    public async Task Catalog_OnBothVersions_NamesVersionsAndNodeTypes(string version)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        Assert.NotEmpty((JsonArray)(await workspace.ReadAsync($"{version}/clusters/spark-versions")).Json["versions"]!);
        Assert.NotEmpty((JsonArray)(await workspace.ReadAsync($"{version}/clusters/list-node-types")).Json["node_types"]!);
    }
}
