using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

/// <summary>Nothing that changes a workspace is sent by a process that no longer leads, however long the call waited for its turn.</summary>
public sealed class SendPermitTests
{
    private const string Get = "GET /api/2.1/clusters/get";
    private const string Create = "POST /api/2.1/clusters/create";

    private readonly Permit permit = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_ThatWaitedForItsTurnWhileTheLeaseWasLost_IsNotSent()
    {
        using var workspace = new TestWorkspace(limits: new CallLimits { MaxConcurrent = 1, MaxWait = TimeSpan.FromHours(1) }, permit: permit);
        var (arrived, answer) = (new TaskCompletionSource(), new TaskCompletionSource<HttpResponseMessage>());
        workspace.Stub.On(Create, Reply.Ok("""{"cluster_id":"c1"}""")).On(Get, (_, _) =>
        {
            arrived.SetResult();
            return answer.Task;
        });
        var first = workspace.Client.Clusters.GetAsync("c1", Cancellation);
        await arrived.Task.WaitAsync(Cancellation);
        var waiting = workspace.Client.Clusters.CreateAsync([], Cancellation);

        permit.IsHeld = false;
        answer.SetResult(Reply.Ok("""{"cluster_id":"c1"}""").ToResponse());

        await Assert.ThrowsAsync<NotPermittedException>(() => waiting);
        await first;
        Assert.Equal(0, workspace.Stub.Count(Create));
    }

    [Fact]
    public async Task Edit_WhoseSecondAttemptComesAfterTheLeaseWasLost_IsNotSentAgain()
    {
        using var workspace = new TestWorkspace(permit: permit);
        workspace.Stub.On("POST /api/2.1/clusters/edit", (_, _) =>
        {
            permit.IsHeld = false;
            return Task.FromResult(Reply.Error(429, "REQUEST_LIMIT_EXCEEDED", "too many").ToResponse());
        });

        await Assert.ThrowsAsync<NotPermittedException>(() => workspace.RunAsync(client => client.Clusters.EditAsync([], Cancellation)));

        Assert.Equal(1, workspace.Stub.Count("POST /api/2.1/clusters/edit"));
    }

    [Fact]
    public async Task Get_WithoutThePermit_IsSentBecauseItChangesNothing()
    {
        permit.IsHeld = false;
        using var workspace = new TestWorkspace(permit: permit);
        workspace.Stub.On(Get, Reply.Ok("""{"cluster_id":"c1"}"""));

        Assert.Equal("c1", (await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation))).ClusterId);
    }

    [Fact]
    public async Task Create_ThatHangsUntilTheLeaseHasRunOut_IsGivenUpAsOneThatMayHaveHappened()
    {
        using var workspace = new TestWorkspace(permit: permit);
        workspace.Stub.On(Create, HangAsync);
        permit.Until = workspace.Time.GetUtcNow().AddSeconds(15);
        permit.Clock = workspace.Time;

        var error = await workspace.FailAsync(client => client.Clusters.CreateAsync([], Cancellation));

        Assert.Equal((DatabricksErrorKind.Transient, true), (error.Kind, error.MayHaveTakenEffect));
        Assert.Equal(permit.Until, workspace.Time.GetUtcNow());
    }

    [Fact]
    public async Task Create_ThatTakesLongerThanALeaseThatIsRenewed_IsAnswered()
    {
        using var workspace = new TestWorkspace(permit: permit);
        (permit.Clock, permit.Until) = (workspace.Time, workspace.Time.GetUtcNow().AddSeconds(15));
        workspace.Stub.On(Create, async (_, cancellationToken) =>
        {
            for (var renewal = 0; renewal < 4; renewal++)
            {
                await Task.Delay(TimeSpan.FromSeconds(10), workspace.Time, cancellationToken);
                permit.Until = workspace.Time.GetUtcNow().AddSeconds(15);
            }

            return Reply.Ok("""{"cluster_id":"c1"}""").ToResponse();
        });

        Assert.Equal("c1", (await workspace.RunAsync(client => client.Clusters.CreateAsync([], Cancellation))).ClusterId);
    }

    [Fact]
    public void Operations_ThatChangeNothing_AreTheReadsOnly()
    {
        var reads = ApiCall.All.Select(call => call.Operation).Where(operation => !operation.IsChange).ToList();

        string[] changes = ["create", "edit", "delete", "reset", "run-now", "put", "patch", "import"];
        Assert.All(reads, read => Assert.DoesNotContain(read.Name[(read.Family.Length + 1)..], changes));
        Assert.Equal(["clusters/events"], reads.Where(read => read.Method != HttpMethod.Get).Select(read => read.Name));
    }

    private static async Task<HttpResponseMessage> HangAsync(int call, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("unreachable");
    }

    private sealed class NotPermittedException : Exception;

    private sealed class Permit : ISendPermit
    {
        public bool IsHeld { get; set; } = true;

        public DateTimeOffset? Until { get; set; }

        public TimeProvider Clock { get; set; } = TimeProvider.System;

        public TimeSpan Remaining => Until is { } until ? until - Clock.GetUtcNow() : TimeSpan.MaxValue;

        public void Check()
        {
            if (!IsHeld)
            {
                throw new NotPermittedException();
            }
        }
    }
}
