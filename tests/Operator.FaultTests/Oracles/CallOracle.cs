using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Oracles;

/// <summary>What a call may look like when it leaves the process: O4, O10, O11.</summary>
internal sealed class CallOracle(FaultWorld world, Action<Promise, string> report)
{
    private const int Burst = 15;
    private const double PerSecond = 15;

    /// <summary>By which the clock moves while the operator seems to wait for it.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<int, Budget> budgets = new();

    public void Begun(Call call, OperatorLife life)
    {
        if (call.IsChange && !OperatorLife.TakePermit() && life.IsDeposed)
        {
            report(Promise.OneLeader, $"process {life.Number} sends {call}");
        }
    }

    public void Sent(Call call, string content, OperatorLife life)
    {
        budgets.GetOrAdd(life.Number, _ => new Budget()).Spend(call, world.Time.GetUtcNow(), report);
        foreach (var thing in world.Oracles.Things.Where(thing => thing.Truth.Creates == call.Name))
        {
            if (thing.Stored(world) is { } stored && content.Contains(thing.Name, StringComparison.Ordinal) && !HasFinalizer(stored))
            {
                report(Promise.FinalizerFirst, $"{call} for {thing.Kind} {thing.Name}");
            }
        }
    }

    public void Answered(Call call, HttpResponseMessage answer)
    {
        if ((int)answer.StatusCode == 429 && answer.Headers.RetryAfter?.Delta is { } delay)
        {
            var now = world.Time.GetUtcNow();
            budgets.GetOrAdd(call.Life, _ => new Budget()).Pause(now, now + delay);
        }
    }

    private static bool HasFinalizer(JsonObject stored) => stored["metadata"]!["finalizers"] is JsonArray { Count: > 0 };

    /// <summary>What the operator says of itself: at most burst + rate × time. A process begins with a whole burst.</summary>
    private sealed class Budget
    {
        private readonly Lock gate = new();
        private double credit = Burst;
        private DateTimeOffset? last;
        private DateTimeOffset pausedAt = DateTimeOffset.MinValue;
        private DateTimeOffset pausedUntil = DateTimeOffset.MinValue;

        public void Pause(DateTimeOffset at, DateTimeOffset until)
        {
            lock (gate)
            {
                (pausedAt, pausedUntil) = until > pausedUntil ? (at, until) : (pausedAt, pausedUntil);
            }
        }

        public void Spend(Call call, DateTimeOffset now, Action<Promise, string> report)
        {
            lock (gate)
            {
                credit = Math.Min(Burst, credit + (PerSecond * (now - (last ?? now)).TotalSeconds)) - 1;
                last = now;
                // A workspace of its own has a budget of its own; a case has two at most.
                if (credit < -Burst - 1)
                {
                    report(Promise.CallRate, $"{call} is above the rate");
                }

                // What leaves with the answer was on its way before the operator had read it; where the machine is busy the clock may have moved once since.
                if (now - pausedAt > Tick && now < pausedUntil)
                {
                    report(Promise.CallRate, $"{call} comes {(pausedUntil - now).TotalSeconds:0.0} s too early");
                }
            }
        }
    }
}
