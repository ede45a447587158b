using Operator.Api.V1Alpha1;
using Operator.Reconciling;

namespace Operator.Managed;

/// <summary>Records what was changed in the workspace.</summary>
internal static class DriftDetector
{
    /// <summary>More paths than this do not help a reader.</summary>
    private const int MaximumFields = 50;

    /// <summary>Updates status.drift, and notes an event for drift that was not known yet.</summary>
    public static void Update<TEntity>(Pass<TEntity> pass, IReadOnlyList<string> drift, DateTimeOffset now)
        where TEntity : class, IDatabricksResource
    {
        var status = pass.Working.Status;
        var fields = StatusText.Paths(drift, MaximumFields);
        if (fields is null)
        {
            status.Drift = null;
        }
        else if (status.Drift?.Fields?.SequenceEqual(fields) != true)
        {
            status.Drift = new DriftStatus { DetectionTime = now.UtcDateTime, Fields = fields };
            pass.Note(Reasons.DriftDetected, $"Changed in the workspace: {string.Join(", ", fields)}", isWarning: true);
        }
    }
}
