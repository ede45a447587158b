using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Operator.UnitTests.Databricks;

/// <summary>An authority that no system trusts.</summary>
internal sealed class PrivateAuthority : IDisposable
{
    private readonly RSA key = RSA.Create(2048);

    public PrivateAuthority(string name = "private authority")
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
    }

    public X509Certificate2 Certificate { get; }

    public X509Certificate2 Issue(string host)
    {
        using var own = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", own, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(Certificate, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100), [1, 2, 3]);
        return signed.CopyWithPrivateKey(own);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        key.Dispose();
    }
}
