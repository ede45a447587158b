using Operator.Databricks;
using Operator.Databricks.Clusters;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;
using Operator.Databricks.Permissions;

namespace Operator.UnitTests.Databricks;

public sealed class ClientTests
{
    private const string Get = "GET /api/2.1/clusters/get";
    private const string List = "GET /api/2.1/clusters/list";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Apis_OfTheClient_AreAtLeastTheKnownOnes()
    {
        string[] known = ["Clusters", "Jobs", "Libraries", "Permissions", "Runs", "WorkspaceObjects"];
        Assert.Superset(known.ToHashSet(), ApiCall.Apis.Select(api => api.Name).ToHashSet());
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("2.1")]
    public async Task ApiVersion_OfClusters_IsInThePathAndOtherFamiliesStay(string version)
    {
        using var workspace = new TestWorkspace(versions: new ApiVersions { Clusters = version });
        workspace.Stub.On($"GET /api/{version}/clusters/get", Reply.Done).On("GET /api/2.0/libraries/all-cluster-statuses", Reply.Done);
        await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        await workspace.RunAsync(client => client.Libraries.AllClusterStatusesAsync(Cancellation));
        Assert.All(workspace.Stub.Received, request => Assert.Equal("databricks-operator/1.2.3", request.UserAgent));
        Assert.All(workspace.Stub.Received, request => Assert.Equal($"Bearer {TestWorkspace.Token}", request.Authorization));
    }

    [Fact]
    public async Task Ids_WithReservedCharacters_StayOneValue()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Get, Reply.Done).On("PUT /api/2.0/permissions/clusters/a%2Fb%3Fc", Reply.Done);
        await workspace.RunAsync(client => client.Clusters.GetAsync("a&b=c d", Cancellation));
        var nobody = new PermissionsRequest { AccessControlList = [] };
        await workspace.RunAsync(client => client.Permissions.PutAsync("clusters", "a/b?c", nobody, Cancellation));
        Assert.Equal(["?cluster_id=a%26b%3Dc%20d", ""], workspace.Stub.Received.Select(request => request.Uri.Query));
        Assert.Equal("""{"access_control_list":[]}""", workspace.Stub.Received.Last().Body);
    }

    [Fact]
    public async Task OrgId_OfTheLastAnswer_IsKnownEvenIfTheCallFailed()
    {
        using var workspace = new TestWorkspace();
        Assert.Null(workspace.Client.OrgId);
        workspace.Stub.On(Get, Reply.Error(400, "X", "x").With("X-Databricks-Org-Id", "123456"));
        await workspace.FailAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        Assert.Equal("123456", workspace.Client.OrgId);
    }

    [Fact]
    public async Task ListAll_SeveralPagesOneEmpty_GivesAllRowsAndSendsTheFilters()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(
            List,
            Reply.Ok("""{"clusters":[{"cluster_id":"c1"}],"next_page_token":"p2"}"""),
            Reply.Ok("""{"next_page_token":"p3"}"""),
            Reply.Ok("""{"clusters":[null,{"cluster_id":"c2"}],"next_page_token":""}"""));
        var filter = new ClusterFilter { Sources = ["API", "UI"], IsPinned = true };

        var clusters = await workspace.RunAsync(client => client.Clusters.ListAllAsync(filter, Cancellation));

        Assert.Equal(["c1", "c2"], clusters.Select(cluster => cluster.ClusterId));
        Assert.Equal(
            [
                "?filter_by.cluster_sources=API&filter_by.cluster_sources=UI&filter_by.is_pinned=true&page_size=100",
                "?filter_by.cluster_sources=API&filter_by.cluster_sources=UI&filter_by.is_pinned=true&page_size=100&page_token=p2",
                "?filter_by.cluster_sources=API&filter_by.cluster_sources=UI&filter_by.is_pinned=true&page_size=100&page_token=p3",
            ],
            workspace.Stub.Received.Select(request => request.Uri.Query));
    }

    [Fact]
    public async Task ListAll_SamePageTokenAgain_FailsInsteadOfTurningInCircles()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(List, Reply.Ok("""{"next_page_token":"a"}"""), Reply.Ok("""{"next_page_token":"b"}"""), Reply.Ok("""{"next_page_token":"a"}"""));
        var error = await workspace.FailAsync(client => client.Clusters.ListAllAsync(new ClusterFilter(), Cancellation));
        Assert.Equal((DatabricksErrorKind.Transient, 3), (error.Kind, workspace.Stub.Count(List)));
    }

    [Fact]
    public async Task ListAll_EverNewPageTokens_AreBounded()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(List, (call, _) => Task.FromResult(Reply.Ok($$"""{"next_page_token":"{{call}}"}""").ToResponse()));
        await workspace.FailAsync(client => client.Clusters.ListAllAsync(new ClusterFilter(), Cancellation));
        Assert.Equal(Paging.MaxPages, workspace.Stub.Count(List));
    }

    [Fact]
    public async Task ListAll_APageFails_GivesNoPartOfTheList()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(List, Reply.Ok("""{"clusters":[{"cluster_id":"c1"}],"next_page_token":"p2"}"""), Reply.Error(500, "INTERNAL_ERROR", "x"));
        await workspace.FailAsync(client => client.Clusters.ListAllAsync(new ClusterFilter(), Cancellation));
    }

    [Fact]
    public async Task Breaker_WorkspaceDown_FailsFastThenTriesAgain()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Get, (call, _) => Task.FromResult((call < 10 ? Reply.Error(500, "INTERNAL_ERROR", "x") : Reply.Done).ToResponse()));
        for (var call = 0; call < 20; call++)
        {
            var error = await workspace.FailAsync(client => client.Clusters.GetAsync("c1", Cancellation));
            Assert.Equal(DatabricksErrorKind.Transient, error.Kind);
        }

        Assert.Equal(10, workspace.Stub.Count(Get));
        workspace.Time.Advance(TimeSpan.FromSeconds(16));
        await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation));
    }

    [Fact]
    public async Task Breaker_OnlyRefusals_NeverOpens()
    {
        using var workspace = new TestWorkspace(limits: new CallLimits { Burst = 100, MaxWait = TimeSpan.FromHours(1) });
        workspace.Stub.On(Get, Reply.Error(400, "INVALID_STATE", "x"));
        for (var call = 0; call < 50; call++)
        {
            await workspace.FailAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        }

        Assert.Equal(50, workspace.Stub.Count(Get));
    }

    [Fact]
    public async Task Priority_OfTheScope_DecidesWhoGoesFirst()
    {
        // One flight at a time: the order of turns is then the order of arrival at the stub.
        var limits = new CallLimits { RequestsPerSecond = 1, Burst = 1, MaxConcurrent = 1, MaxWait = TimeSpan.FromHours(1) };
        using var workspace = new TestWorkspace(limits: limits);
        workspace.Stub.On(Get, Reply.Done);
        await workspace.RunAsync(client => client.Clusters.GetAsync("first", Cancellation));
        var calls = new List<Task>();
        foreach (var priority in Enum.GetValues<CallPriority>().Reverse())
        {
            using var scope = CallPriorityScope.Begin(priority);
            calls.Add(workspace.Client.Clusters.GetAsync(priority.ToString(), Cancellation));
        }

        await workspace.RunAsync(_ => Task.WhenAll(calls));

        Assert.Equal(
            ["first", "SharedList", "UserEdit", "Transition", "Observation", "Resync"],
            workspace.Stub.Received.Select(request => request.Uri.Query.Split('=')[1]));
        Assert.Equal(CallPriority.Transition, CallPriorityScope.Current);
    }

    [Fact]
    public async Task Observer_OfCalls_SeesTheirWaitsAttemptsAndEndsAndNoIds()
    {
        var seen = new RecordedCalls();
        using var workspace = new TestWorkspace(observer: seen);
        workspace.Stub.On("POST /api/2.1/clusters/unpin", Reply.Error(400, "INVALID_STATE", "x"), new Reply(503, "{}"), Reply.Done);
        await workspace.FailAsync(client => client.Clusters.UnpinAsync(new ClusterReference("c1"), Cancellation));
        await workspace.RunAsync(client => client.Clusters.UnpinAsync(new ClusterReference("c1"), Cancellation));

        Assert.Equal(
            [
                "waited Transition", "attempted clusters/unpin 400", "ended clusters/unpin WrongState",
                "waited Transition", "attempted clusters/unpin 503", "waited Transition", "attempted clusters/unpin 200", "ended clusters/unpin ",
            ],
            seen.Lines);
    }

    [Fact]
    public async Task Observer_OfACallWithoutAnAnswer_SeesAnAttemptWithoutAStatus()
    {
        var seen = new RecordedCalls();
        using var workspace = new TestWorkspace(timeouts: new CallTimeouts { MaxRetries = 0 }, observer: seen);
        workspace.Stub.On("POST /api/2.1/clusters/unpin", (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"));
        await workspace.FailAsync(client => client.Clusters.UnpinAsync(new ClusterReference("c1"), Cancellation));

        Assert.Equal(["waited Transition", "attempted clusters/unpin ", "ended clusters/unpin Transient"], seen.Lines);
    }

    private sealed class RecordedCalls : ICallObserver
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = new();

        public void Waited(CallPriority priority, TimeSpan elapsed) => Lines.Enqueue($"waited {priority}");

        public void Attempted(string operation, int? status) => Lines.Enqueue($"attempted {operation} {status}");

        public void Ended(string operation, DatabricksError? failure, TimeSpan elapsed) => Lines.Enqueue($"ended {operation} {failure?.Kind}");
    }
}
