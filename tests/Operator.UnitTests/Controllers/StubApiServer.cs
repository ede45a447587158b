using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Operator.Runtime.Client;

namespace Operator.UnitTests.Controllers;

/// <summary>As much of an API server as a pass needs: objects by path, read and merge-patched.</summary>
internal sealed class StubApiServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ConcurrentDictionary<string, JsonObject> objects = new();
    private long lastVersion = 100;

    private StubApiServer(WebApplication application) => this.application = application;

    /// <summary>What was written, in order: the path and the patch.</summary>
    public ConcurrentQueue<(string Path, JsonObject Patch)> Writes { get; } = new();

    /// <summary>The status a write of this path is answered with; null to carry it out.</summary>
    public Func<string, int?> Refusal { get; set; } = _ => null;

    public ApiServerConnection Connection { get; private set; } = null!;

    public static async Task<StubApiServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new StubApiServer(builder.Build());
        server.application.Run(server.AnswerAsync);
        await server.application.StartAsync(TestContext.Current.CancellationToken);
        server.Connection = new ApiServerConnection(new KubernetesClientConfiguration { Host = server.application.Urls.Single() });
        return server;
    }

    /// <summary>Stores a new version of an object.</summary>
    public void Put(string path, JsonObject json)
    {
        json["metadata"]!["resourceVersion"] = $"{Interlocked.Increment(ref lastVersion)}";
        objects[path] = json;
    }

    public JsonObject? Get(string path) => objects.GetValueOrDefault(path);

    public async ValueTask DisposeAsync()
    {
        Connection.Dispose();
        await application.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.TrimStart('/');
        var target = path.EndsWith("/status", StringComparison.Ordinal) ? path[..^"/status".Length] : path;
        if (!objects.TryGetValue(target, out var found))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (context.Request.Method == HttpMethods.Patch)
        {
            var patch = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();
            if ((Refusal(path) ?? Conflict(found, patch)) is { } status)
            {
                context.Response.StatusCode = status;
                return;
            }

            Writes.Enqueue((path, patch.DeepClone().AsObject()));
            found = found.DeepClone().AsObject();
            Merge(found, patch);
            Put(target, found);
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(found.ToJsonString(), context.RequestAborted);
    }

    private static int? Conflict(JsonObject current, JsonObject patch) =>
        patch["metadata"]?["resourceVersion"] is { } wanted && (string)wanted! != (string)current["metadata"]!["resourceVersion"]! ? StatusCodes.Status409Conflict : null;

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner)
            {
                var nested = target[name] as JsonObject ?? [];
                Merge(nested, inner);
                target[name] = nested.Parent is null ? nested : nested.DeepClone();
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }
}
