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

    /// <summary>All cases beside each other, whatever their fault: the slowest of each fault would leave the machine idle at its end.</summary>
    public static async Task RunAsync(Scenario scenario, IEnumerable<Fault> faults)
    {
        var faultless = await FaultlessAsync(scenario);
        var calls = Distinct(faultless.Calls).ToList();
        var cases = faults.SelectMany(fault => calls.Where(call => IsMet(call, fault)).Select(call => (Fault: fault, Call: call))).ToList();
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(cases, Stride.Beside, async (met, _) =>
        {
            var result = await FaultCase.RunAsync(scenario, new Injection(met.Call.Index, met.Fault), faultless.Effects);
            FaultLedger.Add(scenario.Name, met.Fault.Class, result);
            if (result.Violations.Count > 0)
            {
                failures.Enqueue($"{scenario.Name}, {met.Fault.Name} at {met.Call}:\n  {string.Join("\n  ", result.Violations)}");
            }
        });
        Assert.True(failures.IsEmpty, $"{failures.Count} of {cases.Count} cases failed.\n{string.Join('\n', failures.Order(StringComparer.Ordinal))}");
    }

    /// <summary>
    /// Of the same read, made again and again while nothing is changed, the first and the last: a run is asked for thirty times until it has ended, and a fault
    /// at the tenth meets the operator in the same state as one at the first.
    /// </summary>
    private static IEnumerable<Call> Distinct(IReadOnlyList<Call> calls)
    {
        var changes = 0;
        return calls.GroupBy(call => (call.Side, call.Name, call.Step, Changes: call.IsChange ? ++changes : changes))
            .SelectMany(same => same.Take(1).Concat(same.Skip(1).TakeLast(1)));
    }

    private static bool IsMet(Call call, Fault fault) => fault.CanMeet(call) && !(fault.SaysGone && call.Step == Step.Deletion);
}

/// <summary>Alone on the machine: a sweep keeps all cores busy, and other tests here measure time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SweepCollection : ICollectionFixture<ReliabilityRecorder>
{
    public const string Name = "Sweeps";
}
