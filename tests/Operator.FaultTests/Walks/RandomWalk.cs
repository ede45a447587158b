using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Operator.FaultTests.Oracles;
using Operator.FaultTests.Sweeps;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Walks;

/// <summary>
/// Steps at random, with time between them or none; then nothing more goes wrong, everything is applied, and all has to be well; then everything is deleted,
/// and nothing may be left.
/// </summary>
internal static class RandomWalk
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan FinalBound = TimeSpan.FromHours(11);

    public static async Task<(IReadOnlyList<string> Violations, int Faults)> RunAsync(IReadOnlyList<WalkStep> steps)
    {
        var options = new WorkspaceOptions { Runs = new RunOptions { RunningDuration = TimeSpan.FromMinutes(3) } };
        await using var world = await FaultWorld.StartAsync(options, isListed: true);
        world.Oracles.Watch(WalkThings.All);
        world.Arm();
        foreach (var step in steps)
        {
            step.Act(world);
            world.Oracles.Happened();
            await world.RestAsync();
        }

        world.Heal();
        await EndAsync(world, steps.Any(step => step.Fault is { LooksFinal: true }) ? FinalBound : Bound);
        return (world.Oracles.Violations, world.Hits);
    }

    /// <summary>Leaves out what the failure does not need, while there is time.</summary>
    public static async Task<IReadOnlyList<WalkStep>> ShrinkAsync(IReadOnlyList<WalkStep> failing)
    {
        for (var length = Math.Max(1, failing.Count / 2); length > 0; length /= 2)
        {
            for (var start = 0; start < failing.Count;)
            {
                IReadOnlyList<WalkStep> shorter = [.. failing.Take(start), .. failing.Skip(start + length)];
                if ((await RunAsync(shorter)).Violations.Count > 0)
                {
                    failing = shorter;
                }
                else
                {
                    start += length;
                }
            }
        }

        return failing;
    }

    private static async Task EndAsync(FaultWorld world, TimeSpan bound)
    {
        // What is being deleted goes first; a name is free only then.
        await ConvergeAsync(world, "what was deleted goes", bound, () => WalkThings.All.All(
            thing => thing.Stored(world) is not { } stored || stored["metadata"]!["deletionTimestamp"] is null));
        foreach (var thing in WalkThings.Lasting)
        {
            WalkThings.Apply(world, thing);
        }

        world.Oracles.Happened();
        await ConvergeAsync(world, "all is as it should be", bound, () => WalkThings.All.All(
            thing => thing.Truth.IsWork ? thing.Stored(world) is null || thing.IsSettled(world) : thing.IsSettled(world)));
        await world.RunUntilAsync(() => false, TimeSpan.FromMinutes(10));
        world.Oracles.AtRest();
        await FaultCase.StayQuietAsync(world, "all is as it should be");
        foreach (var thing in WalkThings.All)
        {
            world.Users.Delete(thing.Plural, thing.Name);
        }

        await ConvergeAsync(world, "all is gone", bound, () => WalkThings.All.All(thing => thing.IsGone(world)));
        world.Oracles.AtEnd(usual: null);
    }

    private static async Task ConvergeAsync(FaultWorld world, string what, TimeSpan bound, Func<bool> holds)
    {
        if (!await world.RunUntilAsync(holds, bound))
        {
            world.Oracles.Report(Promise.Converges, $"'{what}' does not come true within {bound}: {FaultCase.Describe(world)}");
        }
    }
}
