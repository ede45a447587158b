using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

/// <summary>A workspace behind TLS, at a port of localhost, that says who one is and closes the connection.</summary>
internal sealed class TlsWorkspace : IDisposable
{
    private const string Answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 18\r\n\r\n{\"userName\":\"ada\"}";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 certificate;

    public TlsWorkspace(X509Certificate2 certificate)
    {
        this.certificate = certificate;
        listener.Start();
        Assert.True(WorkspaceHost.TryParse($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}", allowInsecure: true, out var host, out _));
        Host = host;
    }

    public WorkspaceHost Host { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Serves one connection, if its client trusts the certificate.</summary>
    public async Task AnswerAsync()
    {
        using var connection = await listener.AcceptTcpClientAsync(Cancellation);
        await using var stream = new SslStream(connection.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(certificate);
            var head = new StringBuilder();
            var buffer = new byte[4_096];
            while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var length = await stream.ReadAsync(buffer, Cancellation);
                if (length == 0)
                {
                    return;
                }

                head.Append(Encoding.ASCII.GetString(buffer, 0, length));
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer), Cancellation);
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            // The client does not trust us and hangs up.
        }
    }

    public void Dispose()
    {
        listener.Dispose();
        certificate.Dispose();
    }
}
