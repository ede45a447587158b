using System.CommandLine;
using Operator.Benchmarks.Fleets;
using Operator.Benchmarks.Processes;
using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks;

/// <summary>Whole processes: a real API server, a simulated workspace and the published operator.</summary>
internal sealed class FleetCommand(TimeProvider time)
{
    private const int DefaultCallsPerSecond = 15;

    private readonly Option<string[]> fleets = new("--fleet")
    {
        Description = "KIND=N: so many jobs, notebooks or clusters without a limit of calls; repeatable.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["job=200", "cluster=100"],
    };

    private readonly Option<string[]> limited = new("--limited")
    {
        Description = "KIND=N: the same at 15 calls a second, the operator's default; repeatable.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int> steady = new("--steady-seconds")
    {
        Description = "How long the steady state is watched; 0 leaves out the edits and the restart too.",
        DefaultValueFactory = _ => 60,
    };

    private readonly Option<int> edits = new("--edits") { Description = "Objects that are edited.", DefaultValueFactory = _ => 100 };
    private readonly Option<bool> record = new("--record") { Description = "Write docs/performance.md and docs/performance/history.csv." };

    public RootCommand Build()
    {
        var root = new RootCommand("Measures the operator; exit code 1 when a budget is broken.") { fleets, limited, steady, edits, record };
        root.SetAction(RunAsync);
        return root;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        List<Scenario> scenarios =
        [
            .. Read(parsed.GetValue(fleets)!, Scenario.Unlimited, parsed.GetValue(steady), parsed.GetValue(edits)),
            .. Read(parsed.GetValue(limited)!, DefaultCallsPerSecond, 0, 0),
        ];
        using var published = await PublishedOperator.CreateAsync(cancellationToken);
        List<Result> results = [];
        foreach (var scenario in scenarios)
        {
            // Each on a server of its own: what one has left in its memory would slow down the next.
            await using var plane = await ControlPlane.StartAsync(time, cancellationToken);
            results.Add(await new FleetBenchmark(plane, published.Program, scenario, time).RunAsync(cancellationToken));
            Console.WriteLine(ConsoleTable.Of(results[^1]));
            if (parsed.GetValue(record))
            {
                await new Performance(time).RecordAsync(results[^1], cancellationToken);
            }
        }

        List<string> broken = [.. results.SelectMany(Budget.Broken)];
        Console.WriteLine(broken.Count == 0 ? "\nWithin all budgets." : $"\n{string.Join('\n', broken)}");
        return broken.Count == 0 ? 0 : 1;
    }

    private static IEnumerable<Scenario> Read(IEnumerable<string> given, int callsPerSecond, int steadySeconds, int edits) =>
        from text in given
        let parts = text.Split('=')
        let kind = FleetKind.All.FirstOrDefault(one => one.Name == parts[0])
            ?? throw new ArgumentException($"'{text}' is no KIND=N of: {string.Join(", ", FleetKind.All.Select(one => one.Name))}.")
        let count = int.TryParse(parts[^1], out var number) && number > 0 && parts.Length == 2
            ? number
            : throw new ArgumentException($"'{text}' needs a number of objects above 0.")
        select new Scenario(kind, count, callsPerSecond, steadySeconds, Math.Min(edits, count));
}
