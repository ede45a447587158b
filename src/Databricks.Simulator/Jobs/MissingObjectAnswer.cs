using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

/// <summary>The two shapes in which a missing job or run is reported (behavior §6.3).</summary>
internal static class MissingObjectAnswer
{
    public static ApiException Of(string version, int? status, string message) =>
        (status ?? (version == JobsApiVersion.Paged ? 404 : 400)) == 404 ? ApiException.NotFound(message) : ApiException.InvalidParameter(message);
}
