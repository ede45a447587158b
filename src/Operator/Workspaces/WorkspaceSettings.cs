using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Http;

namespace Operator.Workspaces;

/// <summary>What a client is made of: as long as two specs are equal in this, one client serves both.</summary>
internal sealed record WorkspaceSettings(WorkspaceHost Host, CallLimits Limits, ApiVersions ApiVersions, string? CaBundle, TimeSpan? ObservationInterval)
{
    /// <summary>Where further authorities are, in words; null for nowhere. What they are is read with the credential.</summary>
    public string? CaBundleSource { get; init; }


    /// <param name="spec">What the user wrote.</param>
    /// <param name="allowInsecureHosts">Also takes http, IP addresses and localhost.</param>
    /// <param name="settings">The settings, when the result is true.</param>
    /// <param name="problem">What to correct, when the result is false.</param>
    public static bool TryRead(
        DatabricksWorkspaceSpec spec, bool allowInsecureHosts, [NotNullWhen(true)] out WorkspaceSettings? settings, [NotNullWhen(false)] out string? problem)
    {
        settings = null;
        problem = null;
        if (!WorkspaceHost.TryParse(spec.Host, allowInsecureHosts, out var host, out var reason))
        {
            problem = $"spec.host cannot be used: {reason}";
            return false;
        }

        var (limits, versions) = (new CallLimits(), new ApiVersions());
        settings = new WorkspaceSettings(
            host,
            limits with
            {
                RequestsPerSecond = spec.Limits?.RequestsPerSecond ?? limits.RequestsPerSecond,
                Burst = spec.Limits?.Burst ?? limits.Burst,
                MaxConcurrent = spec.Limits?.MaxConcurrent ?? limits.MaxConcurrent,
            },
            versions with { Clusters = spec.ApiVersions?.Clusters ?? versions.Clusters, Jobs = spec.ApiVersions?.Jobs ?? versions.Jobs },
            spec.CaBundle,
            spec.Observation?.PeriodSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null)
        { CaBundleSource = CaBundleReader.Describe(spec) };
        return true;
    }

    /// <summary>The authorities of the bundle; null when there is none, empty when it holds no certificate that can be read.</summary>
    public static X509Certificate2Collection? Authorities(string? caBundle)
    {
        if (caBundle is null)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(caBundle);
        }
        catch (CryptographicException)
        {
            // One bad certificate spoils the bundle: half of it would trust other hosts than was meant.
            authorities.Clear();
        }

        return authorities;
    }
}
