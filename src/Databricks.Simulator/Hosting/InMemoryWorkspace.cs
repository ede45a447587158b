using Microsoft.AspNetCore.Http.Features;

namespace Databricks.Simulator.Hosting;

/// <summary>A workspace without a port: the same exchange as over a connection, at a fraction of its cost.</summary>
public sealed class InMemoryWorkspace : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Exchange exchange;

    public InMemoryWorkspace(WorkspaceOptions options, TimeProvider time)
    {
        Workspace = new Workspace(options, time);
        exchange = new Exchange(Workspace, time, stopping.Token);
    }

    public Workspace Workspace { get; }

    /// <summary>The end of a chain of message handlers, whatever host a request names. A call that the workspace drops is an HttpRequestException.</summary>
    public HttpMessageHandler Connect() => new Handler(exchange);

    /// <summary>Ends the calls that hang by a fault.</summary>
    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    private static async Task<HttpContext> ContextAsync(
        HttpRequestMessage request, Connection connection, Stream answer, CancellationToken cancellationToken)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpRequestLifetimeFeature>(connection);
        context.Request.Method = request.Method.Method;
        context.Request.Path = PathString.FromUriComponent(request.RequestUri!);
        context.Request.QueryString = QueryString.FromUriComponent(request.RequestUri!);
        context.Response.Body = answer;
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers = request.Headers;
        if (request.Content is { } content)
        {
            // Of its own: a request that is sent again has the same content.
            context.Request.Body = new MemoryStream(await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            headers = headers.Concat(content.Headers);
        }

        foreach (var (name, values) in headers)
        {
            context.Request.Headers.Append(name, values.ToArray());
        }

        return context;
    }

    private static HttpResponseMessage Answer(HttpResponse response, byte[] body)
    {
        var answer = new HttpResponseMessage((System.Net.HttpStatusCode)response.StatusCode) { Content = new ByteArrayContent(body) };
        foreach (var (name, values) in response.Headers)
        {
            if (!answer.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                answer.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return answer;
    }

    private sealed class Handler(Exchange exchange) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // Calls at the same time overtake each other, as over connections.
            await Task.Yield();
            using var answer = new MemoryStream();
            var connection = new Connection { RequestAborted = cancellationToken };
            var context = await ContextAsync(request, connection, answer, cancellationToken).ConfigureAwait(false);
            await exchange.HandleAsync(context).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return connection.IsCut
                ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "The workspace has cut the connection.")
                : Answer(context.Response, answer.ToArray());
        }
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public bool IsCut { get; private set; }

        public void Abort() => IsCut = true;
    }
}
