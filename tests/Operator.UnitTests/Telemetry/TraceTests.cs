using System.Diagnostics;
using System.Text.Json.Nodes;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;
using Operator.Options;
using Operator.Runtime.Client;
using Operator.Runtime.Reconciliation;
using Operator.Telemetry;
using Operator.UnitTests.Databricks;
using Operator.UnitTests.Runtime.Controllers;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Telemetry;

/// <summary>What a collector gets to see of a pass.</summary>
[Collection(TraceCollection.Name)]
public sealed class TraceTests : ControllerTestBase
{
    private const string Canary = "do-not-show-this";

    /// <summary>The tests beside this one make spans too.</summary>
    private readonly string name = $"traced-{Guid.NewGuid():N}";

    private readonly List<Activity> exported = [];

    [Fact]
    public async Task Pass_WithItsCalls_IsOneTrace()
    {
        var spans = await TraceAsync(CallAsync);

        var root = spans[^1];
        Assert.Equal("reconcile Widget", root.DisplayName);
        Assert.Equal(default, root.ParentSpanId);
        Assert.Equal("ns Widget done", Tags(root, "k8s.namespace.name", "k8s.resource.kind", "databricks_operator.outcome"));
        Assert.Equal(["clusters/create", "clusters/get", "PATCH widgets/status"], spans.SkipLast(1).Select(span => span.DisplayName));
        Assert.All(spans.SkipLast(1), span => Assert.Equal(root.SpanId, span.ParentSpanId));
        Assert.All(spans, span => Assert.Equal((root.TraceId, span.DisplayName == "clusters/get"), (span.TraceId, span.Status == ActivityStatusCode.Error)));
    }

    [Fact]
    public async Task Call_ThatIsRefused_HasItsStatusItsKindOfFailureAndItsAttempts()
    {
        var spans = await TraceAsync(CallAsync);

        var get = spans.Single(span => span.DisplayName == "clusters/get");
        Assert.Equal(ActivityStatusCode.Error, get.Status);
        Assert.Equal("NotFound 404 team/prod", Tags(get, "error.type", "http.response.status_code", "databricks.workspace"));
        Assert.Equal(["admitted", "attempted"], get.Events.Select(happened => happened.Name));
        Assert.Equal("200", Tags(spans.Single(span => span.DisplayName == "PATCH widgets/status"), "http.response.status_code"));
    }

    [Fact]
    public async Task Spans_OfCallsWithSecretsAndContent_ShowNoneOfThem()
    {
        var shown = (await TraceAsync(CallAsync)).SelectMany(Texts).ToList();

        Assert.Contains("POST", shown);
        Assert.DoesNotContain(shown, text => text.Contains(Canary, StringComparison.Ordinal) || text.Contains(TestWorkspace.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pass_ThatFails_IsATraceThatFailed()
    {
        var root = (await TraceAsync((widget, _) => Task.FromResult(ReconciliationResult<Widget>.Failure(widget, Canary)))).Single();

        Assert.Equal(ActivityStatusCode.Error, root.Status);
        Assert.Equal("failed", Tags(root, "databricks_operator.outcome"));
    }

    /// <summary>A list that is shared, and a loop, go on when the pass that began them has long ended.</summary>
    [Fact]
    public async Task Call_AfterThePassThatBeganIt_IsATraceOfItsOwn()
    {
        TaskCompletionSource ended = new();
        var later = Task.CompletedTask;
        ActivityTraceId own = default;
        using (Listen())
        {
            Recorded.OnReconcile = (widget, cancellationToken) =>
            {
                later = Task.Run(LaterAsync, cancellationToken);
                return Task.FromResult(ReconciliationResult<Widget>.Success(widget));
            };
            await StartWithAsync(Widget.Named(name));
            ended.SetResult();
            await later;
        }

        Assert.Single(TraceOfThePass());
        Assert.Equal("clusters/create", exported.Single(span => span.TraceId == own).DisplayName);

        async Task LaterAsync()
        {
            await ended.Task;
            using var client = Client(new StubWorkspace(Time).On("POST /api/2.1/clusters/create", (_, _) =>
            {
                own = Activity.Current!.TraceId;
                return Task.FromResult(Reply.Ok("""{"cluster_id":"c"}""").ToResponse());
            }));
            await client.Clusters.CreateAsync(new JsonObject(), TestContext.Current.CancellationToken);
        }
    }

    private static string Tags(Activity span, params string[] names) => string.Join(' ', names.Select(span.GetTagItem));

    private static IEnumerable<string> Texts(Activity span) =>
        span.TagObjects.Concat(span.Events.SelectMany(happened => happened.Tags)).Select(tag => $"{tag.Value}")
            .Concat(span.Events.Select(happened => happened.Name)).Append(span.DisplayName).Append(span.StatusDescription ?? "");

    private WorkspaceClient Client(StubWorkspace stub) => WorkspaceClientFactory.Create(
        new WorkspaceClientOptions
        {
            Name = "team/prod",
            Host = TestWorkspace.Host,
            TokenSource = new StaticTokenSource(new Secret(TestWorkspace.Token)),
            UserAgentVersion = "1.2.3",
        },
        Time,
        stub);

    private async Task<ReconciliationResult<Widget>> CallAsync(Widget widget, CancellationToken cancellationToken)
    {
        using var client = Client(new StubWorkspace(Time)
            .On("POST /api/2.1/clusters/create", Reply.Ok($$"""{"cluster_id":"{{Canary}}"}"""))
            .On("GET /api/2.1/clusters/get", Reply.Error(404, "RESOURCE_DOES_NOT_EXIST", $"Cluster {Canary} does not exist")));
        await client.Clusters.CreateAsync(new JsonObject { ["spark_env_vars"] = new JsonObject { ["KEY"] = Canary } }, cancellationToken);
        await Assert.ThrowsAsync<DatabricksException>(() => client.Clusters.GetAsync(Canary, cancellationToken));
        var patch = new JsonObject { ["status"] = new JsonObject { ["message"] = Canary } };
        await Engine.Client.MergePatchAsync(new ObjectKey("ns", name), patch, "status", Canary, cancellationToken);
        return ReconciliationResult<Widget>.Success(widget);
    }

    /// <summary>The spans of one pass, in the order of their ends. The worker is started from within other work, of which a pass is no part.</summary>
    private async Task<List<Activity>> TraceAsync(Func<Widget, CancellationToken, Task<ReconciliationResult<Widget>>> pass)
    {
        using (Listen())
        {
            using var other = new Activity("other").Start();
            Recorded.OnReconcile = pass;
            await StartWithAsync(Widget.Named(name));
        }

        return TraceOfThePass();
    }

    private TracerProvider Listen() =>
        Sdk.CreateTracerProviderBuilder().AddPasses(new OperatorOptions.TraceSettings()).AddInMemoryExporter(exported).Build();

    private List<Activity> TraceOfThePass()
    {
        var root = exported.Single(span => span.GetTagItem("k8s.resource.name") as string == name);
        return [.. exported.Where(span => span.TraceId == root.TraceId)];
    }
}
