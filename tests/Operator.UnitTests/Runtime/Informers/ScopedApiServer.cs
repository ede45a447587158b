using System.Collections.Concurrent;
using System.Net;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Informers;

/// <summary>Answers for several namespaces: each is open, with the objects put into it, or refused. A watch of an open one stays silent.</summary>
internal sealed class ScopedApiServer : IDisposable
{
    private readonly ConcurrentDictionary<string, HttpStatusCode> refused = new();
    private readonly ConcurrentDictionary<string, HttpStatusCode> watchRefused = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> objects = new();
    private int version = 5;

    public ScopedApiServer() => Server = new StubApiServer(AnswerAsync);

    public StubApiServer Server { get; }

    public void Put(string @namespace, params string[] names) => objects[@namespace] = names;

    public void Refuse(string @namespace, HttpStatusCode status) => refused[@namespace] = status;

    public void RefuseWatch(string @namespace) => watchRefused[@namespace] = HttpStatusCode.Forbidden;

    public void Allow(string @namespace)
    {
        refused.TryRemove(@namespace, out _);
        watchRefused.TryRemove(@namespace, out _);
    }

    public void Dispose() => Server.Dispose();

    private async Task<HttpResponseMessage> AnswerAsync(StubRequest request, CancellationToken cancellationToken)
    {
        var @namespace = request.Path.Split('/') is [_, "apis", _, _, "namespaces", var name, ..] ? name : "";
        if (refused.TryGetValue(@namespace, out var status) || (request.IsWatch && watchRefused.TryGetValue(@namespace, out status)))
        {
            return StubApiServer.Refusal(status, $"{status}", $"no access to {@namespace}");
        }

        if (request.IsWatch)
        {
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new System.IO.Pipelines.Pipe().Reader.AsStream()) };
        }

        var resourceVersion = Interlocked.Increment(ref version);
        var items = objects.GetValueOrDefault(@namespace, []).Select(item =>
            $$$"""{"metadata":{"name":"{{{item}}}","namespace":"{{{@namespace}}}","uid":"uid-{{{item}}}","generation":1,"resourceVersion":"5"}}""");
        await Task.CompletedTask.WaitAsync(cancellationToken);
        return StubApiServer.Json($$$"""{"metadata":{"resourceVersion":"{{{resourceVersion}}}"},"items":[{{{string.Join(',', items)}}}]}""");
    }
}
