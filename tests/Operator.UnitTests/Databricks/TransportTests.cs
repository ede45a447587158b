using System.Net;
using System.Net.Sockets;
using System.Text;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

/// <summary>The real connections, to a server that says what a test wants and nothing more.</summary>
public sealed class TransportTests : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly SteppedTime time = new();

    public TransportTests() => listener.Start();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => listener.Dispose();

    [Fact]
    public async Task Get_RealConnection_SendsOneRequestAndReadsTheAnswer()
    {
        using var client = Client();
        var server = AnswerAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 19\r\n\r\n{\"cluster_id\":\"c1\"}");
        Assert.Equal("c1", (await client.Clusters.GetAsync("c1", Cancellation)).ClusterId);
        var request = await server;
        Assert.StartsWith("GET /api/2.1/clusters/get?cluster_id=c1 HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer t\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Accept-Encoding: gzip", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_ConnectionClosedWithoutAReply_MayHaveCreated()
    {
        using var client = Client();
        var server = AnswerAsync("");
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => client.Clusters.CreateAsync([], Cancellation));
        await server;
        Assert.Equal((DatabricksErrorKind.Transient, true), (failure.Kind, failure.Error.MayHaveTakenEffect));
    }

    [Fact]
    public async Task Create_ReplyBreaksOff_MayHaveCreated()
    {
        using var client = Client();
        var server = AnswerAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"cluster_id\":");
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => client.Clusters.CreateAsync([], Cancellation));
        await server;
        Assert.Equal((DatabricksErrorKind.Transient, true), (failure.Kind, failure.Error.MayHaveTakenEffect));
    }

    [Fact]
    public async Task Create_ConnectionRefused_CreatedNothing()
    {
        using var client = Client();
        listener.Stop();
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => client.Clusters.CreateAsync([], Cancellation));
        Assert.Equal((DatabricksErrorKind.Transient, false), (failure.Kind, failure.Error.MayHaveTakenEffect));
    }

    [Fact]
    public async Task Get_RedirectToTheSameServer_IsNotFollowed()
    {
        using var client = Client();
        var server = AnswerAsync("HTTP/1.1 302 Found\r\nLocation: /login.html\r\nContent-Length: 0\r\n\r\n");
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => client.Clusters.GetAsync("c1", Cancellation));
        await server;
        Assert.Contains("redirects are not followed", failure.Message, StringComparison.Ordinal);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Connect_NameThatLeadsToThisMachine_IsRefusedBeforeAnythingIsSent()
    {
        using var invoker = new HttpMessageInvoker(WorkspaceHttpHandler.Create());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/");

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => invoker.SendAsync(request, Cancellation));

        Assert.Contains("resolves to this machine", $"{failure}", StringComparison.Ordinal);
        Assert.False(listener.Pending());
    }

    private WorkspaceClient Client()
    {
        Assert.True(WorkspaceHost.TryParse($"http://{listener.LocalEndpoint}", allowInsecure: true, out var host, out var reason), reason);
        var options = new WorkspaceClientOptions
        {
            Host = host,
            TokenSource = new StaticTokenSource(new Secret("t")),
            Timeouts = TestWorkspace.Patient with { MaxRetries = 0 },
        };
        return WorkspaceClientFactory.Create(options, time);
    }

    /// <summary>Takes one connection, reads one request, writes the text, closes; gives the request's head.</summary>
    private async Task<string> AnswerAsync(string text)
    {
        using var connection = await listener.AcceptTcpClientAsync(Cancellation);
        var stream = connection.GetStream();
        var head = new StringBuilder();
        var buffer = new byte[4_096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, Cancellation)));
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), Cancellation);
        return head.ToString();
    }
}
