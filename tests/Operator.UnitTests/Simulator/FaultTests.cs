using Databricks.Simulator.Faults;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Journal;

namespace Operator.UnitTests.Simulator;

public sealed class FaultTests
{
    [Fact]
    public async Task Fault_BeforeTheEffect_LeavesNoCluster()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        workspace.Workspace.Faults.Add(Fault.Error("clusters/create", 503, "TEMPORARILY_UNAVAILABLE", "try later"));

        var answer = await workspace.PostAsync("clusters/create", SimulatedWorkspace.FixedSize);

        Assert.Equal((503, "TEMPORARILY_UNAVAILABLE", "try later"), (answer.Status, answer.ErrorCode, answer.Message));
        Assert.Empty(workspace.Workspace.Clusters.Ids);
        Assert.False(workspace.Workspace.Journal.Of("clusters/create").Single().Executed);
    }

    [Fact]
    public async Task Fault_AfterTheEffect_LosesTheAnswerAndKeepsTheCluster()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        workspace.Workspace.Faults.Add(Fault.Reset("clusters/create").AfterEffect());

        await Assert.ThrowsAsync<HttpRequestException>(() => workspace.PostAsync("clusters/create", SimulatedWorkspace.FixedSize));

        Assert.Single(workspace.Workspace.Clusters.Ids);
        var entry = workspace.Workspace.Journal.Of("clusters/create").Single();
        Assert.True(entry is { Executed: true, Dropped: true, Status: null });
    }

    [Fact]
    public async Task Fault_WithSkipAndCount_HitsExactlyThoseCallsOfItsOperation()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var planned = workspace.Workspace.Faults.Add(Fault.Throttled("clusters/list", retryAfterSeconds: 7) with { Skip = 1, Count = 2 });

        var statuses = new List<int>();
        for (var call = 0; call < 4; call++)
        {
            statuses.Add((await workspace.ReadAsync("2.1/clusters/list")).Status);
            Assert.Equal(200, (await workspace.ReadAsync("2.1/clusters/spark-versions")).Status);
        }

        Assert.Equal([200, 429, 429, 200], statuses);
        Assert.Equal(4, planned.Matched);
    }

    [Fact]
    public async Task Fault_TwoOnOneCall_BothCountIt()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        workspace.Workspace.Faults.Add(Fault.Empty("*", 502));
        workspace.Workspace.Faults.Add(Fault.Empty("clusters/list", 504) with { Skip = 1 });

        Assert.Equal(502, (await workspace.ReadAsync("2.1/clusters/list")).Status);
        Assert.Equal(504, (await workspace.ReadAsync("2.1/clusters/list")).Status);
        Assert.Equal(200, (await workspace.ReadAsync("2.1/clusters/list")).Status);
    }

    [Theory]
    [InlineData("""{"operation":"clusters/list","status":429,"errorCode":"RESOURCE_EXHAUSTED"}""", 429, "RESOURCE_EXHAUSTED", null)]
    [InlineData("""{"operation":"*","status":429,"retryAfter":"12"}""", 429, "INTERNAL_ERROR", "12")]
    [InlineData("""{"kind":"html","status":502}""", 502, "<html>", null)]
    [InlineData("""{"kind":"empty","status":500,"when":"after"}""", 500, "", null)]
    [InlineData("""{"status":400,"body":{"error":"old style"}}""", 400, """{"error":"old style"}""", null)]
    public async Task Fault_PostedFromOutside_IsAnsweredAsPlanned(string fault, int status, string text, string? retryAfter)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Post, "/_sim/faults", fault, token: null)).Status);

        var answer = await workspace.ReadAsync("2.1/clusters/list");

        Assert.Equal(status, answer.Status);
        Assert.Contains(text, answer.Text, StringComparison.Ordinal);
        Assert.Equal(text.Length == 0, answer.Text.Length == 0);
        Assert.Equal(retryAfter, answer.Headers.RetryAfter?.ToString());
        Assert.Equal(200, (await workspace.ReadAsync("2.1/clusters/list")).Status);
    }

    [Fact]
    public async Task Faults_DeletedFromOutside_NoLongerApply()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var planned = workspace.Workspace.Faults.Add(Fault.Empty("*", 500) with { Count = null });
        Assert.Equal(500, (await workspace.ReadAsync("2.1/clusters/list")).Status);

        Assert.Equal(404, (await workspace.SendAsync(HttpMethod.Delete, "/_sim/faults/999")).Status);
        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Delete, $"/_sim/faults/{planned.Id}")).Status);
        Assert.Equal(200, (await workspace.ReadAsync("2.1/clusters/list")).Status);
        workspace.Workspace.Faults.Add(Fault.Empty("*", 500));
        await workspace.SendAsync(HttpMethod.Delete, "/_sim/faults");
        Assert.Equal("[]", (await workspace.SendAsync(HttpMethod.Get, "/_sim/faults")).Text);
    }

    [Fact]
    public async Task Fault_WithAMisspelledField_IsRefused()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        Assert.Equal(400, (await workspace.SendAsync(HttpMethod.Post, "/_sim/faults", """{"operaton":"clusters/list"}""")).Status);
        Assert.Empty(workspace.Workspace.Faults.Faults);
    }

    [Fact]
    public async Task Hang_UntilReleased_ThenAnswersAsUsual()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var hang = workspace.Workspace.Faults.Add(Fault.Hang("clusters/create"));
        var arrived = Arrival(workspace, "clusters/create");

        var call = workspace.PostAsync("clusters/create", SimulatedWorkspace.FixedSize);
        await arrived;
        Assert.Empty(workspace.Workspace.Clusters.Ids);
        hang.Release();

        Assert.Equal(200, (await call).Status);
        Assert.Single(workspace.Workspace.Clusters.Ids);
    }

    [Fact(Timeout = 30_000)]
    public async Task Hang_WhenTheClientGivesUp_HasNoEffect()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var hang = workspace.Workspace.Faults.Add(Fault.Hang("clusters/create"));
        var arrived = Arrival(workspace, "clusters/create");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/2.1/clusters/create");
        request.Content = new StringContent(SimulatedWorkspace.FixedSize);
        request.Headers.Authorization = new("Bearer", WorkspaceOptions.DefaultToken);

        var call = workspace.Client.SendAsync(request, patience.Token);
        await arrived;
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var entry = workspace.Workspace.Journal.Of("clusters/create").Single();
        while (!entry.Dropped)
        {
            // The server learns of it by the closing of the connection, not at the same instant.
            await Task.Yield();
        }

        hang.Release();
        Assert.False(entry.Executed);
        Assert.Empty(workspace.Workspace.Clusters.Ids);
    }

    [Fact(Timeout = 30_000)]
    public async Task Hang_WhenTheSimulatorStops_EndsTheCall()
    {
        var host = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        host.Workspace.Faults.Add(Fault.Hang("*"));
        var arrived = Arrival(host.Workspace, "clusters/list");
        using var client = new HttpClient(new SocketsHttpHandler());
        client.DefaultRequestHeaders.Authorization = new("Bearer", WorkspaceOptions.DefaultToken);
        var call = client.GetAsync(new Uri(host.Url, "/api/2.1/clusters/list"), TestContext.Current.CancellationToken);
        await arrived;

        await host.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => call);
    }

    [Fact(Timeout = 30_000)]
    public async Task Latency_OnTheSimulatorsClock_DelaysTheAnswer()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        workspace.Workspace.Faults.Add(Fault.Latency("clusters/create", TimeSpan.FromSeconds(30)).AfterEffect());
        var executed = new TaskCompletionSource();
        workspace.Workspace.Gates.AfterEffect = _ =>
        {
            executed.SetResult();
            return Task.CompletedTask;
        };

        var call = workspace.PostAsync("clusters/create", SimulatedWorkspace.FixedSize);
        await executed.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Single(workspace.Workspace.Clusters.Ids);
        Assert.False(call.IsCompleted);
        while (!call.IsCompleted)
        {
            // The delay starts at some instant after the effect: the clock is moved until it has.
            workspace.Time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        Assert.Equal(200, (await call).Status);
    }

    [Fact]
    public async Task Gates_StopACallExactlyBeforeAndAfterItsEffect()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        int? before = null;
        int? after = null;
        workspace.Workspace.Gates.BeforeEffect = entry => Count(entry, count => before = count);
        workspace.Workspace.Gates.AfterEffect = entry => Count(entry, count => after = count);

        await workspace.CreateAsync();

        Assert.Equal((0, 1), (before, after));

        Task Count(JournalEntry entry, Action<int> record)
        {
            Assert.Equal("clusters/create", entry.Operation);
            record(workspace.Workspace.Clusters.Ids.Count);
            return Task.CompletedTask;
        }
    }

    private static Task Arrival(SimulatedWorkspace workspace, string operation) => Arrival(workspace.Workspace, operation);

    private static Task Arrival(Workspace workspace, string operation)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        workspace.Gates.BeforeEffect = entry =>
        {
            if (entry.Operation == operation)
            {
                arrived.TrySetResult();
            }

            return Task.CompletedTask;
        };
        return arrived.Task.WaitAsync(TestContext.Current.CancellationToken);
    }
}
