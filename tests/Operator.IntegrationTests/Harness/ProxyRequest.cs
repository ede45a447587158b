namespace Operator.IntegrationTests.Harness;

/// <summary>
/// One request as it passed the proxy. <paramref name="Time"/> is a timestamp of <see cref="System.Diagnostics.Stopwatch"/>, which all processes of a machine
/// share.
/// </summary>
public sealed record ProxyRequest(long Time, string Method, string Path, string Query, string Body)
{
    public bool IsWatch => Query.Contains("watch=true", StringComparison.Ordinal);

    /// <summary>Anything that changes the cluster, the leader lease aside.</summary>
    public bool IsWrite => Method is not "GET" && !IsLease;

    public bool IsLease => Path.Contains("/leases", StringComparison.Ordinal);

    public bool IsStatusPatch => Method == "PATCH" && Path.EndsWith("/status", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Path}{Query}";
}
