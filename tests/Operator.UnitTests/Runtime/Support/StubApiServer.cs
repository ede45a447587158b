using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Threading.Channels;
using k8s;
using Operator.Runtime.Client;

namespace Operator.UnitTests.Runtime.Support;

internal sealed record StubRequest(HttpMethod Method, string Path, string Query, string Body)
{
    public bool IsWatch => Query.Contains("watch=true", StringComparison.Ordinal);
}

/// <summary>An API server made of one function; it remembers what it was asked.</summary>
internal sealed class StubApiServer(Func<StubRequest, CancellationToken, Task<HttpResponseMessage>> answer) : DelegatingHandler
{
    private readonly Channel<StubRequest> arrivals = Channel.CreateUnbounded<StubRequest>();

    public StubApiServer(Func<StubRequest, HttpResponseMessage> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    public ConcurrentQueue<StubRequest> Requests { get; } = new();

    /// <summary>Told of the representation each request asks for.</summary>
    public Action<string> OnAccept { get; init; } = _ => { };

    /// <summary>Told of the HTTP version each request asks for.</summary>
    public Action<Version, HttpVersionPolicy> OnVersion { get; init; } = (_, _) => { };

    public ApiServerConnection Connect(TimeProvider? time = null) => new(new KubernetesClientConfiguration { Host = "http://stub" }, time, this);

    /// <summary>The next request that has come in; a test that waits for one in vain fails after half a minute.</summary>
    public Task<StubRequest> NextAsync() =>
        arrivals.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Refusal(HttpStatusCode status, string reason, string message = "refused") =>
        Json($$"""{"kind":"Status","status":"Failure","reason":"{{reason}}","message":"{{message}}","code":{{(int)status}}}""", status);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var seen = new StubRequest(request.Method, request.RequestUri!.AbsolutePath, request.RequestUri.Query, body);
        cancellationToken.ThrowIfCancellationRequested();
        OnAccept($"{request.Headers.Accept}");
        OnVersion(request.Version, request.VersionPolicy);
        Requests.Enqueue(seen);
        arrivals.Writer.TryWrite(seen);
        var response = await answer(seen, cancellationToken).ConfigureAwait(false);
        response.RequestMessage = request;
        return response;
    }
}
