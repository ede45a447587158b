using Operator.Databricks.Clusters;
using Operator.Databricks.Observation;

namespace Operator.Kinds.Clusters;

/// <summary>A hash of what matters to the owner of a cluster: equal hashes mean that nothing happened in between.</summary>
internal static class ClusterFingerprint
{
    /// <summary>
    /// Its settings and what a status shows of it. Left out is what moves without meaning: the last activity, executors, log synchronisation; and
    /// <c>spec</c>, which lists do not have.
    /// </summary>
    public static ulong Of(ClusterDetails cluster)
    {
        var node = cluster.ToSettings();
        node["$state"] = cluster.State;
        node["$message"] = cluster.StateMessage;
        node["$reason"] = cluster.TerminationReason is { } reason ? $"{reason.Type}/{reason.Code}" : null;
        node["$started"] = cluster.StartTime;
        node["$restarted"] = cluster.LastRestartedTime;
        node["$context"] = cluster.SparkContextId;
        node["$driver"] = cluster.Driver?.PrivateIp;
        node["$creator"] = cluster.CreatorUserName;
        return Fingerprint.Of(node);
    }
}
