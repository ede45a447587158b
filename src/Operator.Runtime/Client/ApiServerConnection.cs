using System.Net;
using System.Net.Http.Headers;
using k8s;
using Operator.Runtime.Telemetry;

namespace Operator.Runtime.Client;

/// <summary>
/// One HTTP/2 connection pool to the API server with the credentials of the kubeconfig or the pod. Requests are sent directly:
/// the client library's watch waits for the first event, skips what it cannot decode and parses everything twice.
/// </summary>
public sealed class ApiServerConnection : IDisposable
{
    internal const string Json = "application/json";

    private readonly Kubernetes kubernetes;
    private readonly Kubernetes watching;
    private readonly TimeProvider time;

    public ApiServerConnection(KubernetesClientConfiguration configuration, TimeProvider? time = null)
        : this(configuration, time, [])
    {
    }

    /// <summary>With handlers in front of the network, which may answer by themselves. They get watches and all other requests.</summary>
    public ApiServerConnection(KubernetesClientConfiguration configuration, TimeProvider? time, params DelegatingHandler[] handlers)
    {
        this.time = time ?? TimeProvider.System;
        // A connection that died without a word is noticed after 8 s, in time to renew the lease on another.
        configuration.FirstMessageHandlerSetup = handler =>
        {
            handler.EnableMultipleHttp2Connections = true;
            handler.KeepAlivePingDelay = TimeSpan.FromSeconds(3);
            handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(5);
            handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
            handler.AutomaticDecompression = DecompressionMethods.GZip;
            handler.AllowAutoRedirect = false;
            // No header and no span of .NET's own for each request where passes are traced: they have spans of ours.
            handler.ActivityHeadersPropagator = null;
            handler.ConnectTimeout = TimeSpan.FromSeconds(10);
        };
        kubernetes = new Kubernetes(configuration, handlers);
        // All requests share one connection, and all watches another. On a single one an API server at its limit sends events between the answers to writes,
        // and ever later: with 1,000 objects on their way an edit was seen 13 s after it was made, and with a connection for watches at once.
        watching = handlers.Length == 0 ? new Kubernetes(configuration) : kubernetes;
        CurrentNamespace = string.IsNullOrEmpty(configuration.Namespace) ? "default" : configuration.Namespace;
    }

    /// <summary>The namespace of the kubeconfig's context or of the pod.</summary>
    public string CurrentNamespace { get; }

    public Uri BaseUri => kubernetes.BaseUri;

    /// <summary>How long any request but a watch may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public void Dispose()
    {
        kubernetes.Dispose();
        watching.Dispose();
    }

    /// <summary>Sends one request and returns its whole body. Throws <see cref="ApiServerException"/> on any answer but 2xx.</summary>
    public Task<byte[]> SendAsync(HttpMethod method, string pathAndQuery, HttpContent? content, CancellationToken cancellationToken) =>
        SendAsync(method, pathAndQuery, content, RequestTimeout, cancellationToken);

    /// <summary>The same with a time limit of its own, which counts only where it is shorter than <see cref="RequestTimeout"/>.</summary>
    internal Task<byte[]> SendAsync(HttpMethod method, string pathAndQuery, HttpContent? content, TimeSpan limit, CancellationToken cancellationToken) =>
        SendAsync(method, pathAndQuery, content, limit, Json, cancellationToken);

    /// <summary>A read in another representation than the usual one.</summary>
    internal Task<byte[]> ReadAsync(string pathAndQuery, string accept, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, pathAndQuery, null, RequestTimeout, accept, cancellationToken);

    private async Task<byte[]> SendAsync(
        HttpMethod method, string pathAndQuery, HttpContent? content, TimeSpan limit, string accept, CancellationToken cancellationToken)
    {
        limit = limit < RequestTimeout ? limit : RequestTimeout;
        using var span = PassTraces.Call(method, pathAndQuery);
        using var timeout = new CancellationTokenSource(limit, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var response = await OpenAsync(kubernetes, method, pathAndQuery, content, accept, deadline.Token).ConfigureAwait(false);
            PassTraces.Answered(span, (int)response.StatusCode);
            return await response.Content.ReadAsByteArrayAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (ApiServerException exception)
        {
            PassTraces.Answered(span, (int)exception.Status);
            throw;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The API server did not answer {method} {pathAndQuery.Split('?')[0]} within {limit.TotalSeconds:0} s.");
        }
    }

    /// <summary>Sends one request and returns as soon as the headers are there; the caller disposes the response.</summary>
    public Task<HttpResponseMessage> OpenAsync(HttpMethod method, string pathAndQuery, HttpContent? content, CancellationToken cancellationToken) =>
        OpenAsync(kubernetes, method, pathAndQuery, content, Json, cancellationToken);

    /// <summary>Begins a watch, and returns when the server has agreed to it; the caller disposes the response.</summary>
    /// <param name="pathAndQuery">What to watch, below the server's address.</param>
    /// <param name="accept">The representation of the objects.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public Task<HttpResponseMessage> WatchAsync(string pathAndQuery, string accept, CancellationToken cancellationToken) =>
        OpenAsync(watching, HttpMethod.Get, pathAndQuery, null, accept, cancellationToken);

    private static async Task<HttpResponseMessage> OpenAsync(
        Kubernetes client, HttpMethod method, string pathAndQuery, HttpContent? content, string accept, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(client.BaseUri, pathAndQuery)) { Content = content };
        // The library's client would ask for HTTP/1.1, which opens a connection for each request under way.
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        if (client.Credentials is not null)
        {
            await client.Credentials.ProcessHttpRequestAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var response = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ApiServerException.FromAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }
}
