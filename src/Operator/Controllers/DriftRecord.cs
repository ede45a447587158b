using Operator.Api.V1Alpha1;
using Operator.Runtime.Status;

namespace Operator.Controllers;

/// <summary>Tells a change of the spec from a change in the workspace, and records the latter.</summary>
internal static class DriftRecord
{
    /// <summary>More paths than this tell a person nothing.</summary>
    private const int MaximumFields = 50;

    /// <summary>Updates status.drift; true when the difference came from the workspace.</summary>
    public static bool Update<TEntity>(Pass<TEntity> pass, Decision decision, bool isAdoption, DateTimeOffset now)
        where TEntity : class, IDatabricksResource
    {
        var status = pass.Working.Status;
        var changed = decision.Fields.Except(decision.Renewed).ToList();
        if (changed.Count == 0)
        {
            status.Drift = null;
            return false;
        }

        if (isAdoption || !WasInSync(status, pass.Generation))
        {
            return false;
        }

        var fields = StatusText.Paths(changed, MaximumFields)!;
        if (status.Drift?.Fields?.SequenceEqual(fields) != true)
        {
            status.Drift = new DriftStatus { DetectedAt = now.UtcDateTime, Fields = fields };
            pass.Note(Reasons.DriftDetected, $"Changed in the workspace: {string.Join(", ", fields)}", isWarning: true);
        }

        return true;
    }

    /// <summary>
    /// Once this generation has been in sync, or known as drifted, whatever differs now was changed elsewhere. While the workspace could not be
    /// reached Synced was Unknown; that this generation had been ready then tells the same, unless part of it still had to be written.
    /// </summary>
    private static bool WasInSync(CommonStatus status, long generation) =>
        (status.Conditions.Find(ConditionTypes.Ready) is { Status: Conditions.True } ready
            && ready.ObservedGeneration == generation
            && status.Conditions.Find(ConditionTypes.Synced) is not { Status: Conditions.False, Reason: Reasons.Updating })
        || status.Conditions.Find(ConditionTypes.Synced) is { } synced
        && synced.ObservedGeneration == generation
        && (synced.Status == Conditions.True || synced.Reason is Reasons.DriftDetected or Reasons.DriftCorrecting);
}
