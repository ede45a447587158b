using System.Globalization;
using Operator.FaultTests.Injections;
using Operator.FaultTests.Reports;
using Operator.FaultTests.Sweeps;

namespace Operator.FaultTests.Walks;

/// <summary>
/// All kinds and all faults in any order. FAULT_WALKS says how many walks, FAULT_WALK_STEPS how long each is, FAULT_SEED where to begin; a failure prints the
/// seed and the fewest steps that still fail.
/// </summary>
[Collection(SweepCollection.Name)]
public sealed class RandomWalkTests
{
    [Fact]
    public async Task Walk_OfAnySteps_BreaksNoPromise()
    {
        var (walks, length) = (Number("FAULT_WALKS", 40), Number("FAULT_WALK_STEPS", 40));
        var first = Number("FAULT_SEED", Environment.TickCount & 0xFFFFFF);
        TestContext.Current.TestOutputHelper?.WriteLine($"FAULT_SEED={first} FAULT_WALKS={walks} FAULT_WALK_STEPS={length}");
        var failing = new List<int>();
        await Parallel.ForEachAsync(Enumerable.Range(first, walks), async (seed, _) =>
        {
            var (violations, faults) = await RandomWalk.RunAsync(new WalkSteps(seed).Take(length));
            FaultLedger.Add(FaultClass.Walk, faults, violations.Count == 0, recovery: null);
            if (violations.Count > 0)
            {
                lock (failing)
                {
                    failing.Add(seed);
                }
            }
        });
        Assert.True(failing.Count == 0, failing.Count == 0 ? "" : await DescribeAsync(failing, length));
    }

    private static async Task<string> DescribeAsync(List<int> seeds, int length)
    {
        var steps = await RandomWalk.ShrinkAsync(new WalkSteps(seeds[0]).Take(length));
        var (violations, _) = await RandomWalk.RunAsync(steps);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{seeds.Count} walks failed: {string.Join(", ", seeds)}. FAULT_SEED={seeds[0]} FAULT_WALK_STEPS={length} comes down to\n"
                + $"{string.Join('\n', steps)}\nand ends in\n{string.Join('\n', violations)}");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
