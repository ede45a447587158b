using Operator.Benchmarks.Fleets;
using Operator.Benchmarks.Processes;
using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Phases;

/// <summary>
/// Whether the work grows with what changes: the same figures for few and for many workspaces differ where something walks over all objects for each one.
/// </summary>
internal sealed class ScaleBenchmark(ControlPlane plane, string program, ScaleScenario scenario, TimeProvider time)
{
    private readonly List<Measurement> all = [];

    public async Task<Result> RunAsync(CancellationToken cancellationToken)
    {
        await using var system = await ManyWorkspaces.PrepareAsync(plane, scenario, time, cancellationToken);
        try
        {
            await ConvergeAsync(system, cancellationToken);
            await StandStillAsync(system, cancellationToken);
            await EditAsync(system, cancellationToken);
            await ChangeWorkspaceAsync(system, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new InvalidOperationException($"{scenario.Count} objects: {exception.Message} The operator's last lines:\n{system.Log}", exception);
        }

        return new Result(ScaleScenario.Name, scenario.Count, 0, all);
    }

    private async Task ConvergeAsync(ManyWorkspaces system, CancellationToken cancellationToken)
    {
        var (calls, writes) = (system.Calls, await system.WritesAsync(cancellationToken));
        var started = system.Start(program);
        await system.WaitAsync(() => system.Watch.Ready >= scenario.Count - scenario.ObjectsEach && system.Others.All(system.IsReady),
            "the jobs of the other workspaces to be Ready", cancellationToken);
        var others = time.GetElapsedTime(started).TotalSeconds;
        await system.WaitAsync(() => system.Watch.Ready == scenario.Count, "the jobs of the slow workspace to be Ready", cancellationToken);
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        await system.RestedAsync(cancellationToken);
        var (use, written) = (system.Operator.Use(), (await system.WritesAsync(cancellationToken)).Since(writes));
        all.AddRange(
        [
            new(Figure.ConvergeOthers, others, "s"),
            new(Figure.Converge, seconds, "s"),
            new(Figure.WholeProcessor, PerObject(use.Processor.TotalMilliseconds), "ms"),
            new(Figure.Passes, PerObject(await system.PassesAsync(cancellationToken)), ""),
            new(Figure.Calls, PerObject(system.Calls - calls), ""),
            new(Figure.Writes, PerObject(written.Changes), ""),
            new(Figure.Events, PerObject(written.Events), ""),
            new(Figure.PeakMemory, use.PeakMebibytes, "MiB"),
        ]);
        Say("converge", started);
    }

    private async Task StandStillAsync(ManyWorkspaces system, CancellationToken cancellationToken)
    {
        var (writes, calls, passes) = (await system.WritesAsync(cancellationToken), system.Calls, await system.PassesAsync(cancellationToken));
        var (use, started) = (system.Operator.Use(), time.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(scenario.SteadySeconds), time, cancellationToken);
        var (elapsed, processor) = (time.GetElapsedTime(started), system.Operator.Use().Processor - use.Processor);
        all.AddRange(
        [
            new(Figure.SteadyWrites, (await system.WritesAsync(cancellationToken)).Since(writes).Changes, ""),
            new(Figure.SteadyReads, (system.Calls - calls) / elapsed.TotalMinutes / scenario.Workspaces, "/min"),
            new(Figure.SteadyPasses, (await system.PassesAsync(cancellationToken) - passes) / elapsed.TotalMinutes / scenario.Count, "/min"),
            new(Figure.SteadyProcessor, 100 * processor / elapsed, "% of a core"),
        ]);
        Say("steady state", started);
    }

    /// <summary>One job of each workspace is edited.</summary>
    private async Task EditAsync(ManyWorkspaces system, CancellationToken cancellationToken)
    {
        var (passes, started) = (await system.PassesAsync(cancellationToken), time.GetTimestamp());
        List<Fleet> fleets = [system.Slow, .. system.Others];
        foreach (var (number, fleet) in fleets.Index())
        {
            await fleet.PatchAsync(fleet.Names[0], ScaleScenario.Kind.Edit!.Patch(number), cancellationToken);
        }

        await system.WaitAsync(() => fleets.All(fleet => system.Watch.IsReadyAt(fleet.Names[0], 2)), "the edited jobs to be Ready", cancellationToken);
        await system.RestedAsync(cancellationToken);
        all.Add(new(Figure.EditPasses, (double)(await system.PassesAsync(cancellationToken) - passes) / scenario.Workspaces, ""));
        Say("edits", started);
    }

    /// <summary>The limits of one workspace change: of all jobs its own alone may be looked at.</summary>
    private async Task ChangeWorkspaceAsync(ManyWorkspaces system, CancellationToken cancellationToken)
    {
        var (passes, started) = (await system.PassesAsync(cancellationToken), time.GetTimestamp());
        await system.ChangeWorkspaceAsync(system.Others[0], cancellationToken);
        await system.RestedAsync(cancellationToken);
        all.Add(new(Figure.WorkspacePasses, (double)(await system.PassesAsync(cancellationToken) - passes) / scenario.ObjectsEach, ""));
        Say("a changed workspace", started);
    }

    private double PerObject(double total) => total / scenario.Count;

    private void Say(string phase, long started) => Console.Error.WriteLine(FormattableString.Invariant(
        $"{scenario.Count} × {ScaleScenario.Name}: {phase} took {time.GetElapsedTime(started).TotalSeconds:0.0} s"));
}
