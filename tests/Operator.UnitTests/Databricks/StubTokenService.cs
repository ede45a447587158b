using System.Collections.Concurrent;

namespace Operator.UnitTests.Databricks;

/// <summary>A token endpoint that answers as told and keeps all it was sent.</summary>
internal sealed class StubTokenService : HttpMessageHandler
{
    private readonly Func<int, CancellationToken, Task<HttpResponseMessage>> answer;

    public StubTokenService(Func<int, CancellationToken, Task<HttpResponseMessage>> answer) => this.answer = answer;

    /// <summary>Answers the n-th exchange with the n-th reply, and every later one with the last.</summary>
    public StubTokenService(params Reply[] replies)
        : this((call, _) => Task.FromResult(replies[Math.Min(call, replies.Length - 1)].ToResponse()))
    {
    }

    public ConcurrentQueue<SentRequest> Received { get; } = new();

    public bool IsDisposed { get; private set; }

    public static Reply Token(string value, int seconds = 3_600) =>
        Reply.Ok($$"""{"access_token":"{{value}}","token_type":"Bearer","expires_in":{{seconds}},"scope":"all-apis"}""");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        var call = Received.Count;
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value));
        Received.Enqueue(new SentRequest($"{request.Method} {request.RequestUri}", body, headers));
        return await answer(call, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}

internal sealed record SentRequest(string Line, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public IReadOnlyDictionary<string, string> Form { get; } = Body.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')));
}
