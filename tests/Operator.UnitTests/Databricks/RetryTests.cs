using System.Text.Json.Nodes;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

public sealed class RetryTests
{
    private const string Get = "GET /api/2.1/clusters/get";
    private const string Create = "POST /api/2.1/clusters/create";
    private const string Edit = "POST /api/2.1/clusters/edit";

    private static readonly Reply Unavailable = Reply.Error(503, "TEMPORARILY_UNAVAILABLE", "try later");
    private static readonly Reply Throttled = Reply.Error(429, "REQUEST_LIMIT_EXCEEDED", "too many");
    private static readonly Reply Found = Reply.Ok("""{"cluster_id":"c1"}""");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> RetryableTexts =>
    [
        "com.databricks.backend.manager.util.UnknownWorkerEnvironmentException: x", "Unknown worker environment WorkerEnvId(7)",
        "worker env WorkerEnvId(7) not found", "java.io.IOException: Timed out after 5 seconds", "context deadline exceeded",
        "ClusterNotReadyException: x", "Bad Target: /api/2.1/clusters/get",
    ];

    [Fact]
    public async Task Get_ServiceUnavailableTwice_SucceedsOnTheThirdAttemptWithGrowingPauses()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Get, Unavailable, Unavailable, Found);

        Assert.Equal("c1", (await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation))).ClusterId);

        var pauses = Pauses(workspace);
        Assert.InRange(pauses[0], 0.75, 1.26);
        Assert.InRange(pauses[1], 1.5, 2.51);
    }

    [Theory]
    [MemberData(nameof(RetryableTexts))]
    public async Task Get_PassingTextWithAnyStatus_IsTriedAgain(string text)
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Get, Reply.Error(400, "INTERNAL_ERROR", text), Found);
        await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        Assert.Equal(2, workspace.Stub.Count(Get));
    }

    [Theory]
    [InlineData(400, "INVALID_PARAMETER_VALUE")]
    [InlineData(403, "PERMISSION_DENIED")]
    [InlineData(500, "INTERNAL_ERROR")]
    [InlineData(504, "DEADLINE_EXCEEDED")]
    public async Task Get_OtherFailures_AreLeftToTheCaller(int status, string code)
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Get, Reply.Error(status, code, "no"));
        await workspace.FailAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        Assert.Equal(1, workspace.Stub.Count(Get));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Create_AnyFailure_IsSentOnce(int status)
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Create, Reply.Error(status, "", "Timed out after 5 seconds"));
        await workspace.FailAsync(client => client.Clusters.CreateAsync([], Cancellation));
        Assert.Equal(1, workspace.Stub.Count(Create));
    }

    [Fact]
    public async Task RunNow_RefusedAfterAnAttemptWhoseReplyWasLost_StillMayHaveStartedARun()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On("POST /api/2.2/jobs/run-now", Unavailable, Reply.Error(400, "INVALID_PARAMETER_VALUE", "no"));
        var request = new Operator.Databricks.Runs.RunNow { JobId = 1, IdempotencyToken = "t" };

        var lost = await workspace.FailAsync(client => client.Runs.RunNowAsync(request, Cancellation));
        workspace.Stub.On("POST /api/2.2/jobs/run-now", Reply.Error(400, "INVALID_PARAMETER_VALUE", "no"));
        var refused = await workspace.FailAsync(client => client.Runs.RunNowAsync(request, Cancellation));

        Assert.Equal((DatabricksErrorKind.Invalid, true), (lost.Kind, lost.MayHaveTakenEffect));
        Assert.Equal((DatabricksErrorKind.Invalid, false), (refused.Kind, refused.MayHaveTakenEffect));
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, false)]
    [InlineData(HttpRequestError.NameResolutionError, false)]
    [InlineData(HttpRequestError.SecureConnectionError, false)]
    [InlineData(HttpRequestError.ResponseEnded, true)]
    [InlineData(HttpRequestError.Unknown, true)]
    public async Task Create_ConnectionFails_SaysWhetherTheClusterMayExist(HttpRequestError failure, bool mayExist)
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Create, (_, _) => throw new HttpRequestException(failure, "broken"));
        var error = await workspace.FailAsync(client => client.Clusters.CreateAsync([], Cancellation));
        Assert.Equal((DatabricksErrorKind.Transient, mayExist), (error.Kind, error.MayHaveTakenEffect));
        Assert.Equal(1, workspace.Stub.Count(Create));
    }

    [Fact]
    public async Task Edit_Throttled_IsSentAgain()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Edit, Throttled, Reply.Done);
        await workspace.RunAsync(client => client.Clusters.EditAsync(new JsonObject(), Cancellation));
        Assert.Equal(2, workspace.Stub.Count(Edit));
    }

    [Fact]
    public async Task Edit_ReplyLost_IsNotSentAgainBecauseItWouldRestartTheClusterTwice()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Edit, (_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded, "reset"));
        var error = await workspace.FailAsync(client => client.Clusters.EditAsync(new JsonObject(), Cancellation));
        Assert.True(error.MayHaveTakenEffect);
        Assert.Equal(1, workspace.Stub.Count(Edit));
    }

    [Fact]
    public async Task Get_RetryAfterSeconds_IsTheLeastPause()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Get, Throttled.With("Retry-After", "17"), Found);
        await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        Assert.InRange(Pauses(workspace)[0], 17, 18);
    }

    [Fact]
    public async Task Get_RetryAfterDate_IsTheLeastPause()
    {
        using var workspace = new TestWorkspace();
        var date = workspace.Time.GetUtcNow().AddSeconds(20).ToString("R");
        workspace.Stub.On(Get, Unavailable.With("Retry-After", date), Found);
        await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        Assert.InRange(Pauses(workspace)[0], 20, 21);
    }

    [Fact]
    public async Task Get_RetryAfterBeyondTheCallsTime_FailsAtOnceAndTellsTheTime()
    {
        // No RunAsync: the clock stands still, so a pause would never end.
        using var workspace = new TestWorkspace(timeouts: new CallTimeouts { Total = TimeSpan.FromMinutes(2) });
        workspace.Stub.On(Get, Throttled.With("Retry-After", "300"));

        var failure = await Assert.ThrowsAsync<DatabricksException>(() => workspace.Client.Clusters.GetAsync("c1", Cancellation));

        Assert.Equal(TimeSpan.FromMinutes(5), failure.Error.RetryDelay);
        Assert.Equal(1, workspace.Stub.Count(Get));
    }

    [Fact]
    public async Task Throttled_OneCall_BrakesAllCallsOfTheWorkspace()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Create, Throttled.With("Retry-After", "30")).On(Get, Found);
        await workspace.FailAsync(client => client.Clusters.CreateAsync([], Cancellation));
        await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        Assert.InRange(Pauses(workspace)[0], 30, 30.1);
    }

    [Fact]
    public async Task Get_WorkspaceHangs_EndsWithinTheTotalTime()
    {
        var timeouts = new CallTimeouts { Total = TimeSpan.FromSeconds(30), Attempt = TimeSpan.FromSeconds(8) };
        using var workspace = new TestWorkspace(timeouts: timeouts);
        workspace.Stub.On(Get, async (_, cancellation) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, workspace.Time, cancellation);
            throw new InvalidOperationException("unreachable");
        });
        var before = workspace.Time.GetUtcNow();

        var error = await workspace.FailAsync(client => client.Clusters.GetAsync("c1", Cancellation));

        Assert.Equal(DatabricksErrorKind.Transient, error.Kind);
        Assert.Contains("no answer within", error.Message, StringComparison.Ordinal);
        Assert.InRange(workspace.Time.GetUtcNow() - before, TimeSpan.FromSeconds(8), timeouts.Total);
    }

    [Fact]
    public async Task Get_CallerCancels_EndsInCancellationNotInAnError()
    {
        using var workspace = new TestWorkspace();
        using var cancel = new CancellationTokenSource();
        workspace.Stub.On(Get, async (_, cancellation) =>
        {
            await cancel.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            throw new InvalidOperationException("unreachable");
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => workspace.RunAsync(client => client.Clusters.GetAsync("c1", cancel.Token)));
    }

    private static List<double> Pauses(TestWorkspace workspace)
    {
        var times = workspace.Stub.Received.Select(request => request.At).ToList();
        return [.. times.Skip(1).Zip(times, (later, earlier) => (later - earlier).TotalSeconds)];
    }
}
