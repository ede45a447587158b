using System.Net.Sockets;
using System.Security.Authentication;

namespace Operator.Commands.Doctor;

/// <summary>Says of a host that did not answer which part of the way there is at fault.</summary>
internal static class HostVerdict
{
    /// <param name="host">Which.</param>
    /// <param name="failure">What the attempt ended in.</param>
    /// <param name="limit">How long it was waited.</param>
    public static DoctorFinding Of(string host, Exception failure, TimeSpan limit)
    {
        var check = $"host/{host}";
        return failure switch
        {
            OperationCanceledException or TimeoutException => DoctorFinding.Failed(
                check, $"no answer within {limit.TotalSeconds:0} s",
                "See whether a firewall or NetworkPolicy drops the packets, or a proxy is needed (HTTPS_PROXY)"),
            _ when Inner<SocketException>(failure) is { } socket && IsName(socket) => DoctorFinding.Failed(
                check, $"DNS does not know it: {socket.Message}", "Check spec.host and the cluster's DNS; a private link needs its private zone"),
            _ when Inner<AuthenticationException>(failure) is { } certificate => DoctorFinding.Failed(
                check, $"TLS failed: {certificate.Message}", "Where a proxy or private authority signs, give its certificate in spec.caBundle"),
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => DoctorFinding.Failed(
                check, $"the proxy refuses: {failure.Message}", "Allow the host in the proxy, or leave it out with NO_PROXY"),
            _ when Inner<SocketException>(failure) is { } socket => DoctorFinding.Failed(
                check, $"no connection: {socket.Message}", "See whether a firewall or NetworkPolicy is in the way, or a proxy is needed (HTTPS_PROXY)"),
            _ => DoctorFinding.Failed(check, $"no answer: {failure.Message}", "Check spec.host and the way there"),
        };
    }

    private static bool IsName(SocketException failure) =>
        failure.SocketErrorCode is SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery;

    private static T? Inner<T>(Exception? failure)
        where T : Exception
    {
        while (failure is not null and not T)
        {
            failure = failure.InnerException;
        }

        return (T?)failure;
    }
}
