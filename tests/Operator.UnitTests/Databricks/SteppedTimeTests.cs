namespace Operator.UnitTests.Databricks;

public sealed class SteppedTimeTests
{
    private readonly SteppedTime time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_CallThatTakesRealTime_DoesNotReachItsBound()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10), time);
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);

        var call = time.RunAsync(answer.Task.WaitAsync(bound.Token), Cancellation);
        Assert.False(bound.IsCancellationRequested);

        answer.SetResult(1);
        Assert.Equal(1, await call);
    }

    [Fact]
    public async Task RunAsync_PauseOfTheCode_IsPassedAtOnce()
    {
        await time.RunAsync(PauseAsync(), Cancellation);

        Assert.Equal(TimeSpan.FromMinutes(1), time.GetUtcNow() - time.Start);

        async Task<bool> PauseAsync()
        {
            await Task.Delay(TimeSpan.FromMinutes(1), time, Cancellation);
            return true;
        }
    }
}
