using System.Collections.Concurrent;
using Operator.FaultTests.Injections;
using Operator.FaultTests.Reports;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Sweeps;

/// <summary>A fault at each call of a scenario, one case for each.</summary>
internal static class Sweep
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<CaseResult>>> Faultless = new(StringComparer.Ordinal);

    /// <summary>The scenario that is asked for; 1 for all of them, as `make faults` sets it.</summary>
    private static readonly string? Asked = Environment.GetEnvironmentVariable("FAULTS") is { Length: > 0 } asked ? asked : null;

    /// <summary>What is asked for; or for `make test` the one that takes half a minute.</summary>
    public static IEnumerable<string> Scenarios { get; } =
        AllScenarios.All.Select(scenario => scenario.Name).Where(name => Asked is "1" || name == (Asked ?? "cluster"));

    /// <summary>One run without a fault, by which the calls are known.</summary>
    public static Task<CaseResult> FaultlessAsync(Scenario scenario) =>
        Faultless.GetOrAdd(scenario.Name, _ => new Lazy<Task<CaseResult>>(() => FaultCase.RunAsync(scenario, null, null))).Value;

    public static async Task RunAsync(Scenario scenario, Fault fault)
    {
        var faultless = await FaultlessAsync(scenario);
        var calls = Distinct(faultless.Calls).Where(call => IsMet(call, fault)).ToList();
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(calls, Stride.Beside, async (call, _) =>
        {
            var result = await FaultCase.RunAsync(scenario, new Injection(call.Index, fault), faultless.Effects);
            FaultLedger.Add(scenario.Name, fault.Class, result);
            if (result.Violations.Count > 0)
            {
                failures.Enqueue($"{scenario.Name}, {fault.Name} at {call}:\n  {string.Join("\n  ", result.Violations)}");
            }
        });
        Assert.True(failures.IsEmpty, $"{failures.Count} of {calls.Count} cases failed.\n{string.Join('\n', failures.Order(StringComparer.Ordinal))}");
    }

    /// <summary>
    /// Of the same read, made again and again while nothing is changed, the first two and the last: a run is asked for thirty times until it has ended, and a
    /// fault at the tenth meets the operator in the same state as one at the second.
    /// </summary>
    private static IEnumerable<Call> Distinct(IReadOnlyList<Call> calls)
    {
        var changes = 0;
        return calls.GroupBy(call => (call.Side, call.Name, call.Step, Changes: call.IsChange ? ++changes : changes))
            .SelectMany(same => same.Take(2).Concat(same.Skip(2).TakeLast(1)));
    }

    private static bool IsMet(Call call, Fault fault) => fault.CanMeet(call) && !(fault.SaysGone && call.Step == Step.Deletion);
}

/// <summary>Alone on the machine: a sweep keeps all cores busy, and other tests here measure time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SweepCollection : ICollectionFixture<ReliabilityRecorder>
{
    public const string Name = "Sweeps";
}
