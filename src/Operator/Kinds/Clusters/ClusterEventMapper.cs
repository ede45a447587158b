using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Status;
using Wire = Operator.Databricks.Clusters;

namespace Operator.Kinds.Clusters;

/// <summary>What happened to a cluster, in the words of the status.</summary>
internal static class ClusterEventMapper
{
    /// <summary>Of one event: ten of them are stored with every status.</summary>
    private const int LongestMessage = 512;

    /// <summary>A start that has taken so long makes a person ask what it waits for.</summary>
    private static readonly TimeSpan LongStart = TimeSpan.FromMinutes(5);

    /// <summary>
    /// True when the events say what no answer does and a person wants to know: a cluster ended, or has been on its way for long. Everything else is an
    /// ordinary life, whose events would cost a call for each cluster and each of its states.
    /// </summary>
    public static bool AreDue(DatabricksClusterStatus status, Wire.ClusterDetails details, DateTimeOffset now) => details.State switch
    {
        ClusterStates.Running => false,
        ClusterStates.Terminated or ClusterStates.Terminating => status.State != details.State || status.LastEvents is null,
        _ => status.Conditions.Find(ConditionTypes.Reconciling) is { Status: "True", LastTransitionTime: var since }
            && now.UtcDateTime - since > LongStart
            && (status.LastEvents is not [{ Time: { } last }, ..] || last < since),
    };

    public static IList<LastClusterEvent> Map(IReadOnlyList<Wire.ClusterEvent> events) =>
        [.. events.Where(one => one is not null).Take(StatusLimits.Events).Select(Map)];

    private static LastClusterEvent Map(Wire.ClusterEvent one) => new()
    {
        Time = StatusTime.OfMilliseconds(one.Timestamp),
        Type = StatusText.CutOrNull(one.Type, StatusLimits.Token),
        Message = StatusText.CutOrNull(Message(one.Details), LongestMessage),
    };

    private static string Message(Wire.ClusterEventDetails? details) => details is null ? "" : string.Join("; ", Parts(details));

    private static IEnumerable<string> Parts(Wire.ClusterEventDetails details)
    {
        if (!string.IsNullOrEmpty(details.User))
        {
            yield return $"by {details.User}";
        }

        if (!string.IsNullOrEmpty(details.Cause))
        {
            yield return $"cause {details.Cause}";
        }

        if (details.Reason is { Code: { } code } reason)
        {
            yield return reason.Type is null ? $"reason {code}" : $"reason {code} ({reason.Type})";
        }

        if (details.CurrentNumWorkers is { } current)
        {
            yield return details.TargetNumWorkers is { } target && target != current
                ? string.Create(CultureInfo.InvariantCulture, $"{current} of {target} workers")
                : string.Create(CultureInfo.InvariantCulture, $"{current} workers");
        }

        if (!string.IsNullOrEmpty(details.DriverStateMessage))
        {
            yield return details.DriverStateMessage;
        }
    }
}
