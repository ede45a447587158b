using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Operator.Runtime.Client;
using Operator.Runtime.Hosting;
using Operator.Runtime.LeaderElection;
using Operator.Runtime.Reconciliation;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Hosting;

/// <summary>A whole operator for Widgets, which also watches Gadgets, before an API server made of functions.</summary>
public sealed class OperatorHostTests : IAsyncLifetime
{
    private const string Lease = "/apis/coordination.k8s.io/v1/namespaces/ns/leases/databricks-operator";

    private static readonly TimeSpan SyncPoll = TimeSpan.FromMilliseconds(20);

    private readonly InMemoryApiServer leases = new();
    private readonly SteppedClock clock = new();
    private readonly TaskCompletionSource listed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StubApiServer server;
    private readonly ApiServerConnection connection;
    private readonly IHost host;
    private HttpStatusCode? gadgets;

    public OperatorHostTests()
    {
        server = new StubApiServer(AnswerAsync);
        connection = server.Connect(clock);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton(connection);
        builder.Services
            .AddKubernetesOperator(settings =>
            {
                settings.Namespaces = ["a"];
                settings.LeaderElection = new LeaderElectionOptions { LeaseNamespace = "ns" };
            })
            .AddController<RecordingController, Widget>()
            .AddWatch<Widget, Gadget>(_ => []);
        host = builder.Build();
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        host.Dispose();
        connection.Dispose();
        server.Dispose();
    }

    /// <summary>A leader that waits for its lists would keep out a replica that could work.</summary>
    [Fact]
    public async Task Start_NotEverythingListedYet_DoesNotAskForTheLease()
    {
        await host.StartAsync(TestContext.Current.CancellationToken);
        await PollAsync();
        await PollAsync();
        Assert.DoesNotContain(server.Requests, request => request.Path.Contains("leases", StringComparison.Ordinal));

        listed.SetResult();

        Assert.StartsWith("reconcile widget", await WorkAsync(), StringComparison.Ordinal);
        Assert.True(leases.Objects.ContainsKey(Lease));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "403")]
    [InlineData(HttpStatusCode.NotFound, "CRD gadgets.test.databricks-operator.io")]
    public async Task Start_AnotherKindRefused_LeadsAndWorksAndSaysInItsHealthWhatIsMissing(HttpStatusCode status, string words)
    {
        gadgets = status;
        listed.SetResult();

        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("reconcile widget", await WorkAsync(), StringComparison.Ordinal);
        foreach (var tag in new[] { HealthTags.Live, HealthTags.Ready })
        {
            var report = await CheckAsync(tag);
            Assert.Equal(HealthStatus.Degraded, report.Status);
            var lines = HealthProblems.TextOf(report).Split('\n');
            Assert.StartsWith("scopes: gadgets in namespace a: ", lines[1], StringComparison.Ordinal);
            Assert.Contains(words, lines[1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Health_NotEverythingListedYet_IsLiveAndNotReady()
    {
        await host.StartAsync(TestContext.Current.CancellationToken);
        await PollAsync();

        Assert.Equal("Healthy\n", HealthProblems.TextOf(await CheckAsync(HealthTags.Live)));
        Assert.Contains("caches: widgets were not listed yet\n", HealthProblems.TextOf(await CheckAsync(HealthTags.Ready)), StringComparison.Ordinal);
        listed.SetResult();
        await WorkAsync();
    }

    private Task<HealthReport> CheckAsync(string tag) =>
        host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains(tag), TestContext.Current.CancellationToken);

    /// <summary>Waits until the host looks whether everything has been listed, and lets it look again.</summary>
    private async Task PollAsync()
    {
        while (await clock.NextWaitAsync() != SyncPoll)
        {
        }

        clock.Advance(SyncPoll);
    }

    private async Task<string> WorkAsync()
    {
        var pass = ((RecordingController)host.Services.GetRequiredService<IEntityController<Widget>>()).NextAsync();
        while (!pass.IsCompleted)
        {
            clock.Advance(SyncPoll);
            await Task.WhenAny(pass, clock.NextWaitAsync());
        }

        return await pass;
    }

    private async Task<HttpResponseMessage> AnswerAsync(StubRequest request, CancellationToken cancellationToken)
    {
        if (request.Path.Contains("leases", StringComparison.Ordinal))
        {
            return leases.Answer(request);
        }

        if (request.Path.EndsWith("gadgets", StringComparison.Ordinal) && gadgets is { } refusal)
        {
            return StubApiServer.Refusal(refusal, $"{refusal}");
        }

        if (request.IsWatch)
        {
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new System.IO.Pipelines.Pipe().Reader.AsStream()) };
        }

        await listed.Task.WaitAsync(cancellationToken);
        var name = request.Path.EndsWith("gadgets", StringComparison.Ordinal) ? "gadget" : "widget";
        var item = $$$"""{"metadata":{"name":"{{{name}}}","namespace":"a","uid":"u","generation":1,"resourceVersion":"5"}}""";
        return StubApiServer.Json($$$"""{"metadata":{"resourceVersion":"5"},"items":[{{{item}}}]}""");
    }
}
