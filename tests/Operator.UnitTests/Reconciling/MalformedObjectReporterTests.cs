using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Reconciling;

/// <summary>An object the operator cannot read says so itself, and can still be let go.</summary>
public sealed class MalformedObjectReporterTests : IDisposable
{
    private readonly List<(HttpMethod Method, JsonNode? Body)> patches = [];
    private readonly FakeTimeProvider time = new();
    private readonly StubApiServer server;
    private readonly ApiServerConnection connection;
    private readonly MalformedObjectReporter<DatabricksCluster> reporter;

    public MalformedObjectReporterTests()
    {
        server = new StubApiServer(request =>
        {
            patches.Add((request.Method, request.Body is null ? null : JsonNode.Parse(request.Body)));
            return StubApiServer.Json("""{"metadata":{"name":"c"},"spec":{"numWorkers":"many"}}""");
        });
        connection = server.Connect();
        var client = new ResourceClient<DatabricksCluster>(connection, new EntitySerializer(ApiJsonContext.Default));
        reporter = new(client, (_, _, _, _) => { }, time, NullLogger<MalformedObjectReporter<DatabricksCluster>>.Instance);
    }

    public void Dispose()
    {
        connection.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task Report_ABrokenObject_IsSaidOnItOncePerGeneration()
    {
        await reporter.ReportAsync(Broken(), TestContext.Current.CancellationToken);
        await reporter.ReportAsync(Broken(), TestContext.Current.CancellationToken);

        var condition = Assert.Single(patches).Body!["status"]!["conditions"]![0]!;
        Assert.Equal(("Ready", "False", "InvalidSpec"), ((string?)condition["type"], (string?)condition["status"], (string?)condition["reason"]));
        Assert.Contains("numWorkers", (string?)condition["message"], StringComparison.Ordinal);
    }

    /// <summary>After a restart, or by a process that leads from now on.</summary>
    [Fact]
    public async Task Report_ABrokenObjectThatSaysSoAlready_WritesNothing()
    {
        await reporter.ReportAsync(Broken(), TestContext.Current.CancellationToken);
        reporter.Forget(Broken().Key);
        var said = patches[0].Body!["status"]!.AsObject();

        await reporter.ReportAsync(Broken() with { Status = said }, TestContext.Current.CancellationToken);

        Assert.Single(patches);
    }

    [Fact]
    public async Task Report_AnotherErrorOfABrokenObject_KeepsTheTimeOfTheTransition()
    {
        await reporter.ReportAsync(Broken(), TestContext.Current.CancellationToken);
        reporter.Forget(Broken().Key);
        time.Advance(TimeSpan.FromHours(1));

        await reporter.ReportAsync(
            Broken() with { Error = "field spec.tags has a value of the wrong type", Status = patches[0].Body!["status"]!.AsObject() },
            TestContext.Current.CancellationToken);

        var conditions = patches.Select(patch => patch.Body!["status"]!["conditions"]![0]!).ToList();
        Assert.Contains("tags", (string?)conditions[1]["message"], StringComparison.Ordinal);
        Assert.Equal((string?)conditions[0]["lastTransitionTime"], (string?)conditions[1]["lastTransitionTime"]);
    }

    [Fact]
    public async Task Report_AnotherObjectOfTheNameAfterItWasForgotten_IsSaidAgain()
    {
        await reporter.ReportAsync(Broken(), TestContext.Current.CancellationToken);
        reporter.Forget(Broken().Key);
        await reporter.ReportAsync(Broken(), TestContext.Current.CancellationToken);

        Assert.Equal(2, patches.Count);
    }

    [Fact]
    public async Task Report_ABrokenObjectThatIsDeleted_SaysHowToLetItGo()
    {
        await reporter.ReportAsync(Broken(deleted: true), TestContext.Current.CancellationToken);

        Assert.Contains(Annotations.Abandon, (string?)Assert.Single(patches).Body!["status"]!["conditions"]![0]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_ABrokenObjectThatIsAbandoned_LosesOurFinalizerAndNoOther()
    {
        await reporter.ReportAsync(Broken(deleted: true, abandoned: true), TestContext.Current.CancellationToken);

        Assert.Equal("""["foreign/one"]""", Assert.Single(patches).Body!["metadata"]!["finalizers"]!.ToJsonString());
    }

    private static MalformedObject Broken(bool deleted = false, bool abandoned = false) => new(
        new V1ObjectMeta
        {
            Name = "c",
            NamespaceProperty = "team",
            Uid = "uid",
            ResourceVersion = "7",
            Generation = 2,
            DeletionTimestamp = deleted ? DateTime.UnixEpoch : null,
            Finalizers = [Ownership.Finalizer, "foreign/one"],
            Annotations = abandoned ? new Dictionary<string, string> { [Annotations.Abandon] = "true" } : null,
        },
        "field spec.numWorkers has a value of the wrong type");
}
