using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Operator.UnitTests.Databricks;

/// <summary>A workspace that knows only what a test told it: any other call fails the test.</summary>
internal sealed class StubWorkspace(TimeProvider time) : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, Func<int, CancellationToken, Task<HttpResponseMessage>>> routes = new();
    private readonly ConcurrentDictionary<string, int> counts = new();
    private Func<HttpResponseMessage>? otherwise;

    /// <summary>Everything received, in order.</summary>
    public ConcurrentQueue<ReceivedRequest> Received { get; } = new();

    public int Count(string route) => counts.GetValueOrDefault(route);

    /// <summary>Answers the n-th call with the n-th reply, and every later one with the last.</summary>
    public StubWorkspace On(string route, params Reply[] replies) =>
        On(route, (call, _) => Task.FromResult(replies[Math.Min(call, replies.Length - 1)].ToResponse()));

    public StubWorkspace On(string route, Func<int, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        routes[route] = answer;
        return this;
    }

    /// <summary>Answers whatever has no reply of its own.</summary>
    public void OnAnything(Func<HttpResponseMessage> answer) => otherwise = answer;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var route = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Received.Enqueue(new ReceivedRequest(
            route, request.RequestUri, body, request.Headers.Authorization?.ToString(), request.Headers.UserAgent.ToString(), time.GetUtcNow()));
        if (!routes.TryGetValue(route, out var answer))
        {
            if (otherwise is not null)
            {
                var other = otherwise();
                other.RequestMessage = request;
                return other;
            }

            throw new InvalidOperationException($"The test expects no {route}.");
        }

        var call = counts.AddOrUpdate(route, 1, (_, count) => count + 1) - 1;
        var response = await answer(call, cancellationToken);
        response.RequestMessage = request;
        return response;
    }
}

internal sealed record ReceivedRequest(string Route, Uri Uri, string Body, string? Authorization, string UserAgent, DateTimeOffset At);

/// <summary>One answer of the stub.</summary>
internal sealed record Reply(int Status, string Body, string ContentType = "application/json")
{
    public static readonly Reply Done = new(200, "{}");

    public Dictionary<string, string> Headers { get; init; } = [];

    public static Reply Ok(string json) => new(200, json);

    public static Reply Error(int status, string code, string message) =>
        new(status, $$"""{"error_code":"{{code}}","message":"{{message}}"}""");

    public Reply With(string header, string value) => this with { Headers = new(Headers) { [header] = value } };

    public HttpResponseMessage ToResponse()
    {
        var response = new HttpResponseMessage((HttpStatusCode)Status) { Content = new StringContent(Body, Encoding.UTF8, ContentType) };
        foreach (var (name, value) in Headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }
}
