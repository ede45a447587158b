using Operator.Runtime.Client;
using Operator.Runtime.Reconciliation;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Controllers;

/// <summary>When an object comes back by itself.</summary>
public sealed class ControllerRetryTests : ControllerTestBase
{
    [Fact]
    public async Task Run_SuccessWithRequeue_ComesBackThenAndNotBefore()
    {
        Recorded.OnReconcile = (widget, _) => Task.FromResult(ReconciliationResult<Widget>.Success(widget, TimeSpan.FromMinutes(1)));
        await StartWithAsync(Widget.Named("a"));

        Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((0, 1), (Controller.Queue.ReadyCount, Controller.Queue.DelayedCount));
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("a", await NameOfNextAsync());
    }

    [Fact]
    public async Task Run_FailuresOfEveryKind_ComeBackWithBackoffAndTouchNoOtherObject()
    {
        Func<Widget, ReconciliationResult<Widget>>[] failures =
        [
            widget => ReconciliationResult<Widget>.Failure(widget, "refused"),
            _ => throw new InvalidOperationException("bug"),
            _ => throw new ApiServerException(System.Net.HttpStatusCode.Conflict, "Conflict", "conflict"),
            _ => throw new LeadershipLostException(),
            _ => throw new TaskCanceledException("some inner timeout"),
            _ => throw new HttpRequestException("no route"),
        ];
        var failure = 0;
        Recorded.OnReconcile = (widget, _) => Task.FromResult(
            widget.Metadata.Name == "a" ? failures[failure](widget) : ReconciliationResult<Widget>.Success(widget));
        await StartWithAsync(Widget.Named("a"));
        for (failure = 1; failure < failures.Length; failure++)
        {
            Assert.Equal((0, 1), (Controller.Queue.ReadyCount, Controller.Queue.DelayedCount));
            Time.Advance(TimeSpan.FromMinutes(5));
            Assert.Equal("a", await NameOfNextAsync());
            await SettledAsync();
        }

        Engine.Create(Widget.Named("b"));
        Assert.Equal("b", await NameOfNextAsync());
        Assert.True(Controller.IsAlive);
    }

    /// <summary>Ten thousand objects without a right are not to be asked about every two minutes.</summary>
    [Fact]
    public async Task Run_FailureWithATimeOfItsOwn_ComesBackLaterEachTime()
    {
        Recorded.OnReconcile = (widget, _) => Task.FromResult(ReconciliationResult<Widget>.Failure(widget, "no right", requeueAfter: TimeSpan.FromMinutes(2)));
        await StartWithAsync(Widget.Named("a"));
        Time.Advance(TimeSpan.FromMinutes(1.9));
        Assert.Equal((0, 1), (Controller.Queue.ReadyCount, Controller.Queue.DelayedCount));
        var passes = 1;
        for (var minute = 0; minute < 240; minute++)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            while (Recorded.HasCall || Controller.Queue.ActiveCount > 0)
            {
                await NameOfNextAsync();
                passes++;
                await SettledAsync();
            }
        }

        Assert.InRange(passes, 240 / 8, 240 / 4);
    }

    [Fact]
    public async Task Run_ObjectsComeFailAndGo_LeaveNothingBehind()
    {
        Recorded.OnReconcile = (widget, _) => Task.FromResult(
            widget.Metadata.Name.EndsWith('0')
                ? ReconciliationResult<Widget>.Failure(widget, "refused")
                : ReconciliationResult<Widget>.Success(widget, TimeSpan.FromHours(10)));
        Start();
        for (var number = 0; number < 1000; number++)
        {
            var widget = Engine.Create(Widget.Named($"w{number}", uid: $"uid-{number}"));
            await Recorded.NextAsync();
            await SettledAsync();
            Engine.Informer.ReportDeleted(widget.Metadata);
            await Recorded.NextAsync();
            await SettledAsync();
        }

        Assert.Equal((0, 0), (Controller.Queue.KeyCount, Controller.TombstoneCount));
        Assert.InRange(Controller.Queue.TicketCount, 0, 200);
    }

    [Fact]
    public async Task Run_PassHangs_IsCancelledAtTheTimeoutAndTriedAgain()
    {
        Recorded.OnReconcile = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new InvalidOperationException("unreachable");
        };
        Engine.Create(Widget.Named("a"));
        Start();
        await NameOfNextAsync();

        Time.Advance(TimeSpan.FromMinutes(2));
        await SettledAsync();
        Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("a", await NameOfNextAsync());
    }
}
