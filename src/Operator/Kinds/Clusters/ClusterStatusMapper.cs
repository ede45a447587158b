using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Libraries = Operator.Databricks.Libraries;
using Wire = Operator.Databricks.Clusters;

namespace Operator.Kinds.Clusters;

/// <summary>A cluster's answer in the words of the status, nothing longer than a status may hold.</summary>
internal static class ClusterStatusMapper
{
    private static readonly string[] FailedStates = ["FAILED", "SKIPPED"];

    public static void Map(ObservedCluster observed, DatabricksClusterStatus status)
    {
        var details = observed.Details;
        status.ClusterId = details.ClusterId;
        status.State = StatusText.CutOrNull(details.State, StatusLimits.Token);
        status.StateMessage = StatusText.CutOrNull(details.StateMessage, StatusLimits.Message);
        status.TerminationReason = Reason(details.TerminationReason);
        status.NumWorkers = details.NumWorkers;
        status.SparkContextId = details.SparkContextId?.ToString(CultureInfo.InvariantCulture);
        status.DriverPrivateIp = StatusText.CutOrNull(details.Driver?.PrivateIp, StatusLimits.Token);
        status.StartTime = StatusTime.OfMilliseconds(details.StartTime);
        status.LastRestartedTime = StatusTime.OfMilliseconds(details.LastRestartedTime);
        status.CreatorUserName = StatusText.CutOrNull(details.CreatorUserName, StatusLimits.Name);
        status.Libraries = LibrariesOf(observed.Libraries);
    }

    private static ClusterTermination? Reason(Wire.TerminationReason? reason) => reason is null ? null : new ClusterTermination
    {
        Code = StatusText.CutOrNull(reason.Code, StatusLimits.Token),
        Type = StatusText.CutOrNull(reason.Type, StatusLimits.Token),
        Parameters = reason.Parameters?.OrderBy(pair => pair.Key, StringComparer.Ordinal).Take(StatusLimits.Parameters)
            .ToDictionary(pair => pair.Key, pair => StatusText.Cut(pair.Value ?? "", StatusLimits.Name)),
    };

    /// <summary>In an order of our own: a list that comes back in another one is no news.</summary>
    private static List<ClusterLibraryStatus>? LibrariesOf(IReadOnlyList<Libraries.LibraryStatus>? seen) => seen is not { Count: > 0 } ? null :
    [
        .. seen.Select(library => (Name: LibraryName.Of(library.Library) ?? "of an unknown kind", library.Status, library.Messages))
            .OrderBy(library => library.Name, StringComparer.Ordinal)
            .Take(StatusLimits.Libraries)
            .Select(library => new ClusterLibraryStatus
            {
                Library = StatusText.Cut(LibraryName.Shown(library.Name), StatusLimits.Name),
                Status = StatusText.CutOrNull(library.Status, StatusLimits.Token),
                Message = FailedStates.Contains(library.Status) ? StatusText.CutOrNull(string.Join(" ", library.Messages ?? []), StatusLimits.Name) : null,
            }),
    ];
}
