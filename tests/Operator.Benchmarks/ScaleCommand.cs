using System.CommandLine;
using Operator.Benchmarks.Phases;
using Operator.Benchmarks.Processes;

namespace Operator.Benchmarks;

/// <summary>Many workspaces at once, one of them slow.</summary>
internal sealed class ScaleCommand(TimeProvider time)
{
    private readonly Option<int[]> workspaces = new("--workspaces")
    {
        Description = "How many workspaces; several numbers for several runs.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [10, 50],
    };

    private readonly Option<int> objects = new("--objects-each") { Description = "Jobs in each workspace.", DefaultValueFactory = _ => 200 };
    private readonly Option<int> steady = new("--steady-seconds") { Description = "How long the steady state is watched.", DefaultValueFactory = _ => 60 };
    private readonly Option<bool> record = new("--record") { Description = "Write docs/performance.md and docs/performance." };

    public Command Build()
    {
        var command = new Command("scale", "Many workspaces with jobs, one of them slow; exit code 1 when a budget is broken.")
        {
            workspaces, objects, steady, record,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var published = await PublishedOperator.CreateAsync(cancellationToken);
        var outcome = new Outcome(time, parsed.GetValue(record));
        foreach (var number in parsed.GetValue(workspaces)!)
        {
            await using var plane = await ControlPlane.StartAsync(time, cancellationToken);
            var scenario = new ScaleScenario(number, parsed.GetValue(objects), parsed.GetValue(steady));
            await outcome.AddAsync(await new ScaleBenchmark(plane, published.Program, scenario, time).RunAsync(cancellationToken), cancellationToken);
        }

        return outcome.Conclude();
    }
}
