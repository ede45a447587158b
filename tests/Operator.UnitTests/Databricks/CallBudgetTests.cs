using System.Threading.RateLimiting;
using Microsoft.Extensions.Time.Testing;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

public sealed class CallBudgetTests : IDisposable
{
    private static readonly CallLimits Limits = new() { RequestsPerSecond = 15, Burst = 15, MaxConcurrent = 1_000, MaxWait = TimeSpan.FromHours(1) };

    private readonly FakeTimeProvider time = new();
    private readonly List<CallBudget> budgets = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => budgets.ForEach(budget => budget.Dispose());

    [Fact]
    public void Acquire_HundredsWaiting_NeverExceedsRatePlusBurstInAnyWindow()
    {
        var budget = Budget(Limits);
        var grants = new List<DateTimeOffset>();
        var random = new Random(7);
        var pending = Acquire(budget, 300);
        while (pending.Count > 0)
        {
            grants.AddRange(Enumerable.Repeat(time.GetUtcNow(), pending.RemoveAll(call => call.IsCompleted)));
            // Uneven steps, and sometimes long ones in which credit must not grow beyond the burst.
            time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 20) == 1 ? 3_000 : random.Next(1, 90)));
        }

        for (var first = 0; first < grants.Count; first++)
        {
            for (var last = first; last < grants.Count; last++)
            {
                var allowed = 15 + (15 * (grants[last] - grants[first]).TotalSeconds);
                Assert.True(last - first + 1 <= allowed + 1e-6, $"{last - first + 1} calls within {grants[last] - grants[first]}");
            }
        }
    }

    [Fact]
    public void Acquire_SteadyDemand_ReachesTheRate()
    {
        var budget = Budget(Limits);
        var pending = Acquire(budget, 400);
        for (var step = 0; step < 1_000; step++)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        // 15 at once, then 15 a second for 10 s; wake-ups are rounded up to a millisecond.
        Assert.InRange(pending.Count(call => call.IsCompleted), 160, 165);
    }

    [Fact]
    public void Acquire_AllPrioritiesWait_ServesUserEditsFirstAndResyncLast()
    {
        var budget = Budget(Limits with { Burst = 1, RequestsPerSecond = 1 });
        Acquire(budget, 1);
        CallPriority[] arriving = [CallPriority.Resync, CallPriority.Observation, CallPriority.Transition, CallPriority.UserEdit, CallPriority.UserEdit];
        var calls = arriving.Select(priority => (priority, Task: budget.AcquireAsync(priority, Cancellation).AsTask())).ToList();
        var served = new List<CallPriority>();
        while (calls.Count > 0)
        {
            time.Advance(TimeSpan.FromSeconds(1.01));
            served.AddRange(calls.Where(call => call.Task.IsCompleted).Select(call => call.priority));
            calls.RemoveAll(call => call.Task.IsCompleted);
        }

        Assert.Equal(
            [CallPriority.UserEdit, CallPriority.UserEdit, CallPriority.Transition, CallPriority.Observation, CallPriority.Resync], served);
    }

    [Fact]
    public async Task Acquire_AllFlightsTaken_WaitsForARelease()
    {
        var budget = Budget(Limits with { MaxConcurrent = 2 });
        var flights = Acquire(budget, 3);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal([true, true, false], flights.Select(flight => flight.IsCompleted));

        (await flights[0]).Dispose();
        Assert.True(flights[2].IsCompleted);
    }

    [Fact]
    public async Task Dispose_LeaseDisposedTwice_FreesOneFlightOnly()
    {
        var budget = Budget(Limits with { MaxConcurrent = 1 });
        var flights = Acquire(budget, 3);
        var first = await flights[0];
        first.Dispose();
        first.Dispose();

        Assert.Equal([true, true, false], flights.Select(flight => flight.IsCompleted));
    }

    [Fact]
    public void PauseFor_CreditLeft_LetsNobodyGoBeforeItsEnd()
    {
        var budget = Budget(Limits);
        budget.PauseFor(TimeSpan.FromSeconds(30));
        var edit = budget.AcquireAsync(CallPriority.UserEdit, Cancellation).AsTask();

        time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(edit.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(edit.IsCompleted);
    }

    [Fact]
    public async Task Acquire_WaitTooLong_FailsWithTheTimeToAskAgain()
    {
        var budget = Budget(Limits with { MaxWait = TimeSpan.FromSeconds(10) });
        budget.PauseFor(TimeSpan.FromSeconds(25));
        var call = budget.AcquireAsync(CallPriority.UserEdit, Cancellation).AsTask();
        time.Advance(TimeSpan.FromSeconds(10));

        var lease = await call;
        Assert.False(lease.IsAcquired);
        Assert.True(lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(15), retryAfter);
    }

    [Fact]
    public async Task Acquire_CallerGivesUp_PassesTheTurnOn()
    {
        var budget = Budget(Limits with { Burst = 1, RequestsPerSecond = 1 });
        Acquire(budget, 1);
        using var impatient = new CancellationTokenSource();
        var first = budget.AcquireAsync(CallPriority.UserEdit, impatient.Token).AsTask();
        var second = budget.AcquireAsync(CallPriority.Resync, Cancellation).AsTask();
        await impatient.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(1.01));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.True(second.IsCompletedSuccessfully);
    }

    [Fact]
    public void HasSpare_UntilHalfOfTheBurstIsGone_IsTrue()
    {
        var budget = Budget(Limits);
        Acquire(budget, 7);
        Assert.True(budget.HasSpare);
        Acquire(budget, 1);
        Assert.False(budget.HasSpare);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(budget.HasSpare);
    }

    [Fact]
    public void HasSpare_WhileACallWaitsOrTheWorkspaceAsksForAPause_IsFalse()
    {
        var waiting = Budget(Limits with { MaxConcurrent = 1 });
        Acquire(waiting, 2);
        var paused = Budget(Limits);
        paused.PauseFor(TimeSpan.FromSeconds(2));

        Assert.False(waiting.HasSpare);
        Assert.False(paused.HasSpare);
    }

    [Fact]
    public void Acquire_PagesAndEditsWait_TakeTurnsAndThePageGoesFirst()
    {
        var budget = Budget(Limits with { Burst = 1, RequestsPerSecond = 1 });
        Acquire(budget, 1);
        var waiting = new List<(string Name, Task<RateLimitLease> Turn)>();
        foreach (var name in (string[])["edit 1", "edit 2", "page 1", "page 2", "page 3"])
        {
            var priority = name.StartsWith("page", StringComparison.Ordinal) ? CallPriority.SharedList : CallPriority.UserEdit;
            waiting.Add((name, budget.AcquireAsync(priority, Cancellation).AsTask()));
        }

        var order = new List<string>();
        while (waiting.Count > 0)
        {
            time.Advance(TimeSpan.FromSeconds(1.01));
            order.AddRange(waiting.Where(call => call.Turn.IsCompleted).Select(call => call.Name));
            waiting.RemoveAll(call => call.Turn.IsCompleted);
        }

        Assert.Equal(["page 1", "edit 1", "page 2", "edit 2", "page 3"], order);
    }

    private CallBudget Budget(CallLimits limits)
    {
        var budget = new CallBudget(limits, time);
        budgets.Add(budget);
        return budget;
    }

    private static List<Task<RateLimitLease>> Acquire(CallBudget budget, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => budget.AcquireAsync(CallPriority.Transition, Cancellation).AsTask())];
}
