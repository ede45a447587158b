namespace Operator.Benchmarks.Processes;

/// <summary>Writes that the API server has counted itself, in <c>apiserver_request_total</c>.</summary>
/// <param name="Changes">PUT, PATCH and APPLY of one kind, its status included; the operator sends no POST or DELETE of the kinds measured.</param>
/// <param name="Events">Events created or counted up, of all namespaces.</param>
internal sealed record ApiServerCounts(long Changes, long Events)
{
    public static async Task<ApiServerCounts> ReadAsync(ControlPlane plane, string plural, CancellationToken cancellationToken)
    {
        var (changes, events) = (0L, 0L);
        foreach (var sample in ExposedMetrics.Of(await plane.SendAsync(HttpMethod.Get, "metrics", null, cancellationToken), "apiserver_request_total"))
        {
            var (resource, verb) = (sample.Label("resource"), sample.Label("verb"));
            changes += resource == plural && verb is ("PUT" or "PATCH" or "APPLY") ? (long)sample.Value : 0;
            events += resource == "events" && verb is ("POST" or "PUT" or "PATCH") ? (long)sample.Value : 0;
        }

        return new ApiServerCounts(changes, events);
    }

    public ApiServerCounts Since(ApiServerCounts earlier) => new(Changes - earlier.Changes, Events - earlier.Events);
}
