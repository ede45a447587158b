using System.Collections.Concurrent;
using Operator.FaultTests.Injections;
using Operator.FaultTests.Reports;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Sweeps;

/// <summary>A fault at each call of a scenario, one case for each.</summary>
internal static class Sweep
{
    private static readonly ConcurrentDictionary<(string Scenario, bool IsListed), Lazy<Task<CaseResult>>> Faultless = new();
    private static readonly ConcurrentDictionary<(string Scenario, bool IsListed), Lazy<Task<IReadOnlyList<Call>>>> Calls = new();

    /// <summary>The scenario that is asked for; 1 for all of them, as `make faults` sets it.</summary>
    private static readonly string? Asked = Environment.GetEnvironmentVariable("FAULTS") is { Length: > 0 } asked ? asked : null;

    /// <summary>What is asked for; or for `make test` the one that takes half a minute.</summary>
    public static IEnumerable<string> Scenarios { get; } =
        AllScenarios.All.Select(scenario => scenario.Name).Where(name => Asked is "1" || name == (Asked ?? "cluster"));

    /// <summary>One run without a fault, by which the calls are known.</summary>
    public static Task<CaseResult> FaultlessAsync(Scenario scenario) =>
        Faultless.GetOrAdd((scenario.Name, scenario.IsListed), _ => new Lazy<Task<CaseResult>>(() => FaultCase.RunAsync(scenario, null, null))).Value;

    /// <summary>All cases beside each other, whatever their fault: the slowest of each fault would leave the machine idle at its end.</summary>
    public static async Task RunAsync(Scenario scenario, IEnumerable<Fault> faults)
    {
        var cases = await CasesAsync(scenario, faults);
        var results = new ConcurrentQueue<CaseResult>();
        await Parallel.ForEachAsync(cases, Stride.Beside, async (one, _) =>
        {
            var result = await FaultCase.RunAsync(one.Scenario, one.Injection, one.Usual);
            FaultLedger.Add(scenario.Name, one.Injection.Fault.Class, result);
            results.Enqueue(result);
        });
        var failures = Texts(results.Where(result => result.Violations.Count > 0));
        Assert.True(failures.Count == 0, $"{scenario.Name}: {failures.Count} of {cases.Count} cases failed.\n{string.Join('\n', failures)}");
        // A few calls depend on the jitter of regular looks. More of them would mean that the cases aim at calls which no run makes, and try nothing.
        var missed = Texts(results.Where(result => !result.WasHit));
        Assert.True(missed.Count <= cases.Count / 20, $"{scenario.Name}: {missed.Count} of {cases.Count} faults met no call.\n{string.Join('\n', missed)}");
    }

    private static async Task<List<(Scenario Scenario, Injection Injection, IReadOnlyDictionary<string, int> Usual)>> CasesAsync(
        Scenario scenario, IEnumerable<Fault> faults)
    {
        var cases = new List<(Scenario, Injection, IReadOnlyDictionary<string, int>)>();
        foreach (var fault in faults)
        {
            var variant = fault.NeedsLists ? scenario with { IsListed = true } : scenario;
            var (calls, faultless) = (await CallsAsync(variant), await FaultlessAsync(variant));
            cases.AddRange(calls.Where(call => IsMet(call, fault)).Select(call => (variant, new Injection(call, fault), faultless.Effects)));
        }

        return cases;
    }

    private static List<string> Texts(IEnumerable<CaseResult> results) =>
        [.. results.Select(result => string.Join("\n  ", result.Violations.Prepend($"{result.Injection}"))).Order(StringComparer.Ordinal)];

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

    /// <summary>Those of each step as they come in a case, which does not rest between them, and those that come at rest.</summary>
    private static Task<IReadOnlyList<Call>> CallsAsync(Scenario scenario) =>
        Calls.GetOrAdd((scenario.Name, scenario.IsListed), _ => new Lazy<Task<IReadOnlyList<Call>>>(async () =>
        [
            .. Distinct(await FaultCase.CallsAsync(scenario)),
            .. (await FaultlessAsync(scenario)).Calls.Where(call => Step.IsRest(call.Step)).DistinctBy(call => (call.Side, call.Name)),
        ])).Value;

    private static bool IsMet(Call call, Fault fault) => fault.CanMeet(call) && !(fault.SaysGone && call.Step == Step.Deletion);
}

/// <summary>Alone on the machine: a sweep keeps all cores busy, and other tests here measure time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SweepCollection : ICollectionFixture<ReliabilityRecorder>
{
    public const string Name = "Sweeps";
}
