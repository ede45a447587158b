using Databricks.Simulator.Hosting;

namespace Operator.FaultTests.World;

public sealed class WorldClockTests
{
    /// <summary>A busy machine pauses the thread that fires the timers, and hours would pass in which no timer fires: "does not end within 00:25:00".</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task RunUntil_WhileAnotherThreadFiresTimers_LetsNoTimePassWithoutThem(int seconds)
    {
        using var world = new FaultWorld(new WorkspaceOptions(), isListed: false);
        using var entered = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var token = TestContext.Current.CancellationToken;
        var hasFired = false;
        await using var late = world.Clock.CreateTimer(_ => hasFired = true, null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
        var other = Task.Run(
            async () =>
            {
                await using var paused = world.Clock.CreateTimer(_ => Pause(), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
                world.Pass(TimeSpan.FromSeconds(1));
            },
            token);
        entered.Wait(token);

        var run = world.RunUntilAsync(() => hasFired, TimeSpan.FromMinutes(25));
        release.Set();

        Assert.True(await run);
        await other;

        void Pause()
        {
            entered.Set();
            release.Wait(token);
        }
    }
}
