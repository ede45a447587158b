using System.Collections.Concurrent;
using System.Net;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Operator.Runtime.Client;
using Operator.UnitTests.Databricks;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Client;

public sealed class ApiServerConnectionTests
{
    /// <summary>Where the server or a proxy before it speaks nothing newer than HTTP/1.1, that is used.</summary>
    [Fact]
    public async Task Send_AnyRequest_AsksForHttp2AndTakesLess()
    {
        var asked = new List<(Version, HttpVersionPolicy)>();
        using var server = new StubApiServer(_ => StubApiServer.Json("{}")) { OnVersion = (version, policy) => asked.Add((version, policy)) };
        using var connection = server.Connect();

        await connection.SendAsync(HttpMethod.Get, "version", null, TestContext.Current.CancellationToken);

        Assert.Equal([(HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower)], asked);
    }

    /// <summary>An API server that has much to do sends events later and later where they share a connection with the answers to writes.</summary>
    [Fact]
    public async Task Watch_BesideOtherRequests_HasAConnectionThatItSharesWithWatchesOnly()
    {
        var connections = new ConcurrentDictionary<string, string>();
        await using var server = await StartAsync(context => connections[$"{context.Request.Path}"] = context.Connection.Id);
        using var connection = new ApiServerConnection(new KubernetesClientConfiguration { Host = server.Urls.First(), SkipTlsVerify = true });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var stop = limit.Token;

        await connection.SendAsync(HttpMethod.Get, "read", null, stop);
        using var first = await connection.WatchAsync("watch/jobs", "application/json", stop);
        using var second = await connection.WatchAsync("watch/clusters", "application/json", stop);
        await connection.SendAsync(HttpMethod.Post, "write", null, stop);

        Assert.Equal(connections["/read"], connections["/write"]);
        Assert.Equal(connections["/watch/jobs"], connections["/watch/clusters"]);
        Assert.NotEqual(connections["/read"], connections["/watch/jobs"]);
        Assert.Equal(HttpVersion.Version20, first.Version);
    }

    /// <summary>Watches stay open until the client ends them.</summary>
    private static async Task<WebApplication> StartAsync(Action<HttpContext> called)
    {
        using var authority = new PrivateAuthority();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var certificate = authority.Issue("localhost");
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var application = builder.Build();
        application.Run(async context =>
        {
            called(context);
            await context.Response.Body.FlushAsync();
            if (context.Request.Path.StartsWithSegments("/watch", StringComparison.Ordinal))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
        await application.StartAsync(TestContext.Current.CancellationToken);
        return application;
    }
}
