using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;

namespace Databricks.Simulator.Runs;

/// <summary>Whether a task whose dependencies have ended runs (run_if).</summary>
internal static class RunCondition
{
    /// <summary>Null when the task runs, else how it ends without having run.</summary>
    public static Termination? Refusal(TaskRun task, IReadOnlyList<TaskRun> dependencies)
    {
        if (dependencies.Count == 0)
        {
            return null;
        }

        if (dependencies.Any(dependency => !HasWantedOutcome(task, dependency)))
        {
            return Termination.Excluded;
        }

        var runIf = task.Settings.Text("run_if");
        if (runIf != "ALL_DONE" && dependencies.All(dependency => Results.IsOmission(dependency.Result)))
        {
            return Termination.Excluded;
        }

        return Holds(runIf, dependencies) ? null : Unmet(runIf, dependencies);
    }

    private static bool Holds(string? runIf, IReadOnlyList<TaskRun> dependencies)
    {
        var failed = dependencies.Count(dependency => Results.IsFailure(dependency.Result));
        var canceled = dependencies.Count(dependency => Results.IsCancellation(dependency.Result));
        var succeeded = dependencies.Count(dependency => dependency.Result == Results.Success);
        return runIf switch
        {
            "ALL_DONE" => true,
            "AT_LEAST_ONE_SUCCESS" => succeeded > 0,
            "NONE_FAILED" => failed == 0 && canceled == 0 && succeeded > 0,
            "ALL_FAILED" => failed == dependencies.Count,
            "AT_LEAST_ONE_FAILED" => failed > 0,
            _ => failed == 0 && canceled == 0,
        };
    }

    // A task that waits for failures is left out when there is none; any other suffers from them.
    private static Termination Unmet(string? runIf, IReadOnlyList<TaskRun> dependencies)
    {
        if (runIf is "ALL_FAILED" or "AT_LEAST_ONE_FAILED")
        {
            return Termination.Excluded;
        }

        var failed = dependencies.Any(dependency => Results.IsFailure(dependency.Result));
        return Termination.Upstream(failed ? Results.UpstreamFailed : Results.UpstreamCanceled);
    }

    /// <summary>A dependency on one outcome of a condition_task is met by that outcome only.</summary>
    private static bool HasWantedOutcome(TaskRun task, TaskRun dependency)
    {
        var wanted = task.Settings.Objects("depends_on").First(entry => entry.Text("task_key") == dependency.Key).Text("outcome");
        return wanted is null || dependency.Outcome == wanted;
    }
}
