using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Operator.Databricks.Http;
using Operator.Databricks.Operations;
using Operator.Options;
using Operator.Runtime.Client;
using Operator.Runtime.Telemetry;
using Operator.Telemetry;

namespace Operator.UnitTests.Telemetry;

/// <summary>When spans are made, and where they go.</summary>
[Collection(TraceCollection.Name)]
public sealed class TraceExportTests
{
    private static readonly ObjectKey Key = new("team-a", "etl");

    private static readonly Operation Get = new("clusters/get", RetrySafety.Always, NotFoundScope.Addressed)
    {
        Method = HttpMethod.Get,
        Path = "/clusters/get",
        Answers = true,
        IsChange = false,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Spans_WithoutAListener_AreNotMadeAndCostNoMemory()
    {
        Assert.False(Pass());
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var pass = 0; pass < 1000; pass++)
        {
            Pass();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData("api/v1/namespaces/team-a/events?fieldManager=x", "POST events")]
    [InlineData("api/v1/namespaces/team-a", "POST namespaces")]
    [InlineData("api/v1/namespaces/team-a/serviceaccounts/operator/token", "POST serviceaccounts/token")]
    [InlineData("apis/databricks-operator.io/v1alpha1/namespaces/team-a/databricksclusters/etl", "POST databricksclusters")]
    [InlineData("apis/databricks-operator.io/v1alpha1/databricksclusters?limit=500", "POST databricksclusters")]
    public void Call_ToTheApiServer_IsNamedByItsResourceAndNotByItsObject(string path, string expected)
    {
        using var listener = Sdk.CreateTracerProviderBuilder().AddPasses(new OperatorOptions.TraceSettings()).Build();
        using var pass = PassTraces.Begin("DatabricksCluster", Key);
        using var call = PassTraces.Call(HttpMethod.Post, path);

        Assert.Equal(expected, call?.DisplayName);
    }

    /// <summary>The lease and the watches go on all the time.</summary>
    [Fact]
    public void Call_ToTheApiServerOutsideOfAPass_IsNoTrace()
    {
        using var listener = Sdk.CreateTracerProviderBuilder().AddPasses(new OperatorOptions.TraceSettings()).Build();

        Assert.Null(PassTraces.Call(HttpMethod.Put, "apis/coordination.k8s.io/v1/namespaces/system/leases/databricks-operator"));
    }

    [Fact]
    public async Task Pass_WithAnEndpoint_IsSentThereByOtlpWithTheNameOfTheProgram()
    {
        ConcurrentQueue<string> received = [];
        await using var collector = await ServerAsync(application => application.MapPost("/v1/traces", async (HttpRequest request) =>
        {
            using var body = new StreamReader(request.Body, Encoding.Latin1);
            received.Enqueue($"{request.ContentType} {await body.ReadToEndAsync(Cancellation)}");
        }));
        var services = new ServiceCollection();
        services.AddExportedTelemetry();
        services.AddExportedTraces(new OperatorOptions.TraceSettings { Endpoint = collector.Urls.Single() });

        await using (var provider = services.BuildServiceProvider())
        {
            var traces = provider.GetRequiredService<TracerProvider>();
            Pass();
            Assert.True(traces.ForceFlush());
        }

        var sent = string.Join('\n', received);
        Assert.StartsWith("application/x-protobuf", sent, StringComparison.Ordinal);
        Assert.All(
            ["databricks-operator", "reconcile DatabricksCluster", "clusters/get", "etl"], text => Assert.Contains(text, sent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Traces_WithoutAnEndpoint_AreNotListenedTo()
    {
        var services = new ServiceCollection();
        services.AddExportedTelemetry();
        services.AddExportedTraces(new OperatorOptions.TraceSettings());

        await using var provider = services.BuildServiceProvider();

        Assert.Null(provider.GetService<TracerProvider>());
        Assert.False(Pass());
    }

    [Fact]
    public async Task Request_ToAWorkspaceWithinATrace_CarriesNoIdOfTheTrace()
    {
        ConcurrentQueue<string> headers = [];
        await using var workspace = await ServerAsync(application => application.MapGet("/", (HttpRequest request) =>
        {
            foreach (var header in request.Headers.Keys)
            {
                headers.Enqueue(header.ToUpperInvariant());
            }
        }));
        using var listener = Sdk.CreateTracerProviderBuilder().AddPasses(new OperatorOptions.TraceSettings()).Build();
        using var pass = PassTraces.Begin("DatabricksCluster", Key);
        using var client = new HttpClient(WorkspaceHttpHandler.Create(allowLoopback: true));

        await client.GetStringAsync(new Uri(workspace.Urls.Single()), Cancellation);

        Assert.NotNull(Activity.Current);
        Assert.Contains("HOST", headers);
        Assert.DoesNotContain("TRACEPARENT", headers);
    }

    /// <summary>Everything that is called for a pass with two calls; true where a span was made.</summary>
    private static bool Pass()
    {
        using var pass = PassTraces.Begin("DatabricksCluster", Key);
        using (var call = PassTraces.Call(HttpMethod.Get, "api/v1/namespaces/team-a"))
        {
            PassTraces.Answered(call, 200);
        }

        using (var call = CallTraces.Begin("team/prod", Get))
        {
            CallTraces.Admitted(call);
            CallTraces.Attempted(call, 200);
            CallTraces.Succeeded(call);
        }

        PassTraces.Conclude(pass, "done", hasFailed: false);
        return pass is not null;
    }

    private static async Task<WebApplication> ServerAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        map(application);
        await application.StartAsync(Cancellation);
        return application;
    }
}
