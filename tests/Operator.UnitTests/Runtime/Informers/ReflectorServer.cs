using System.IO.Pipelines;
using System.Net;
using System.Text;
using Operator.Runtime.Client;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Informers;

/// <summary>Answers lists and watches from a script; a request beyond the script waits forever.</summary>
internal sealed class ReflectorServer : IDisposable
{
    private readonly Queue<Func<HttpResponseMessage>> script = new();

    public ReflectorServer() => Server = new StubApiServer(AnswerAsync);

    public StubApiServer Server { get; }

    public IReadOnlyList<string> Asked => [.. Server.Requests.Select(
        request => request.IsWatch ? $"watch {Parameter(request, "resourceVersion")}" : $"list {Parameter(request, "continue")}".TrimEnd())];

    public ApiServerConnection Connect(TimeProvider time) => Server.Connect(time);

    public ReflectorServer List(string resourceVersion, params string[] names) => ListPage(resourceVersion, "", names);

    public ReflectorServer ListPage(string resourceVersion, string continueToken, params string[] names)
    {
        var items = string.Join(',', names.Select(name => Object(name, resourceVersion)));
        return Answer(
            () => StubApiServer.Json($$$"""{"metadata":{"resourceVersion":"{{{resourceVersion}}}","continue":"{{{continueToken}}}"},"items":[{{{items}}}]}"""));
    }

    /// <summary>A watch that delivers these lines and is then closed by the server.</summary>
    public ReflectorServer Watch(params string[] lines) => Answer(() => StubApiServer.Json(string.Concat(lines.Select(line => line + "\n"))));

    /// <summary>A watch that stays open; the test writes into it.</summary>
    public PipeWriter OpenWatch(Action? onAsked = null)
    {
        var pipe = new Pipe();
        Answer(() =>
        {
            onAsked?.Invoke();
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(pipe.Reader.AsStream()) };
        });
        return pipe.Writer;
    }

    public ReflectorServer Refuse(HttpStatusCode status, string reason = "Refused") => Answer(() => StubApiServer.Refusal(status, reason));

    public ReflectorServer Throw(Exception exception) => Answer(() => throw exception);

    public ReflectorServer Answer(Func<HttpResponseMessage> answer)
    {
        script.Enqueue(answer);
        return this;
    }

    public static string Event(string type, string name, string resourceVersion) => $$"""{"type":"{{type}}","object":{{Object(name, resourceVersion)}}}""";

    public static string Bookmark(string resourceVersion) =>
        $$$$$"""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"{{{{{resourceVersion}}}}}"}}}""";

    public static string Expired => """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old resource version"}}""";

    public static ValueTask<FlushResult> WriteAsync(PipeWriter watch, string line) => watch.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));

    public void Dispose() => Server.Dispose();

    private static string Object(string name, string resourceVersion) =>
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"ns","uid":"uid-{{{name}}}","generation":1,"resourceVersion":"{{{resourceVersion}}}"}}""";

    private static string Parameter(StubRequest request, string name) =>
        request.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=')).FirstOrDefault(pair => pair[0] == name)?[1] ?? "";

    private async Task<HttpResponseMessage> AnswerAsync(StubRequest request, CancellationToken cancellationToken)
    {
        if (script.TryDequeue(out var answer))
        {
            return answer();
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("unreachable");
    }
}
