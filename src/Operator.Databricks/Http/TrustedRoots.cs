using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Operator.Databricks.Http;

/// <summary>
/// The authorities that connections to one host trust. Those that are added may change under a living client: a connection asks when it is made.
/// </summary>
/// <param name="inPlaceOfSystems">Trusted in place of the system's; null for the system's.</param>
public sealed class TrustedRoots(X509Certificate2Collection? inPlaceOfSystems)
{
    private X509Certificate2Collection added = [];

    /// <summary>Trusted besides the others from now on, in place of what was added before.</summary>
    public void Add(X509Certificate2Collection authorities) => Volatile.Write(ref added, authorities);

    internal SslClientAuthenticationOptions ToOptions() => new()
    {
        CertificateChainPolicy = inPlaceOfSystems is null ? null : Policy(inPlaceOfSystems),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accept(certificate, chain, errors),
    };

    /// <exception cref="AuthenticationException">In place of false, which would lose why.</exception>
    private bool Accept(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None || (errors == SslPolicyErrors.RemoteCertificateChainErrors && IsOfAdded(certificate, chain)))
        {
            return true;
        }

        var problems = chain?.ChainStatus.Select(status => $"{status.Status}") ?? [];
        throw new AuthenticationException($"The remote certificate is invalid: {string.Join(", ", problems.Prepend($"{errors}"))}");
    }

    private bool IsOfAdded(X509Certificate? certificate, X509Chain? sent)
    {
        var authorities = Volatile.Read(ref added);
        if (authorities.Count == 0 || certificate is not X509Certificate2 leaf)
        {
            return false;
        }

        using var chain = new X509Chain { ChainPolicy = Policy(authorities) };
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1", "Server Authentication"));
        if (sent is not null)
        {
            // The authorities between, which the server has to send.
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        }

        return chain.Build(leaf);
    }

    /// <summary>Revocation is not asked for, as without a policy of our own: the certificates of private authorities rarely say where.</summary>
    private static X509ChainPolicy Policy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
