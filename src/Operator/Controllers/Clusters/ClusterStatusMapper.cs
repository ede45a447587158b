using Operator.Api.V1Alpha1;
using Wire = Operator.Databricks.Clusters;

namespace Operator.Controllers.Clusters;

/// <summary>Parts of a cluster's answer in the words of the status.</summary>
internal static class ClusterStatusMapper
{
    public static TerminationReason? Reason(Wire.TerminationReason? reason) => reason is null ? null : new TerminationReason
    {
        Code = StatusText.CutOrNull(reason.Code, StatusLimits.Token),
        Type = StatusText.CutOrNull(reason.Type, StatusLimits.Token),
        Parameters = reason.Parameters?.OrderBy(pair => pair.Key, StringComparer.Ordinal).Take(StatusLimits.Parameters)
            .ToDictionary(pair => pair.Key, pair => StatusText.Cut(pair.Value ?? "", StatusLimits.Name)),
    };

    /// <summary>Whole seconds, as Kubernetes keeps times.</summary>
    public static DateTime? Time(long? milliseconds) =>
        milliseconds is > 0 and var value ? DateTimeOffset.FromUnixTimeMilliseconds(value - (value % 1000)).UtcDateTime : null;
}
