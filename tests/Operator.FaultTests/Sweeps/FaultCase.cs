using Operator.FaultTests.Injections;
using Operator.FaultTests.Oracles;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Sweeps;

/// <summary>One scenario with one fault, or with none.</summary>
internal static class FaultCase
{
    /// <summary>Longer than the longest backoff and two of the regular looks.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(25);

    /// <summary>What was refused as wrong is sent again when the object is looked at in any case, which is every ten hours.</summary>
    private static readonly TimeSpan FinalBound = TimeSpan.FromHours(11);

    public static Task<CaseResult> RunAsync(Scenario scenario, Injection? injection, IReadOnlyDictionary<string, int>? usual) =>
        RunAsync(scenario, injection, usual, restsBetween: injection is null);

    /// <summary>The calls of a case until its fault meets one: step follows upon step.</summary>
    public static async Task<IReadOnlyList<Call>> CallsAsync(Scenario scenario) => (await RunAsync(scenario, null, null, restsBetween: false)).Calls;

    private static async Task<CaseResult> RunAsync(Scenario scenario, Injection? injection, IReadOnlyDictionary<string, int>? usual, bool restsBetween)
    {
        using var world = new FaultWorld(scenario.Options, scenario.IsListed);
        world.Oracles.Watch(scenario.Things);
        await Idle.PassAsync(world, Pace.Start);
        world.Oracles.NoteForeign();
        var bound = injection?.Fault.LooksFinal == true ? FinalBound : Bound;
        await RunAsync(world, scenario.Preparation, Bound, null, restsBetween: true);
        world.Arm();
        if (injection is not null)
        {
            world.Inject(injection);
        }

        var recovery = await RunAsync(world, scenario.Steps, bound, injection, restsBetween);
        world.Oracles.AtEnd(usual is null || injection?.Fault.IsLate != true ? usual : OnceMore(usual));
        return new CaseResult(injection, world.Hits > 0, world.Oracles.Violations, recovery, world.Calls, RemoteOracle.Effects(world));
    }

    /// <summary>The time from the fault to the end of the step that it met, or until all is as after that step again.</summary>
    private static async Task<TimeSpan?> RunAsync(FaultWorld world, IReadOnlyList<Step> steps, TimeSpan bound, Injection? injection, bool restsBetween)
    {
        TimeSpan? recovery = null;
        foreach (var step in steps)
        {
            var hits = world.Hits;
            await world.RestAsync();
            world.Step = step.Name;
            step.Act(world);
            world.Oracles.Happened();
            if (!await EndsAsync(world, step, () => step.IsDone(world), bound))
            {
                return null;
            }

            world.Step = step.Rest;
            if (injection?.Call.Step == step.Rest && !await RecoversAsync(world, step, bound))
            {
                return null;
            }

            recovery ??= world.Time.GetUtcNow() - world.HitAt;
            world.Oracles.AtRest();
            if (step.IsLasting && (restsBetween || (world.Hits > 0 && (hits == 0 || step == steps[^1]))))
            {
                await StayQuietAsync(world, step.Name);
            }
        }

        return recovery;
    }

    /// <summary>Waits at rest for the fault, and until the conditions of all things are as before it.</summary>
    private static async Task<bool> RecoversAsync(FaultWorld world, Step step, TimeSpan bound)
    {
        var before = ConditionText(world);
        await world.RunUntilAsync(() => world.Hits > 0, Idle.Rest);
        return await EndsAsync(world, step, () => step.IsDone(world) && ConditionText(world) == before, bound);
    }

    private static string ConditionText(FaultWorld world) => string.Join('\n', world.Oracles.Things.Select(thing => thing.ConditionText(world)));

    private static async Task<bool> EndsAsync(FaultWorld world, Step step, Func<bool> holds, TimeSpan bound)
    {
        var ends = await world.RunUntilAsync(holds, bound);
        if (!ends)
        {
            world.Oracles.Report(Promise.Converges, $"step '{step.Name}' does not end within {bound}: {Describe(world)}");
        }

        return ends;
    }

    /// <summary>An edit that was given up and sent again may take effect twice, which nobody could know; a creation may not.</summary>
    private static Dictionary<string, int> OnceMore(IReadOnlyDictionary<string, int> usual) =>
        usual.ToDictionary(pair => pair.Key, pair => pair.Key.EndsWith("/create", StringComparison.Ordinal) ? pair.Value : pair.Value + 1);

    /// <summary>What is as it should be stays so without a write.</summary>
    public static async Task StayQuietAsync(FaultWorld world, string after)
    {
        if (await Idle.WritesAsync(world, Idle.Rest) is { Count: > 0 } writes)
        {
            world.Oracles.Report(Promise.QuietWhenDone, $"after '{after}': {string.Join(", ", writes)}");
        }
    }

    public static string Describe(FaultWorld world) => string.Join("; ", world.Oracles.Things.Select(
        thing => $"{thing.Kind} {thing.Name}: {thing.Stored(world)?["status"]?.ToJsonString() ?? "gone"} "
            + $"(in the workspace: {string.Join(", ", thing.Ids(world))})"));
}

/// <summary>What became of a case.</summary>
/// <param name="Injection">The fault; null for none.</param>
/// <param name="WasHit">The fault has met a call.</param>
/// <param name="Violations">What the oracles say.</param>
/// <param name="Recovery">From the fault to the state in which all is as it should be; null when the fault met nothing.</param>
/// <param name="Calls">Of the operator.</param>
/// <param name="Effects">How often each costly operation took effect.</param>
internal sealed record CaseResult(
    Injection? Injection, bool WasHit, IReadOnlyList<string> Violations, TimeSpan? Recovery, IReadOnlyList<Call> Calls,
    IReadOnlyDictionary<string, int> Effects);
