using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Runs;
using Operator.Managed;

namespace Operator.Kinds.Runs;

/// <summary>What to do about a run as it is: nothing, cancel it, or repair it. Pure: the same input gives the same answer.</summary>
internal static class RunDecision
{
    public const string Cancel = "cancel";
    public const string Timeout = "timeoutSeconds";
    public const string Repair = "repair";

    /// <summary>Under which name status.sync remembers a step that was sent and is not seen yet.</summary>
    private const string Steps = "steps";

    public static Change Decide(DatabricksJobRun run, ObservedRun observed, DateTimeOffset now) => Step(run, observed, now) with
    {
        // Those it was started with: a later spec changes nothing of it.
        Applied = () => run.Status.StartedWith?.Keys ?? [],
    };

    private static Change Step(DatabricksJobRun run, ObservedRun observed, DateTimeOffset now) =>
        run.Spec.Policies?.Management == ManagementPolicy.Observe ? NoStep
        : observed.Progress.HasEnded ? AfterEnd(run, observed, now)
        : WhileActive(run, observed, now);

    /// <summary>When the operator's own limit is reached; null without one, and as long as it is not known when the run started.</summary>
    public static DateTimeOffset? Deadline(DatabricksJobRunSpec spec, DateTimeOffset? started) =>
        started + (spec.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    public static DateTimeOffset? StartOf(Run run) => run.StartTime is > 0 and var start ? DateTimeOffset.FromUnixTimeMilliseconds(start) : null;

    private static Change WhileActive(DatabricksJobRun run, ObservedRun observed, DateTimeOffset now)
    {
        if (observed.Progress.Phase == RunPhase.Terminating)
        {
            return NoStep;
        }

        if (run.Spec.Cancel == true)
        {
            return Own(Cancel, "Cancelled the run: spec.cancel is true");
        }

        return Deadline(run.Spec, StartOf(observed.Run)) <= now
            ? Own(Timeout, string.Create(CultureInfo.InvariantCulture, $"Cancelled the run: it takes longer than timeoutSeconds ({run.Spec.TimeoutSeconds})"))
            : NoStep;
    }

    private static Change AfterEnd(DatabricksJobRun run, ObservedRun observed, DateTimeOffset now)
    {
        if (run.Spec.Repair is not { } repair || run.Spec.Cancel == true)
        {
            return NoStep;
        }

        if (IsBehind(run.Status.Repair, observed))
        {
            return Change.Wait("Waiting for the repair to be seen in the workspace");
        }

        var attempts = AttemptsOf(run.Status.Repair, observed);
        var isDue = observed.Progress.Outcome is RunOutcome.Failed or RunOutcome.TimedOut
            && run.Status is { CancelledBy: null, Repair: null or { Refusal: null } }
            && attempts < repair.MaxAttempts
            && !(Deadline(run.Spec, StartOf(observed.Run)) <= now);
        return isDue
            ? Own(Repair, string.Create(
                CultureInfo.InvariantCulture, $"Repaired the run: attempt {attempts + 1} of {repair.MaxAttempts} at all its failed tasks"))
            : NoStep;
    }

    /// <summary>The status misses a repair whose reply was lost, an answer one that was made a moment ago.</summary>
    public static int AttemptsOf(RunRepairStatus? recorded, ObservedRun observed) => Math.Max(recorded?.Attempts ?? 0, observed.Repairs?.Count ?? 0);

    /// <summary>What the last repair is called: required from the second one on (behavior §1.2). Null before the first.</summary>
    public static long? LatestRepair(RunRepairStatus? recorded, ObservedRun observed) =>
        observed.Repairs is [.., { Id: { } latest }]
            ? latest
            : long.TryParse(recorded?.LatestRepairId, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : null;

    /// <summary>The answer is older than our last repair, so that the end it tells of is the one before.</summary>
    public static bool IsBehind(RunRepairStatus? recorded, ObservedRun observed) =>
        recorded?.LatestRepairId is { } latest
        && observed.Repairs is { } repairs
        && !repairs.Any(repair => repair.Id?.ToString(CultureInfo.InvariantCulture) == latest);

    /// <summary>A step of the run itself, and no drift.</summary>
    private static Change Own(string field, string message) => Change.OfPart(field, message) with { Renewed = [field], Record = Steps, Desired = Steps };

    /// <summary>No step is due, so that the next one counts from its own beginning.</summary>
    private static Change NoStep { get; } = Change.None with { Record = Steps, Desired = "" };
}
