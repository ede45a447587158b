using System.Text.Json;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Runs;

/// <summary>for_each_task: its inputs are the text of a JSON array, or a reference to a job parameter that holds one (behavior §3.3).</summary>
internal static class LoopTask
{
    private const int DefaultConcurrency = 20;

    public static Termination Failure(string message) => new(Phase.Terminated, Results.Failed, "RUN_EXECUTION_ERROR", "CLIENT_ERROR", message);

    public static int ConcurrencyOf(TaskRun loop) => (int)(loop.Settings.Object("for_each_task")!.Number("concurrency") ?? DefaultConcurrency);

    public static JsonArray? InputsOf(TaskRun loop)
    {
        var text = ConditionEvaluation.Resolved(loop, loop.Settings.Object("for_each_task")!, "inputs");
        try
        {
            return JsonNode.Parse(text) as JsonArray;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonObject Statistics(TaskRun loop)
    {
        var succeeded = loop.Iterations.Count(iteration => iteration.Result == Results.Success);
        var completed = loop.Iterations.Count(iteration => !iteration.IsActive);
        var waiting = loop.Iterations.Count(iteration => iteration.Phase == Phase.Blocked);
        return new JsonObject
        {
            ["total_iterations"] = loop.Iterations.Count,
            ["scheduled_iterations"] = loop.Iterations.Count - waiting,
            ["active_iterations"] = loop.Iterations.Count - waiting - completed,
            ["completed_iterations"] = completed,
            ["succeeded_iterations"] = succeeded,
            ["failed_iterations"] = completed - succeeded,
        };
    }
}
