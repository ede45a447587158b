using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Http;
using Operator.Hosting;
using Operator.Options;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Events;
using Operator.Runtime.Informers;
using Operator.UnitTests.Databricks;
using Operator.UnitTests.Runtime.Support;
using Operator.Workspaces;

namespace Operator.UnitTests.Memory;

/// <summary>The program as it is put together, through whose passes thousands of objects come and go: nothing of them stays in its memory.</summary>
public sealed class ForgettingTests : IDisposable
{
    private const int Objects = 10_000;

    /// <summary>Cleaned with the next list of the workspace and not by the end of a resource.</summary>
    private static readonly string[] CleanedByLists =
    [
        "LastRunCache", "NotebookHashCache", "ListCache", "WorkspaceObserver", "OwnWrites", "RowRequests", "ObservedList",
    ];

    private readonly ServiceCollection services = [];
    private readonly InMemoryApiServer server = new();
    private readonly ForgetfulDatabricks databricks = new();
    private readonly WorkspaceClient client;
    private readonly ServiceProvider provider;
    private readonly EntitySerializer serializer;

    public ForgettingTests()
    {
        var limits = new CallLimits { RequestsPerSecond = 1_000_000, Burst = 1_000_000 };
        var token = new StaticTokenSource(new Secret(TestWorkspace.Token));
        client = WorkspaceClientFactory.Create(
            new WorkspaceClientOptions { Host = TestWorkspace.Host, TokenSource = token, Limits = limits }, TimeProvider.System, databricks);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        services.AddSingleton(new ApiServerConnection(new KubernetesClientConfiguration { Host = "http://stub" }, TimeProvider.System, new Server(server)));
        var options = new OperatorOptions { InstallationId = "prod", LeaderElection = new() { Enabled = false } };
        OperatorProgram.AddOperator(services, options, new ConfigurationBuilder().Build());
        // Nobody waits for a list here, which comes when time passes.
        var timing = (ReconcileIntervals)services.Single(service => service.ServiceType == typeof(ReconcileIntervals)).ImplementationInstance!;
        services.AddSingleton(timing with { Transition = TimeSpan.FromMilliseconds(1) });
        services.AddSingleton(new EnvironmentWorkspace(client, [OperatorOptions.All]));
        services.AddSingleton<EventPublisher>((_, _, _, _) => { });
        provider = services.BuildServiceProvider();
        serializer = provider.GetRequiredService<EntitySerializer>();
        server.Put("/api/v1/namespaces/team/secrets/registry", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "registry" },
            ["data"] = new JsonObject { ["password"] = "aHVudGVyMg==" },
        });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        provider.Dispose();
        client.Dispose();
    }

    [Fact]
    public Task Churn_OfClusters_LeavesNothingBehind() => ChurnAsync("databricksclusters", index => new DatabricksCluster
    {
        Spec = new DatabricksClusterSpec
        {
            SparkVersion = "16.4.x-scala2.12",
            NodeTypeId = "m5d.large",
            NumWorkers = 1,
            DesiredState = ClusterDesiredState.Running,
            DockerImage = new DockerImageSpec
            {
                Url = "registry.example.com/a",
                BasicAuth = new DockerBasicAuthSpec { Username = "u", PasswordSecretRef = new SecretKeyReference { Name = "registry", Key = "password" } },
            },
            AccessControlList = Readers(),
            Policies = new ClusterPolicies { Deletion = IsRetained(index) ? DeletionPolicy.Retain : DeletionPolicy.Delete },
        },
    });

    [Fact]
    public Task Churn_OfJobs_LeavesNothingBehind() => ChurnAsync("databricksjobs", index => new DatabricksJob
    {
        Spec = new DatabricksJobSpec
        {
            Tasks = [Kinds.Jobs.Jobs.Notebook("main")],
            AccessControlList = Readers(),
            Policies = new JobPolicies { Deletion = IsRetained(index) ? DeleteOrRetain.Retain : DeleteOrRetain.Delete },
        },
    });

    [Fact]
    public Task Churn_OfRuns_LeavesNothingBehind() => ChurnAsync("databricksjobruns", index => new DatabricksJobRun
    {
        Spec = new DatabricksJobRunSpec
        {
            JobId = "1",
            Policies = new RunPolicies { Deletion = IsRetained(index) ? RunDeletionPolicy.Retain : RunDeletionPolicy.Delete },
        },
    });

    [Fact]
    public Task Churn_OfNotebooks_LeavesNothingBehind() => ChurnAsync("databricksnotebooks", index => new DatabricksNotebook
    {
        Spec = new DatabricksNotebookSpec
        {
            Path = $"/Shared/n-{index}",
            Language = "PYTHON",
            Content = "print(1)",
            AccessControlList = Readers(),
            Policies = new NotebookPolicies { Deletion = IsRetained(index) ? DeleteOrRetain.Retain : DeleteOrRetain.Delete },
        },
    });

    private static List<AccessControlEntry> Readers() => [new() { GroupName = "readers", PermissionLevel = "CAN_READ" }];

    /// <summary>Every second one is let go without a call, so that no answer of the workspace tells of its end.</summary>
    private static bool IsRetained(int index) => index % 2 == 0;

    private async Task ChurnAsync<TEntity>(string plural, Func<int, TEntity> create)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        await LiveAndDieAsync(plural, 0, create);
        var before = MemoryCensus.Of(services, provider);

        for (var index = 1; index <= Objects; index++)
        {
            await LiveAndDieAsync(plural, index, create);
        }

        var grown = MemoryCensus.Of(services, provider)
            .Where(pair => pair.Value > before.GetValueOrDefault(pair.Key) + (Objects / 100))
            .Where(pair => !CleanedByLists.Any(name => pair.Key.StartsWith(name, StringComparison.Ordinal)))
            .Select(pair => $"{pair.Key}: {pair.Value}").ToList();
        Assert.Empty(grown);
        // What is not made is not remembered either: half of the objects were let go and are still there.
        Assert.True(databricks.Count >= Objects / 2, $"{databricks.Count} objects in the workspace");
    }

    private async Task LiveAndDieAsync<TEntity>(string plural, int index, Func<int, TEntity> create)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var (informer, passes) = (provider.GetRequiredService<Informer<TEntity>>(), provider.GetRequiredService<PassRunner<TEntity>>());
        var key = new ObjectKey("team", $"o-{index}");
        var path = $"/apis/databricks-operator.io/v1alpha1/namespaces/team/{plural}/{key.Name}";
        var entity = create(index);
        entity.Metadata = Metadata(key, index);
        server.Put(path, JsonSerializer.SerializeToNode(entity, serializer.TypeInfo<TEntity>())!.AsObject());
        await ReportAsync(informer, key);
        var tombstones = new ConcurrentDictionary<ObjectKey, TEntity>();
        // Most have one pass, which is enough to come to be; the others have all that there is to do for them.
        for (var pass = 0; pass < (index % 16 < 2 ? 4 : 1); pass++)
        {
            await passes.RunAsync(key, tombstones, Cancellation);
        }

        server.Edit(path, stored => stored["metadata"]!["deletionTimestamp"] = "2026-03-09T12:00:00Z");
        await ReportAsync(informer, key);
        for (var pass = 0; informer.Store.Find(key) is { Metadata.Finalizers.Count: > 0 }; pass++)
        {
            Assert.InRange(pass, 0, 500);
            await passes.RunAsync(key, tombstones, Cancellation);
        }

        var last = informer.Store.Find(key)!;
        informer.ReportDeleted(last.Metadata);
        tombstones[key] = last;
        await passes.RunAsync(key, tombstones, Cancellation);
    }

    private static V1ObjectMeta Metadata(ObjectKey key, int index) => new()
    {
        Name = key.Name,
        NamespaceProperty = key.Namespace,
        Uid = $"11111111-2222-3333-4444-{index:D12}",
        Generation = 1,
        CreationTimestamp = TimeProvider.System.GetUtcNow().UtcDateTime,
    };

    private async Task ReportAsync<TEntity>(Informer<TEntity> informer, ObjectKey key)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        informer.Report(new DecodedObject<TEntity>((await provider.GetRequiredService<ResourceClient<TEntity>>().GetAsync(key, Cancellation))!, null));

    private sealed class Server(InMemoryApiServer objects) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            var response = objects.Answer(new StubRequest(request.Method, request.RequestUri!.AbsolutePath, request.RequestUri.Query, body));
            response.RequestMessage = request;
            return response;
        }
    }
}
