using Operator.Benchmarks.Fleets;
using Operator.Benchmarks.Processes;
using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Phases;

/// <summary>One scenario from the first object to the last one's deletion, with a simulated workspace and an operator of its own.</summary>
/// <param name="plane">Where the objects are.</param>
/// <param name="program">The published operator.</param>
/// <param name="clientGo">The operator that it is compared with; null for no comparison.</param>
/// <param name="scenario">What is measured.</param>
/// <param name="time">Of this machine.</param>
internal sealed class FleetBenchmark(ControlPlane plane, string program, string? clientGo, Scenario scenario, TimeProvider time)
{
    private readonly List<Measurement> all = [];

    public async Task<Result> RunAsync(CancellationToken cancellationToken)
    {
        // At a limit of calls the limit itself is what everything is compared with.
        var floor = scenario.IsLimited ? null : await Floor.MeasureAsync(plane, scenario.Kind, scenario.Count, time, cancellationToken);
        if (floor is not null && clientGo is not null && ClientGoKind.Find(scenario.Kind) is { } kind)
        {
            await TakeAsync("client-go", new ClientGoPhase(plane, clientGo, kind, scenario, time).MeasureAsync(floor, cancellationToken));
        }

        if (!scenario.IsLimited && scenario.WithStart)
        {
            await TakeAsync("start", StartPhase.MeasureAsync(plane, Launch, scenario, time, cancellationToken));
        }

        await using var system = await SystemUnderTest.PrepareAsync(plane, Launch, scenario, scenario.Name, scenario.Count, time, cancellationToken);
        try
        {
            await MeasureAsync(system, floor, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new InvalidOperationException($"{scenario.Name}: {exception.Message} The operator's last lines:\n{system.Log}", exception);
        }

        return new Result(scenario.Kind.Name, scenario.Count, scenario.CallsPerSecond, all);
    }

    private OperatorProcess Launch(Fleet fleet, SimulatedWorkspace workspace) => OperatorProcess.Start(program, plane.Kubeconfig, fleet.Namespace);

    private async Task MeasureAsync(SystemUnderTest system, Floor? floor, CancellationToken cancellationToken)
    {
        var start = all.Find(one => one.Name == Figure.StartProcessor)?.Value;
        await TakeAsync("converge", new ConvergePhase(system, scenario).MeasureAsync(floor, start, cancellationToken));
        all.AddRange([.. ClientGoFigures.Ratio(all)]);
        if (floor is not null)
        {
            await TakeAsync("steady state", new SteadyPhase(system, scenario).MeasureAsync(cancellationToken));
            if (scenario.Kind.Edit is { } edit)
            {
                await EditAsync(system, floor, new Edits(system, edit), cancellationToken);
            }

            await TakeAsync("restart", new RestartPhase(system).MeasureAsync(cancellationToken));
        }

        await TakeAsync("deletion", new DeletionPhase(system, scenario).MeasureAsync(cancellationToken));
        if (scenario.IsLimited)
        {
            // Last, because what it leaves in the queues and in the call budget would be in the figures of the phase after it.
            await TakeAsync("first status", new FirstStatusPhase(system, scenario).MeasureAsync(cancellationToken));
        }
    }

    private async Task EditAsync(SystemUnderTest system, Floor floor, Edits edits, CancellationToken cancellationToken)
    {
        await TakeAsync("edits", new EditPhase(system, scenario, edits).MeasureAsync(floor, cancellationToken));
        if (scenario.UnderLoad)
        {
            await TakeAsync("edits under load", new LoadPhase(system, scenario, edits).MeasureAsync(cancellationToken));
        }
    }

    /// <summary>Says what a person waits for: a phase lasts longer than its figure, by the quiet that has to follow.</summary>
    private async Task TakeAsync(string phase, Task<IReadOnlyList<Measurement>> measuring)
    {
        var started = time.GetTimestamp();
        all.AddRange(await measuring);
        await Console.Error.WriteLineAsync(FormattableString.Invariant(
            $"{scenario.Count} × {scenario.Kind.Name}: {phase} took {time.GetElapsedTime(started).TotalSeconds:0.0} s"));
    }
}
