using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

/// <summary>A workspace that hangs: found out after a few calls, and asked by one at a time until it answers again.</summary>
public sealed class SilenceTests : IDisposable
{
    private const string Get = "GET /api/2.1/clusters/get";

    private static readonly Reply Found = Reply.Ok("""{"cluster_id":"c1"}""");

    private readonly TestWorkspace workspace = new(timeouts: new CallTimeouts { MaxRetries = 0 });
    private bool hangs = true;

    public SilenceTests() => workspace.Stub.On(Get, async (_, cancellationToken) =>
    {
        await (hangs ? Task.Delay(Timeout.InfiniteTimeSpan, workspace.Time, cancellationToken) : Task.CompletedTask);
        return Found.ToResponse();
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task Get_AfterAFewCallsThatHung_FailsAtOnceAndSaysWhenToComeBack()
    {
        await HangAsync(SilenceBreaker.Tolerated);
        var before = workspace.Time.GetUtcNow();

        // Not stepped: a call that waited for anything would never end.
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => workspace.Client.Clusters.GetAsync("c1", Cancellation));

        Assert.Equal(DatabricksErrorKind.Transient, failure.Kind);
        Assert.False(failure.Error.MayHaveTakenEffect);
        Assert.InRange(failure.Error.RetryAfter!.Value, TimeSpan.FromSeconds(1), SilenceBreaker.Pause);
        Assert.Equal(before, workspace.Time.GetUtcNow());
        Assert.Equal(SilenceBreaker.Tolerated, workspace.Stub.Count(Get));
    }

    [Fact]
    public async Task Get_AfterThePause_IsTriedByOneOfAll()
    {
        await HangAsync(SilenceBreaker.Tolerated);
        workspace.Time.Advance(SilenceBreaker.Pause);

        var probe = workspace.Client.Clusters.GetAsync("c1", Cancellation);
        for (var caller = 0; caller < 20; caller++)
        {
            await Assert.ThrowsAsync<DatabricksException>(() => workspace.Client.Clusters.GetAsync("c1", Cancellation));
        }

        Assert.Equal(SilenceBreaker.Tolerated + 1, workspace.Stub.Count(Get));
        await Assert.ThrowsAsync<DatabricksException>(() => workspace.Time.RunAsync(probe, Cancellation));
    }

    [Fact]
    public async Task Get_OnceTheWorkspaceAnswersAgain_IsAnsweredForAll()
    {
        await HangAsync(SilenceBreaker.Tolerated);
        hangs = false;
        workspace.Time.Advance(SilenceBreaker.Pause);

        for (var caller = 0; caller < 5; caller++)
        {
            await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        }

        Assert.False(workspace.Client.IsSilent);
    }

    [Fact]
    public async Task Get_ThatIsAnsweredInBetween_KeepsTheCircuitClosed()
    {
        for (var round = 0; round < 5; round++)
        {
            hangs = true;
            await HangAsync(SilenceBreaker.Tolerated - 1);
            hangs = false;
            await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        }

        Assert.Equal(5 * SilenceBreaker.Tolerated, workspace.Stub.Count(Get));
    }

    [Fact]
    public async Task Get_ThatIsRefusedAtOnce_IsNoSilence()
    {
        workspace.Stub.On(Get, (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"));

        await HangAsync(SilenceBreaker.Tolerated + 1);

        Assert.Equal(SilenceBreaker.Tolerated + 1, workspace.Stub.Count(Get));
        Assert.False(workspace.Client.IsSilent);
    }

    [Fact]
    public async Task IsSilent_OfACallThatHangs_IsKnownLongBeforeItTimesOut()
    {
        var call = workspace.Client.Clusters.GetAsync("c1", Cancellation);
        Assert.False(workspace.Client.IsSilent);

        workspace.Time.Advance(Responsiveness.Patience);

        Assert.True(workspace.Client.IsSilent);
        await Assert.ThrowsAsync<DatabricksException>(() => workspace.Time.RunAsync(call, Cancellation));
        Assert.True(workspace.Client.IsSilent);
    }

    private async Task HangAsync(int calls)
    {
        for (var call = 0; call < calls; call++)
        {
            await workspace.FailAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        }
    }
}
