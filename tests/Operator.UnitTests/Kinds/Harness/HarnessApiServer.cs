using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Kinds.Harness;

/// <summary>The API server's side of a test. It outlives the operator's process.</summary>
internal sealed class HarnessApiServer(HarnessRecord record)
{
    private readonly ConcurrentQueue<StubRequest> requests = new();

    public InMemoryApiServer Objects { get; } = new();

    /// <summary>The status a request is refused with; null to carry it out.</summary>
    public Func<StubRequest, HttpStatusCode?> Refusal { get; set; } = _ => null;

    /// <summary>What is answered without asking the store; null for all that the store answers.</summary>
    public Func<StubRequest, HttpResponseMessage?> Instead { get; set; } = _ => null;

    /// <summary>What was asked since <see cref="Forget"/>, in order.</summary>
    public IReadOnlyList<StubRequest> Requests => [.. requests];

    public IReadOnlyList<StubRequest> Writes => [.. requests.Where(IsWrite)];

    public HttpResponseMessage Answer(StubRequest request)
    {
        requests.Enqueue(request);
        if (IsWrite(request))
        {
            record.Step($"{request.Method} {string.Join('/', request.Path.Split('/').SkipWhile(part => part != "namespaces").Skip(2))}");
            record.Show(request.Body);
        }

        return Refusal(request) is { } status ? StubApiServer.Refusal(status, "Refused") : Instead(request) ?? Objects.Answer(request);
    }

    /// <summary>A Secret in the namespace of all objects, whose value may be shown nowhere. One of a few letters stands in texts by chance.</summary>
    public void PutSecret(string name, string key, byte[] value)
    {
        if (value.Length >= 8)
        {
            record.Hide(Encoding.UTF8.GetString(value));
        }

        Objects.Put($"/api/v1/namespaces/{OperatorHarness.Namespace}/secrets/{name}", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["uid"] = $"uid-of-{name}" },
            ["data"] = new JsonObject { [key] = Convert.ToBase64String(value) },
        });
    }

    public void Forget() => requests.Clear();

    private static bool IsWrite(StubRequest request) => request.Method != HttpMethod.Get;
}
