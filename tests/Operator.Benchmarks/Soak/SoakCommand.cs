using System.CommandLine;
using System.Globalization;
using Operator.Benchmarks.Fleets;
using Operator.Benchmarks.Processes;
using Operator.Benchmarks.Soak.Slopes;

namespace Operator.Benchmarks.Soak;

/// <summary>Hours with faults: what the operator takes must not grow.</summary>
internal sealed class SoakCommand(TimeProvider time)
{
    private readonly Option<double> minutes = new("--minutes") { Description = "How long.", DefaultValueFactory = _ => 120 };
    private readonly Option<int> objects = new("--objects") { Description = "Of all kinds together.", DefaultValueFactory = _ => 500 };
    private readonly Option<string> faults = new("--faults") { Description = "Only those whose name has this text.", DefaultValueFactory = _ => "" };
    private readonly Option<bool> record = new("--record") { Description = "Write docs/soak and docs/reliability.md, if the run is long enough." };

    public Command Build()
    {
        objects.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < FleetKind.All.Count)
            {
                result.AddError($"--objects must be at least {FleetKind.All.Count}, one of each kind.");
            }
        });
        var command = new Command("soak", "Objects of all kinds and faults, for hours; exit code 1 when memory, handles, threads, timers or queues grow.")
        {
            minutes, objects, faults, record,
        };
        command.SetAction(RunAsync);
        var draw = new Command("draw", "Writes the tables and plots of the recorded run once more.");
        draw.SetAction((_, cancellationToken) => SoakRecorder.DrawAsync(cancellationToken));
        command.Add(draw);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var plan = new SoakPlan(parsed.GetValue(objects), TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(faults)!);
        var commit = await Shell.CommitAsync(cancellationToken);
        using var published = await PublishedOperator.CreateAsync(cancellationToken);
        await using var plane = await ControlPlane.StartAsync(time, cancellationToken);
        await using var system = await SoakSystem.StartAsync(plane, published.Program, plan.Objects, time, cancellationToken);
        var result = await new SoakBenchmark(system, plan, time).RunAsync(cancellationToken);
        var date = time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var run = new SoakRun(date, commit, Environment.ProcessorCount, system.Objects, result.Minutes, result.Faults, result.Complaints);
        if (parsed.GetValue(record) && plan.IsJudged)
        {
            await SoakRecorder.WriteAsync(run, result.Samples, cancellationToken);
        }

        return Conclude(run, result.Samples, plan);
    }

    /// <returns>The exit code: 1 when something grows, or is not as it should be at the end.</returns>
    private static int Conclude(SoakRun run, IReadOnlyList<SoakSample> samples, SoakPlan plan)
    {
        Console.WriteLine(SoakReport.Of(run, samples));
        List<string> wrong = [.. run.Complaints, .. plan.IsJudged ? SoakReport.NotFlat(samples) : []];
        Console.WriteLine(wrong.Count > 0
            ? string.Join('\n', wrong)
            : plan.IsJudged ? "All is flat." : "The end is as it should be; the slopes of so short a run say nothing.");
        return wrong.Count > 0 ? 1 : 0;
    }
}
