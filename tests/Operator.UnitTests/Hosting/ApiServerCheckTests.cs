using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Operator.Hosting;
using Operator.Kinds;
using Operator.Options;
using Operator.Runtime.Client;
using Operator.Runtime.Hosting;
using Operator.Telemetry;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Hosting;

/// <summary>What ends the program before it starts, and what does not.</summary>
public sealed class ApiServerCheckTests : IDisposable
{
    private readonly StubApiServer server;
    private readonly ApiServerConnection connection;
    private readonly ServiceProvider services;
    private Func<StubRequest, HttpStatusCode?> refusal = _ => null;

    public ApiServerCheckTests()
    {
        server = new StubApiServer(request => refusal(request) is { } status
            ? StubApiServer.Refusal(status, $"{status}", "the server said no")
            : StubApiServer.Json("""{"metadata":{"name":"any","uid":"the-uid","resourceVersion":"5"},"items":[]}"""));
        connection = server.Connect();
        var collection = new ServiceCollection().AddLogging().AddMetrics().AddSingleton(connection);
        OperatorProgram.AddOperator(collection, new OperatorOptions { WatchNamespaces = "a,b" }, new ConfigurationBuilder().Build());
        services = collection.BuildServiceProvider();
    }

    public void Dispose()
    {
        services.Dispose();
        connection.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task Run_EverythingThere_AsksOnce()
    {
        await RunAsync();

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("/namespaces/a/", HttpStatusCode.Forbidden)]
    [InlineData("databricksworkspaces", HttpStatusCode.NotFound)]
    [InlineData("databricksjobs", HttpStatusCode.Forbidden)]
    [InlineData("secrets", HttpStatusCode.Forbidden)]
    [InlineData("configmaps", HttpStatusCode.Forbidden)]
    public async Task Run_OneNamespaceOrKindRefused_EndsNothing(string part, HttpStatusCode status)
    {
        refusal = request => request.Path.Contains(part, StringComparison.Ordinal) ? status : null;

        await RunAsync();
    }

    [Fact]
    public async Task Run_NoKindKnown_NamesTheCrds()
    {
        refusal = _ => HttpStatusCode.NotFound;

        var exception = await Assert.ThrowsAsync<StartupException>(RunAsync);

        Assert.Contains("install the CRDs first", exception.Message, StringComparison.Ordinal);
        Assert.Equal(KindRegistry.All.Count * 2, server.Requests.Count);
    }

    [Fact]
    public async Task Run_NoRightAtAll_NamesOne()
    {
        refusal = _ => HttpStatusCode.Forbidden;

        var exception = await Assert.ThrowsAsync<StartupException>(RunAsync);

        Assert.Contains("config/rbac/role.yaml", exception.Message, StringComparison.Ordinal);
        Assert.Contains("in namespace a", exception.Message, StringComparison.Ordinal);
        Assert.Contains("the server said no", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WrongCredential_SaysSo()
    {
        refusal = _ => HttpStatusCode.Unauthorized;

        Assert.Contains("(401)", (await Assert.ThrowsAsync<StartupException>(RunAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_InstallationId_StandsOnTheLeaseAndInAMetric()
    {
        var measured = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "databricks_operator_build_info")
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => measured.Add($"{value} {tags[1].Key}={tags[1].Value}"));
        listener.Start();
        services.StartMeasuring();

        await PublishAsync();
        listener.RecordObservableInstruments();

        Assert.Equal("the-uid", services.GetRequiredService<OperatorSettings>().LeaderElection.Annotations["databricks-operator.io/installation-id"]);
        Assert.Contains("1 installation=the-uid", measured);
    }

    [Fact]
    public async Task Publish_NamespacesMayNotBeRead_EndsTheStartAndNamesTheOption()
    {
        refusal = _ => HttpStatusCode.Forbidden;

        var exception = await Assert.ThrowsAsync<StartupException>(PublishAsync);

        Assert.Contains("--installation-id", exception.Message, StringComparison.Ordinal);
        Assert.Contains("the server said no", exception.Message, StringComparison.Ordinal);
    }

    private Task RunAsync() => ApiServerCheck.RunAsync(services, TestContext.Current.CancellationToken);

    private Task PublishAsync() => services.GetRequiredService<InstallationReport>().PublishAsync(TestContext.Current.CancellationToken);
}
