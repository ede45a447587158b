using System.CommandLine;
using Operator.Benchmarks.Fleets;
using Operator.Benchmarks.Phases;
using Operator.Benchmarks.Processes;

namespace Operator.Benchmarks;

/// <summary>Whole processes: a real API server, a simulated workspace and the published operator.</summary>
internal sealed class FleetCommand(TimeProvider time)
{
    private readonly Option<string[]> kinds = new("--kinds")
    {
        Description = "Which kinds are measured, one after the other.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["job", "notebook", "cluster", "run"],
    };

    private readonly Option<int[]> objects = new("--objects")
    {
        Description = "How many objects of a kind; several numbers for several runs.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [1000],
    };

    private readonly Option<int> callsPerSecond = new("--calls-per-second")
    {
        Description = "The limit of the workspace, with convergence and deletion only; 0 for none, with all phases.",
    };

    private readonly Option<int> steady = new("--steady-seconds") { Description = "How long the steady state is watched.", DefaultValueFactory = _ => 60 };
    private readonly Option<int> edits = new("--edits") { Description = "How many edits, each alone, and as many in a row.", DefaultValueFactory = _ => 100 };
    private readonly Option<bool> withoutLoad = new("--without-load") { Description = "Leaves out the edits during a load." };
    private readonly Option<bool> withoutStart = new("--without-start") { Description = "Leaves out what a start costs by itself, and so CPU per object." };
    private readonly Option<bool> clientGo = new("--client-go") { Description = "Compares with a small operator made with Go's client-go, without a limit." };
    private readonly Option<bool> record = new("--record") { Description = "Write docs/performance.md and docs/performance." };

    public RootCommand Build()
    {
        kinds.AcceptOnlyFromAmong([.. FleetKind.All.Select(kind => kind.Name)]);
        AtLeast(objects, StartPhase.Objects + 1);
        var root = new RootCommand("Measures the operator; exit code 1 when a budget is broken.")
        {
            kinds, objects, callsPerSecond, steady, edits, withoutLoad, withoutStart, clientGo, record,
        };
        root.SetAction(RunAsync);
        return root;
    }

    private static void AtLeast(Option<int[]> option, int least) => option.Validators.Add(result =>
    {
        if ((result.GetValueOrDefault<int[]>() ?? []).Any(number => number < least))
        {
            result.AddError($"{option.Name} must be at least {least}.");
        }
    });

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var published = await PublishedOperator.CreateAsync(cancellationToken);
        var compared = parsed.GetValue(clientGo) ? await ClientGoOperator.BuildAsync(cancellationToken) : null;
        var outcome = new Outcome(time, parsed.GetValue(record));
        foreach (var scenario in Scenarios(parsed))
        {
            // Each on a server of its own: what one has left in its memory would slow down the next.
            await using var plane = await ControlPlane.StartAsync(time, cancellationToken);
            await outcome.AddAsync(await new FleetBenchmark(plane, published.Program, compared, scenario, time).RunAsync(cancellationToken), cancellationToken);
        }

        return outcome.Conclude();
    }

    private IEnumerable<Scenario> Scenarios(ParseResult parsed) =>
        from name in parsed.GetValue(kinds)
        from count in parsed.GetValue(objects)!
        select new Scenario(
            FleetKind.All.First(kind => kind.Name == name),
            count,
            parsed.GetValue(callsPerSecond),
            parsed.GetValue(steady),
            parsed.GetValue(edits),
            !parsed.GetValue(withoutLoad),
            !parsed.GetValue(withoutStart));
}
