using System.Globalization;
using System.Text.RegularExpressions;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;

namespace Operator.Kinds.Clusters;

/// <summary>
/// The value of spec.restartRequestTime. Only a point in time can have been answered by a restart that was not recorded. Everything else is a word
/// that is new or not: "10:00" means another moment on each day, and a time without an offset another one in each place.
/// </summary>
internal static partial class RestartRequest
{
    /// <summary>A restart is asked for that has not happened yet. What is only just taken over was not asked to restart.</summary>
    public static bool IsOpen(DatabricksCluster cluster, ClusterDetails observed) =>
        cluster is { Spec.RestartRequestTime: { } requested, Status.ClusterId: not null }
        && requested != cluster.Status.LastHandledRestartTime
        && !IsAnswered(requested, observed);

    /// <summary>True when the cluster has been started or restarted since: the call whose reply was lost is not repeated.</summary>
    public static bool IsAnswered(string? requested, ClusterDetails observed) =>
        requested is not null
        && TimeOf(requested) is { } time
        && time.ToUnixTimeMilliseconds() <= Math.Max(observed.LastRestartedTime ?? 0, observed.StartTime ?? 0);

    /// <summary>Null unless the value is a time as RFC 3339 writes it.</summary>
    private static DateTimeOffset? TimeOf(string requested) =>
        Rfc3339().IsMatch(requested) && DateTimeOffset.TryParse(requested, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    [GeneratedRegex(@"\A\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();
}
