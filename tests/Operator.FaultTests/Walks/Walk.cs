using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Databricks.Simulator.Warehouses;
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

    /// <summary>Until the clusters of others run.</summary>
    private static readonly TimeSpan Begin = TimeSpan.FromMinutes(2);

    /// <summary>Runs end, and what watches and reads held back is seen.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(6);

    /// <summary>Three of the regular looks at what no list shows.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(32);

    private static readonly IReadOnlyList<Thing> Things = [.. WalkThings.All.Select(thing => thing.Thing)];

    /// <summary>Changes take their time, so that people and faults come in between.</summary>
    private static readonly WorkspaceOptions Options = new()
    {
        Clusters = new ClusterOptions
        {
            ListPageSize = 2,
            PendingDuration = TimeSpan.FromSeconds(90),
            ResizingDuration = TimeSpan.FromSeconds(30),
            RestartingDuration = TimeSpan.FromSeconds(60),
            TerminatingDuration = TimeSpan.FromSeconds(20),
        },
        Runs = new RunOptions { PendingDuration = TimeSpan.FromSeconds(20), RunningDuration = TimeSpan.FromMinutes(3) },
        Warehouses = new WarehouseOptions { StartingDuration = TimeSpan.FromSeconds(40), StoppingDuration = TimeSpan.FromSeconds(10) },
    };

    /// <returns>What the oracles say; empty when every promise was kept.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<WalkStep> steps)
    {
        await using var world = await FaultWorld.StartAsync(Options, isListed: true);
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
            {"host":"{{{{{world.Url.GetLeftPart(UriPartial.Authority)}}}}}","auth":{"token":{"secretKeyRef":{"name":"credential","key":"token"}}}}
            """);
        await world.RunUntilAsync(() => WalkThings.Workspace.IsSettled(world), Bound);
        await WorkAsync(world, Begin);
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

        await WorkAsync(world, step.Time);
    }

    private static async Task EndAsync(WalkScene scene, TimeSpan bound)
    {
        var world = scene.World;
        world.Heal();
        world.EndFormer();
        scene.Rotate();
        world.Users.Patch(WalkThings.Workspace.Plural, WalkThings.Workspace.Name, """{"spec":{"suspend":null}}""");
        await ReachAsync(world, "all is as it was left", () => WalkThings.All.All(thing => thing.IsAsLeft(world)), bound);
        await StayQuietAsync(world, Rest);
        foreach (var thing in WalkThings.All)
        {
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
        await StayQuietAsync(world, Begin);
        world.Oracles.AtEnd(null);
        scene.CheckEffort();
    }

    /// <summary>Lets the operator work while so much time passes.</summary>
    private static async Task WorkAsync(FaultWorld world, TimeSpan time)
    {
        var deadline = world.Time.GetUtcNow() + time;
        await world.RestAsync();
        while (world.Time.GetUtcNow() < deadline)
        {
            world.Pass(Stride.Of(time));
            await world.RestAsync();
        }
    }

    /// <summary>What is as it should be stays so without a write.</summary>
    private static async Task StayQuietAsync(FaultWorld world, TimeSpan time)
    {
        await WorkAsync(world, Aftermath);
        var calls = world.Calls.Count;
        await WorkAsync(world, time);
        var writes = world.Calls.Skip(calls).Where(call => call.IsChange).ToList();
        if (writes.Count > 0)
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
