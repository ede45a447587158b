using System.Text.Json.Nodes;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Contract;

/// <summary>One exchange with a workspace, as it went over the wire.</summary>
internal sealed record Exchange(string Method, Uri Address, JsonNode? Request, int Status, JsonNode? Answer)
{
    /// <summary>Without the prefix that all paths share: <c>/2.1/jobs/get</c>.</summary>
    public string Path => Address.AbsolutePath["/api".Length..];
}

/// <summary>Keeps everything that goes through it.</summary>
internal sealed class RecordingHandler() : DelegatingHandler(WorkspaceHttpHandler.Create(allowLoopback: true))
{
    public List<Exchange> Exchanges { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        Exchanges.Add(new Exchange(request.Method.Method, request.RequestUri!, sent, (int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text)));
        return response;
    }
}
