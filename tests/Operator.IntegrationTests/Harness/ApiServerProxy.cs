using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Operator.IntegrationTests.Harness;

/// <summary>
/// Stands between an operator and the API server (http on loopback, no credentials needed), writes down every request, and breaks
/// what it is told to break. One operator, one proxy: then the journal says who did what.
/// </summary>
public sealed class ApiServerProxy : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly HttpClient upstream;
    private readonly string token;
    private readonly ConcurrentQueue<ProxyRequest> journal = new();
    private readonly ConcurrentBag<ProxyFault> faults = [];
    private readonly CancellationTokenSource ending = new();
    private volatile TaskCompletionSource open = Opened();
    private int generation;

    private ApiServerProxy(WebApplication application, HttpClient upstream, string token)
    {
        this.application = application;
        this.upstream = upstream;
        this.token = token;
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Everything that was asked so far, whatever became of it.</summary>
    public IReadOnlyList<ProxyRequest> Journal => [.. journal];

    /// <summary>Called before a request is passed on; what it does to the cluster happens before the request does.</summary>
    public Func<ProxyRequest, Task> BeforeRequest { get; set; } = _ => Task.CompletedTask;

    public static async Task<ApiServerProxy> StartAsync(ControlPlane plane)
    {
        var configuration = plane.Configuration();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var proxy = new ApiServerProxy(builder.Build(), Upstream(configuration), configuration.AccessToken);
        proxy.application.Run(proxy.ServeAsync);
        await proxy.application.StartAsync();
        proxy.Address = new Uri(proxy.application.Urls.First());
        return proxy;
    }

    /// <summary>How an operator in this process gets here.</summary>
    public KubernetesClientConfiguration Configuration() => new() { Host = Address.ToString() };

    /// <summary>How an operator in another process gets here.</summary>
    public async Task<string> WriteKubeconfigAsync(string directory)
    {
        var file = Path.Combine(directory, $"kubeconfig-{Address.Port}");
        await File.WriteAllTextAsync(
            file,
            $$"""
            {"apiVersion":"v1","kind":"Config","current-context":"proxy","contexts":[{"name":"proxy","context":{"cluster":"proxy","user":"none"} }],
             "clusters":[{"name":"proxy","cluster":{"server":"{{Address}}" } }],"users":[{"name":"none","user":{"token":"none"} }]}
            """);
        return file;
    }

    public ProxyFault Inject(ProxyFault fault)
    {
        faults.Add(fault);
        return fault;
    }

    /// <summary>From now on no byte passes in either direction, and no connection is closed: a network that swallows everything.</summary>
    public void Freeze() => open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw() => open.TrySetResult();

    /// <summary>Only the streams that are open now fall silent for good; new requests pass. The half-open connection after a failed load balancer.</summary>
    public void FreezeOpenStreams() => Interlocked.Increment(ref generation);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        Thaw();
        await application.DisposeAsync();
        upstream.Dispose();
        ending.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private static HttpClient Upstream(KubernetesClientConfiguration configuration)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        handler.SslOptions.CertificateChainPolicy =
            new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(configuration.SslCaCerts);
        return new HttpClient(handler) { BaseAddress = new Uri(configuration.Host), Timeout = Timeout.InfiniteTimeSpan };
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ending.Token);
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(both.Token);
        var request = new ProxyRequest(Stopwatch.GetTimestamp(), context.Request.Method, context.Request.Path, context.Request.QueryString.ToString(), body);
        journal.Enqueue(request);
        try
        {
            await open.Task.WaitAsync(both.Token);
            await BeforeRequest(request);
            await HandleAsync(context, request, faults.FirstOrDefault(fault => fault.Takes(request)), both.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            // Either side went away: the other one sees the same.
            context.Abort();
        }
    }

    private async Task HandleAsync(HttpContext context, ProxyRequest request, ProxyFault? fault, CancellationToken cancellationToken)
    {
        switch (fault?.Kind)
        {
            case ProxyFaultKind.DropBefore:
                context.Abort();
                return;
            case ProxyFaultKind.Refuse:
                await RefuseAsync(context, fault, cancellationToken);
                return;
            case ProxyFaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                return;
        }

        using var message = Message(context, request);
        using var response = await upstream.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (fault?.Kind == ProxyFaultKind.DropAfter)
        {
            await response.Content.ReadAsByteArrayAsync(cancellationToken);
            context.Abort();
            return;
        }

        await ForwardAsync(context, response, fault?.Bytes ?? int.MaxValue, cancellationToken);
    }

    private HttpRequestMessage Message(HttpContext context, ProxyRequest request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(upstream.BaseAddress!, request.Path + request.Query));
        message.Headers.Authorization = new("Bearer", token);
        message.Headers.TryAddWithoutValidation("Accept", context.Request.Headers.Accept.ToString());
        if (request.Body.Length > 0)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(request.Body));
            message.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        return message;
    }

    private async Task ForwardAsync(HttpContext context, HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        var born = Volatile.Read(ref generation);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await WhileFrozenAsync(born, cancellationToken);
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, Math.Min(read, limit)), cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
            limit -= read;
            if (limit <= 0)
            {
                context.Abort();
                return;
            }
        }

        await WhileFrozenAsync(born, cancellationToken);
    }

    private async Task WhileFrozenAsync(int born, CancellationToken cancellationToken)
    {
        await open.Task.WaitAsync(cancellationToken);
        if (born != Volatile.Read(ref generation))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task RefuseAsync(HttpContext context, ProxyFault fault, CancellationToken cancellationToken)
    {
        var status =
            $$$"""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"{{{fault.Reason}}}","message":"injected","code":{{{fault.Status}}}}""";
        context.Response.ContentType = "application/json";
        context.Response.StatusCode = fault.InStream ? (int)HttpStatusCode.OK : fault.Status;
        if (fault.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        await context.Response.WriteAsync(fault.InStream ? $$$"""{"type":"ERROR","object":{{{status}}}}""" + "\n" : status, cancellationToken);
    }
}
