using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Operator.FaultTests.Injections;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.Sweeps;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Walks;

/// <summary>
/// One process under edits and faults, for SOAK_MINUTES of real time with SOAK_OBJECTS objects: what it keeps must not grow with what it has done.
/// </summary>
[Collection(SweepCollection.Name)]
public sealed class SoakTests
{
    private const int EditsOfARound = 10;

    /// <summary>Of a few more seconds there is nothing to conclude: caches fill, and the runtime takes its time.</summary>
    private static readonly TimeSpan Meaningful = TimeSpan.FromMinutes(3);

    private readonly Random random = new(1);
    private readonly List<Thing> things = [];
    private readonly List<Sample> samples = [];

    [Fact]
    public async Task Soak_UnderPeriodicFaults_KeepsItsSize()
    {
        var length = TimeSpan.FromMinutes(Number("SOAK_MINUTES", 0.2));
        var objects = (int)Number("SOAK_OBJECTS", 30);
        await using var world = await FaultWorld.StartAsync(new WorkspaceOptions { JournalCapacity = 100 }, isListed: true);
        things.AddRange(Enumerable.Range(0, objects).Select(index => new Thing("DatabricksCluster", $"etl-{index}", Truths.Cluster)));
        things.ForEach(thing => world.Users.Apply(thing.Kind, thing.Plural, thing.Name, JsonNode.Parse(
            """{"sparkVersion":"16.4.x-scala2.12","nodeTypeId":"m5d.large","numWorkers":1,"autoterminationMinutes":600}""")!));
        await SettleAsync(world);
        world.Arm();

        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < length)
        {
            await RoundAsync(world);
            samples.Add(Sample.Take(Stopwatch.GetElapsedTime(started), world.Life.Queued));
        }

        Report(world);
        Assert.Empty(world.Spoken.Mishaps);
        Assert.All(samples, sample => Assert.InRange(sample.Queued, 0, objects));
        if (length >= Meaningful)
        {
            Assert.InRange(Growth(sample => sample.Bytes), -1, 0.10);
            Assert.InRange(Growth(sample => sample.Handles), -1, 0.10);
            Assert.InRange(Growth(sample => sample.Threads), -1, 0.25);
        }
    }

    private async Task RoundAsync(FaultWorld world)
    {
        Fault[] faults = [.. WorkspaceFaults.All.Where(fault => fault is { LooksFinal: false, SaysGone: false }), .. KubernetesFaults.All];
        for (var edit = 0; edit < EditsOfARound; edit++)
        {
            var fault = faults[random.Next(faults.Length)];
            // The process that is watched must live on.
            if (fault.Class is not (FaultClass.Crash or FaultClass.Failover))
            {
                world.InjectNext(fault, random.Next(20));
            }

            var thing = things[random.Next(things.Count)];
            world.Users.Patch(thing.Plural, thing.Name, $$$"""{"spec":{"numWorkers":{{{random.Next(1, 9)}}}}}""");
        }

        await world.RunUntilAsync(() => false, TimeSpan.FromMinutes(2));
        world.Heal();
        await SettleAsync(world);
        world.Forget();
    }

    private async Task SettleAsync(FaultWorld world) => Assert.True(
        await world.RunUntilAsync(() => things.All(thing => thing.IsSettled(world)), TimeSpan.FromMinutes(60)),
        string.Join('\n', things.Where(thing => !thing.IsSettled(world)).Select(thing => thing.Stored(world)?["status"]?.ToJsonString())));

    /// <summary>How much the last quarter is above the second one; the first is the warming up.</summary>
    private double Growth(Func<Sample, double> of)
    {
        var quarter = Math.Max(1, samples.Count / 4);
        var (early, late) = (samples.Skip(quarter).Take(quarter).Average(of), samples.TakeLast(quarter).Average(of));
        return (late - early) / early;
    }

    private void Report(FaultWorld world) => TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{samples.Count} rounds, {world.Hits} faults; memory {samples[^1].Bytes / 1048576.0:0.0} MiB ({Growth(sample => sample.Bytes):+0.0%;-0.0%}), "
            + $"handles {samples[^1].Handles} ({Growth(sample => sample.Handles):+0.0%;-0.0%}), threads {samples[^1].Threads} "
            + $"({Growth(sample => sample.Threads):+0.0%;-0.0%}), queued keys {samples[^1].Queued}"));

    private static double Number(string variable, double otherwise) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private sealed record Sample(TimeSpan At, long Bytes, int Handles, int Threads, int Queued)
    {
        public static Sample Take(TimeSpan at, int queued)
        {
            using var process = Process.GetCurrentProcess();
            return new Sample(at, GC.GetTotalMemory(forceFullCollection: true), Directory.GetFiles("/proc/self/fd").Length, process.Threads.Count, queued);
        }
    }
}
