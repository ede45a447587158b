using System.Text.Json.Nodes;
using Operator.FaultTests.World;
using static Operator.FaultTests.Scenarios.Steps;

namespace Operator.FaultTests.Scenarios;

/// <summary>Runs of a job, which come to an end by themselves or are brought to it.</summary>
internal static class RunScenarios
{
    private static readonly Thing Run = new("DatabricksJobRun", "once", Truths.Run);
    private static readonly Thing Second = new("DatabricksJobRun", "twice", Truths.Run);

    /// <summary>Its last failure is the run's own where a repair was refused.</summary>
    private static readonly Thing Failing = new("DatabricksJobRun", "failing", Truths.Run with { Settled = [.. Truths.Run.Settled, "RunFailed"] });

    public static Scenario OfARun() => new("run")
    {
        Options = Pace.Workspace with { Runs = Pace.Runs with { RunningDuration = TimeSpan.FromMinutes(1) } },
        IsListed = true,
        Things = [Run, Second],
        Steps =
        [
            Apply(Run, world => RunOfAJob(world, Run)) with { IsLasting = false },
            new Step("end", _ => { }, world => HasEnded(world) && Run.IsSettled(world)),
            Delete(Run),
            Apply(Second, world => RunOfAJob(world, Second)) with { IsLasting = false },
            Delete(Second),
        ],
    };

    public static Scenario OfARepair() => new("repair and cancellation of a run")
    {
        Options = Pace.Workspace with { Runs = Pace.Runs with { RunningDuration = TimeSpan.FromMinutes(1) } },
        IsListed = true,
        Things = [Failing, Second],
        Steps =
        [
            new Step("apply, and its task fails twice", ApplyFailing, Failing.IsSettled) { IsLasting = false },
            new Step("end", _ => { }, world => Failing.IsSettled(world) && (Says(world, Failing, "RunSucceeded") || IsRefused(world))),
            Apply(Second, world => RunOfAJob(world, Second)) with { IsLasting = false },
            Edit("cancel", Second, """{"cancel":true}""") with { IsDone = world => Second.IsSettled(world) && Says(world, Second, "RunCanceled") },
            Delete(Failing, Second),
        ],
    };

    /// <summary>The spec of a run of a job that the operator does not manage. The job has the name of the resource, by which tests find its runs.</summary>
    public static string RunOfAJob(FaultWorld world, Thing run, string further = "")
    {
        var body = JsonNode.Parse($$$"""{"name":"{{{run.Name}}}","tasks":[{"task_key":"main","notebook_task":{"notebook_path":"/main"}}]}""")!.AsObject();
        return $$"""{"jobId":"{{world.Remote.Jobs.Create(body, "ada@example.com")}}"{{further}}}""";
    }

    private static void ApplyFailing(FaultWorld world)
    {
        world.Remote.Runs.FailTask("main", times: 2, jobName: Failing.Name);
        ApplyNow(world, Failing, RunOfAJob(world, Failing, ""","repair":{"maxAttempts":2}"""));
    }

    private static bool HasEnded(FaultWorld world) => Says(world, Run, "RunSucceeded");

    private static bool Says(FaultWorld world, Thing run, string reason) =>
        run.Stored(world) is { } stored && (string?)Thing.Condition(stored, "Ready")?["reason"] == reason;

    /// <summary>A repair that the workspace refused is not asked for again.</summary>
    private static bool IsRefused(FaultWorld world) =>
        Says(world, Failing, "RunFailed") && Failing.Stored(world)?["status"]?["repair"]?["refusal"] is not null;
}
