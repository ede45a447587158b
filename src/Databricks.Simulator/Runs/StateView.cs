using System.Text.Json.Nodes;

namespace Databricks.Simulator.Runs;

/// <summary>The two shapes of the state of a run or a task: <c>state</c>, deprecated, and <c>status</c> (behavior §3.1).</summary>
internal static class StateView
{
    private const string QueueReason = "Queued due to reaching the maximum number of concurrent runs.";

    public static JsonObject State(Execution execution, bool hidesResultOfSkipped)
    {
        var state = new JsonObject { ["life_cycle_state"] = LifeCycleOf(execution.Phase) };
        if (execution.Result is { } result && !(hidesResultOfSkipped && execution.Phase == Phase.Skipped))
        {
            state["result_state"] = result;
        }

        state["state_message"] = MessageOf(execution);
        state["user_cancelled_or_timedout"] = execution.Termination?.IsByUserOrTimeout ?? false;
        if (execution.Phase == Phase.Queued)
        {
            state["queue_reason"] = QueueReason;
        }

        return state;
    }

    public static JsonObject Status(Execution execution)
    {
        var status = new JsonObject { ["state"] = StatusOf(execution.Phase) };
        if (execution.Termination is { } termination)
        {
            status["termination_details"] = new JsonObject { ["code"] = termination.Code, ["type"] = termination.Type, ["message"] = termination.Message };
        }

        if (execution is StoredRun { QueueCode: { } code, Phase: Phase.Queued })
        {
            status["queue_details"] = new JsonObject { ["code"] = code, ["message"] = QueueReason };
        }

        return status;
    }

    private static string LifeCycleOf(Phase phase) => phase switch
    {
        Phase.WaitingForRetry => "WAITING_FOR_RETRY",
        Phase.InternalError => "INTERNAL_ERROR",
        _ => phase.ToString().ToUpperInvariant(),
    };

    // One terminal state only, whatever the end was (behavior §3.1).
    private static string StatusOf(Phase phase) => phase switch
    {
        Phase.WaitingForRetry => "WAITING",
        Phase.Skipped or Phase.InternalError => "TERMINATED",
        _ => phase.ToString().ToUpperInvariant(),
    };

    private static string MessageOf(Execution execution) => execution.Termination?.Message ?? execution.Phase switch
    {
        Phase.Pending => "Waiting for cluster",
        Phase.Running => "In run",
        Phase.Terminating => "Terminating",
        _ => "",
    };
}
