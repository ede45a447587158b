using Operator.Api.V1Alpha1;
using Operator.Databricks.Runs;
using Operator.Reconciling;

namespace Operator.Kinds.Runs;

/// <summary>What a run's state means when there is nothing to do about it.</summary>
internal static class RunReadiness
{
    /// <param name="run">With what was seen in its status already.</param>
    /// <param name="observed">What was seen.</param>
    /// <param name="isFinal">Nothing is going to be done about its end.</param>
    public static ReconcileOutcome GetReadiness(DatabricksJobRun run, ObservedRun observed, bool isFinal)
    {
        var outcome = observed.Progress.HasEnded ? Ended(run, observed, isFinal) : Running(run, observed.Progress);
        return Changed(run) is { } changed ? changed with { Further = outcome.Further } : outcome;
    }

    /// <summary>Null unless a field was changed that the run was started with.</summary>
    public static ReconcileOutcome? Changed(DatabricksJobRun run)
    {
        var changes = ImmutableFieldHashes.Changes(run);
        return changes.Count == 0
            ? null
            : ReconcileOutcome.Stalled(
                Reasons.ImmutableFieldChanged,
                $"Changed after the run was started: {string.Join(", ", changes.Select(field => $"spec.{field}"))}. Set it back; for another run create "
                    + "another resource");
    }

    private static ReconcileOutcome Ended(DatabricksJobRun run, ObservedRun observed, bool isFinal)
    {
        var end = RunCompletion.Of(RunCompletion.VerdictOf(run, observed.Progress));
        return isFinal ? end : end with { Further = null };
    }

    /// <summary>With no time to come back: the list of active runs tells when it moves.</summary>
    private static ReconcileOutcome Running(DatabricksJobRun run, RunProgress progress) => new()
    {
        Ready = ConditionValue.False(Reasons.RunRunning, Message(run, progress)),
        Synced = ConditionValue.True(Reasons.InSync),
        IsReconciling = true,
    };

    private static string Message(DatabricksJobRun run, RunProgress progress) => progress switch
    {
        { Phase: RunPhase.Terminating } when run.Status.CancelledBy is { } field => $"The run is being cancelled, as spec.{field} asks for",
        { Phase: RunPhase.Unknown } => $"The run is in a state that this version does not know: {progress.State ?? "none"}",
        _ => $"The run is {progress.State}",
    };
}
