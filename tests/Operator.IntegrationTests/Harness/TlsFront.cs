using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Operator.IntegrationTests.Harness;

/// <summary>TLS at a port of localhost before a server that has none, with a certificate of an authority that no system trusts; both can be replaced.</summary>
public sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Uri behind;
    private readonly Task accepting;
    private CancellationTokenSource generation = new();
    private X509Certificate2? certificate;

    public TlsFront(Uri behind)
    {
        this.behind = behind;
        listener.Start();
        Url = new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = Task.Run(AcceptAsync, CancellationToken.None);
    }

    public Uri Url { get; }

    /// <summary>From now on another authority stands behind it, and all connections end. Returns the authority, as PEM.</summary>
    public string Renew()
    {
        using var authorityKey = RSA.Create(2048);
        var authority = new CertificateRequest($"CN=authority {Guid.NewGuid()}", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = authority.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(root, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100), [1, 2, 3]);
        Volatile.Write(ref certificate, signed.CopyWithPrivateKey(key));
        Interlocked.Exchange(ref generation, new CancellationTokenSource()).Cancel();
        return root.ExportCertificatePem();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await generation.CancelAsync();
        generation.Dispose();
        stop.Dispose();
        certificate?.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stop.Token);
            _ = Task.Run(() => RelayAsync(client, generation.Token), CancellationToken.None);
        }
    }

    private async Task RelayAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using (client)
        {
            try
            {
                await using SslStream outside = new(client.GetStream());
                await outside.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions { ServerCertificate = Volatile.Read(ref certificate) }, cancellationToken);
                using TcpClient server = new();
                await server.ConnectAsync(behind.Host, behind.Port, cancellationToken);
                var inside = server.GetStream();
                await Task.WhenAny(outside.CopyToAsync(inside, cancellationToken), inside.CopyToAsync(outside, cancellationToken));
            }
            catch (Exception exception) when (exception is IOException or AuthenticationException or SocketException or OperationCanceledException)
            {
                // The client does not trust it, or one of both has hung up.
            }
        }
    }
}
