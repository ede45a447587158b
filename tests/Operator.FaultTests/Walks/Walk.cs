using Databricks.Simulator.Hosting;
using Operator.FaultTests.Oracles;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.Sweeps;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Walks;

/// <summary>Carries out the steps of a walk. When they are done no further call fails, and what people left must come to be and stay.</summary>
internal static class Walk
{
    /// <summary>Longer than the longest backoff, two of the regular looks and the start of a cluster.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(35);

    /// <summary>What was refused as wrong is sent again when the object is looked at in any case, which is every ten hours.</summary>
    private static readonly TimeSpan FinalBound = TimeSpan.FromHours(11);

    /// <summary>Longer than the lists of a workspace take to come round.</summary>
    private static readonly TimeSpan AfterDeletion = TimeSpan.FromMinutes(2);

    private static readonly IReadOnlyList<Thing> Things = [.. WalkThings.All.Select(thing => thing.Thing)];

    private static readonly WorkspaceOptions Options = Pace.Workspace with { Clusters = Pace.Clusters with { ListPageSize = 2 } };

    /// <returns>What the oracles say; empty when every promise was kept.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<WalkStep> steps)
    {
        using var world = new FaultWorld(Options, isListed: true);
        var scene = new WalkScene(world);
        try
        {
            await BeginAsync(scene);
            foreach (var step in steps)
            {
                await TakeAsync(scene, step);
            }

            await EndAsync(scene, steps.Any(step => step.LooksFinal) ? FinalBound : Bound);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            world.Oracles.Report(Promise.NoMishap, $"in '{world.Step}': {exception}");
        }

        return world.Oracles.Violations;
    }

    private static async Task BeginAsync(WalkScene scene)
    {
        var world = scene.World;
        world.Oracles.Watch([.. Things, WalkThings.Workspace]);
        scene.Rotate();
        Steps.ApplyNow(world, WalkThings.Workspace, $$$$$"""
            {"host":"{{{{{FaultWorld.Host}}}}}","auth":{"token":{"secretKeyRef":{"name":"credential","key":"token"}}}}
            """);
        await world.RunUntilAsync(() => WalkThings.Workspace.IsSettled(world), Bound);
        await Idle.PassAsync(world, Pace.Start);
        world.Oracles.NoteForeign();
        world.Arm();
    }

    private static async Task TakeAsync(WalkScene scene, WalkStep step)
    {
        var world = scene.World;
        world.Step = step.Text;
        step.Act(scene);
        world.Oracles.Happened();
        if (step.Time > TimeSpan.Zero)
        {
            world.EndFormer();
        }

        await Idle.PassAsync(world, step.Time);
    }

    private static async Task EndAsync(WalkScene scene, TimeSpan bound)
    {
        var world = scene.World;
        world.Heal();
        world.EndFormer();
        scene.Rotate();
        world.Users.Patch(WalkThings.Workspace.Plural, WalkThings.Workspace.Name, """{"spec":{"suspend":null}}""");
        await ReachAsync(world, "all is as it was left", () => WalkThings.All.All(thing => thing.IsAsLeft(world) || scene.IsLeftAlone(thing)), bound);
        await StayQuietAsync(world, Idle.Rest);
        foreach (var thing in WalkThings.All)
        {
            scene.PutRight(thing);
            scene.Edit(thing, """{"suspend":null,"policies":null}""");
        }

        await ReachAsync(world, "what was deleted is gone", () => Things.All(thing => !thing.IsBeingDeleted(world)), Bound);
        foreach (var thing in WalkThings.All)
        {
            scene.Apply(thing);
        }

        await ReachAsync(world, "all is there", () => Steps.AllSettled(world, Things), Bound);
        world.Step = Step.Deletion;
        Steps.DeleteAll(world, Things);
        await ReachAsync(world, Step.Deletion, () => Things.All(thing => thing.IsGone(world)), Bound);
        await StayQuietAsync(world, AfterDeletion);
        world.Oracles.AtEnd(null);
        scene.CheckEffort();
    }

    /// <summary>What is as it should be stays so without a write.</summary>
    private static async Task StayQuietAsync(FaultWorld world, TimeSpan time)
    {
        if (await Idle.WritesAsync(world, time) is { Count: > 0 } writes)
        {
            world.Oracles.Report(Promise.QuietWhenDone, string.Join(", ", writes));
        }
    }

    private static async Task ReachAsync(FaultWorld world, string end, Func<bool> holds, TimeSpan bound)
    {
        world.Step = end;
        world.Oracles.Happened();
        if (!await world.RunUntilAsync(holds, bound))
        {
            world.Oracles.Report(Promise.Converges, $"'{end}' does not come within {bound}: {FaultCase.Describe(world)}");
        }

        world.Oracles.AtRest();
    }
}
