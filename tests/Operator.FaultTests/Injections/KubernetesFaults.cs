using System.Net;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Injections;

/// <summary>Every way in which a request to the API server goes wrong.</summary>
internal static class KubernetesFaults
{
    /// <summary>Longer than the operator waits for any request.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(31);

    public static IReadOnlyList<KubernetesFault> All { get; } =
    [
        new(FaultClass.Crash, "killed before the request", exchange => exchange.DieAsync()),
        new(FaultClass.Crash, "killed after the request", exchange =>
        {
            exchange.Perform().Dispose();
            return exchange.DieAsync();
        }),
        new(FaultClass.Failover, "deposed before the request", async exchange =>
        {
            using var flight = exchange.World.Fly();
            await exchange.World.ReplaceAsync();
            return exchange.Perform();
        }),
        new(FaultClass.Conflict, "409", _ => Refused(HttpStatusCode.Conflict, "Conflict", "the object has been modified")) { OnlyChanges = true },
        new(FaultClass.Conflict, "edited just before", exchange =>
        {
            exchange.EditBefore();
            return Task.FromResult(exchange.Perform());
        }),
        new(FaultClass.ApiServer, "no space left in etcd", _ => Refused(
            HttpStatusCode.InternalServerError, "InternalError", "etcdserver: mvcc: database space exceeded"))
        { OnlyChanges = true },
        new(FaultClass.ApiServer, "429", _ => Refused(HttpStatusCode.TooManyRequests, "TooManyRequests", "try again")),
        new(FaultClass.ApiServer, "503", _ => Refused(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", "etcd has no leader")),
        new(FaultClass.ApiServer, "403", _ => Refused(HttpStatusCode.Forbidden, "Forbidden", "not allowed")),
        new(FaultClass.ApiServer, "connection refused", _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused")),
        new(FaultClass.ApiServer, "reset after the effect", exchange =>
        {
            exchange.Perform().Dispose();
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
        }),
        new(FaultClass.ApiServer, "silent after the effect", exchange =>
        {
            exchange.Perform().Dispose();
            return exchange.HangAsync(Hang);
        }),
        new(FaultClass.ApiServer, "silent without an effect", exchange => exchange.HangAsync(Hang)),
        new(FaultClass.StaleCache, "watches lag for 10 s", exchange =>
        {
            exchange.World.Kubernetes.HoldWatches(TimeSpan.FromSeconds(10));
            return Task.FromResult(exchange.Perform());
        }),
        new(FaultClass.StaleCache, "watches lag for 5 min", exchange =>
        {
            exchange.World.Kubernetes.HoldWatches(TimeSpan.FromMinutes(5));
            return Task.FromResult(exchange.Perform());
        }),
    ];

    private static Task<HttpResponseMessage> Refused(HttpStatusCode status, string reason, string message) =>
        Task.FromResult(KubernetesExchange.Refuse(status, reason, message));
}
