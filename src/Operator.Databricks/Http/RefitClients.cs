using System.Net;
using System.Text.Json.Serialization;
using Operator.Databricks.Errors;
using Operator.Databricks.Operations;
using Refit;

namespace Operator.Databricks.Http;

/// <summary>Makes the generated client of one API area.</summary>
internal sealed class RefitClients(WorkspaceHost host, string userAgent, HttpMessageHandler handler) : IDisposable
{
    private readonly List<HttpClient> clients = [];

    /// <param name="version">The version in the path, such as <c>2.1</c>.</param>
    /// <param name="json">How the area's requests and responses are written and read.</param>
    public TApi Create<TApi>(string version, JsonSerializerContext json)
        where TApi : class
    {
        var client = new HttpClient(handler, disposeHandler: false)
        {
            BaseAddress = new Uri(host.Address, $"api/{version}"),
            // The pipeline bounds every call; this bound would look like the caller's cancellation.
            Timeout = Timeout.InfiniteTimeSpan,
            // HTTP/2 where TLS offers it: one connection carries all calls in flight.
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
        client.DefaultRequestHeaders.Accept.Add(new("application/json"));
        clients.Add(client);
        return RestService.ForGenerated<TApi>(client, Settings(OperationSet.Of(typeof(TApi)), json));
    }

    public void Dispose()
    {
        clients.ForEach(client => client.Dispose());
        handler.Dispose();
    }

    /// <summary>The settings a client needs when every failure has been dealt with before the answer reaches it.</summary>
    private static RefitSettings Settings(OperationSet operations, JsonSerializerContext json) => new(new WireContentSerializer(json))
    {
        HttpRequestMessageOptions = new Dictionary<string, object> { [OperationSet.Option] = operations },
        // The resilience handler lets only successes through.
        ExceptionFactory = _ => new ValueTask<Exception?>((Exception?)null),
        // It has also described every failure; wrapped once more it would hold the request and its Authorization header.
        TransportExceptionFactory = (_, exception, _) => exception,
        DeserializationExceptionFactory = (response, cause) =>
            new ValueTask<Exception?>(new DatabricksException(CallFailure.Unreadable(OperationSet.OperationOf(response.RequestMessage!), cause))),
    };
}
