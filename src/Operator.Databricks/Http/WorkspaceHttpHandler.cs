using System.Net;
using System.Net.Sockets;

namespace Operator.Databricks.Http;

/// <summary>The connections to one host.</summary>
internal static class WorkspaceHttpHandler
{
    /// <param name="trustedRoots">The authorities to trust; null for the system's.</param>
    /// <param name="allowLoopback">Also connects to this machine; for tests and the simulator.</param>
    public static SocketsHttpHandler Create(TrustedRoots? trustedRoots = null, bool allowLoopback = false) => new()
    {
        // A bearer token must not travel to where an answer points; redirects become errors.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        // Cookies would tie the operator to one gateway instance, and leak between credentials.
        UseCookies = false,
        // Where passes are traced, a workspace would be sent the ids of the traces; this also spares a span of .NET's own for each request.
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // DNS changes of a workspace's front end are seen within five minutes.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        // A silently dropped connection is found before the next call runs into it.
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        EnableMultipleHttp2Connections = true,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context, allowLoopback, cancellationToken),
        SslOptions = trustedRoots?.ToOptions() ?? new(),
    };

    /// <summary>Checks the addresses a name stands for: a harmless name may resolve to the cloud's metadata service.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, bool allowLoopback, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken).ConfigureAwait(false);
        if (addresses.Any(ForbiddenAddresses.Contains))
        {
            throw new HttpRequestException(
                HttpRequestError.ConnectionError, $"{context.DnsEndPoint.Host} resolves to a link-local or metadata address, which is never a workspace");
        }

        // A proxy is the administrator's choice and is often a sidecar: only a workspace must not be here.
        if (!allowLoopback && context.DnsEndPoint.Host == context.InitialRequestMessage.RequestUri?.IdnHost && addresses.Any(ForbiddenAddresses.IsLoopback))
        {
            throw new HttpRequestException(
                HttpRequestError.ConnectionError, $"{context.DnsEndPoint.Host} resolves to this machine, which is never a workspace");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            // The stream that would own it was never made.
            socket.Dispose();
            throw;
        }
    }
}
