using Databricks.Simulator.Hosting;
using Operator.Benchmarks.Processes;
using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Fleets;

/// <summary>One scenario from the first object to the last one's deletion, with a simulated workspace and an operator of its own.</summary>
internal sealed class FleetBenchmark(ControlPlane plane, string program, Scenario scenario, TimeProvider time)
{
    private const int JournalCapacity = 1_000_000;

    public async Task<Result> RunAsync(CancellationToken cancellationToken)
    {
        var floor = scenario.IsLimited ? 0 : await Floor.SecondsAsync(plane, scenario.Kind, scenario.Count, time, cancellationToken);
        await using var simulator = await SimulatorHost.StartAsync(
            new SimulatorOptions { TimeProvider = time, Workspaces = [new WorkspaceOptions { JournalCapacity = JournalCapacity }] }, cancellationToken);
        var name = $"{scenario.Kind.Name}-{(scenario.IsLimited ? "limited" : "unlimited")}";
        var fleet = new Fleet(plane, scenario.Kind, name, scenario.Count);
        await fleet.PrepareAsync(simulator.Url, scenario.Limits, cancellationToken);
        await fleet.CreateAsync(cancellationToken);
        await using var watch = fleet.Watch(cancellationToken);
        await using var phases = new Phases(plane, program, scenario, fleet, watch, simulator.Workspace.Journal, time);
        try
        {
            return new Result(
                scenario.Kind.Name,
                scenario.Count,
                scenario.IsLimited ? scenario.CallsPerSecond : 0,
                [.. await MeasureAsync(phases, floor, cancellationToken)]);
        }
        catch (TimeoutException exception)
        {
            throw new InvalidOperationException($"{name}: {exception.Message} The operator's last lines:\n{phases.Log}", exception);
        }
    }

    private async Task<List<Measurement>> MeasureAsync(Phases phases, double floor, CancellationToken cancellationToken)
    {
        List<Measurement> all = [.. await TimedAsync("converge", phases.ConvergeAsync(floor, cancellationToken))];
        if (scenario.SteadySeconds > 0)
        {
            all.AddRange(await TimedAsync("steady state", phases.RestAsync(cancellationToken)));
            all.AddRange(await TimedAsync("edits", phases.EditAsync(cancellationToken)));
            all.AddRange(await TimedAsync("restart", phases.RestartAsync(cancellationToken)));
        }

        all.AddRange(await TimedAsync("deletion", phases.DeleteAsync(cancellationToken)));
        return all;
    }

    /// <summary>Says what a person waits for: a phase lasts longer than its figure, by the quiet that has to follow.</summary>
    private async Task<IReadOnlyList<Measurement>> TimedAsync(string phase, Task<IReadOnlyList<Measurement>> measuring)
    {
        var started = time.GetTimestamp();
        var measured = await measuring;
        await Console.Error.WriteLineAsync(FormattableString.Invariant(
            $"{scenario.Count} × {scenario.Kind.Name}: {phase} took {time.GetElapsedTime(started).TotalSeconds:0.0} s"));
        return measured;
    }
}
