using System.Net;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Http;
using Operator.Options;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Status;
using Operator.UnitTests.Databricks;
using Operator.UnitTests.Kinds.Harness;
using Operator.UnitTests.Runtime.Support;
using Operator.Workspaces;
using Operator.Workspaces.Credentials;

namespace Operator.UnitTests.Workspaces;

/// <summary>
/// Workspaces, and clusters that use them: the operator as the program registers it, between an API server in memory and a stub of Databricks.
/// </summary>
internal sealed class WorkspaceHarness : IDisposable
{
    public const string Host = "https://dbc-1.cloud.databricks.com";
    public const string OwnNamespace = "operators";
    public const string MeRoute = "GET /api/2.0/preview/scim/v2/Me";
    private const string OwnToken = "jwt-of-the-operator";

    private readonly HarnessRecord record = new();
    private readonly HarnessApiServer api;
    private readonly HarnessProcess process;
    private readonly string? tokenFile;

    /// <param name="options">Those of the program; null for the defaults.</param>
    /// <param name="tokenFile">The token mounted into the operator; null when none is.</param>
    public WorkspaceHarness(OperatorOptions? options = null, string? tokenFile = null)
    {
        this.tokenFile = tokenFile;
        record.Hide(OwnToken);
        api = new HarnessApiServer(record)
        {
            Instead = request => IsTokenRequest(request) ? StubApiServer.Json($$$"""{"status":{"token":"{{{OwnToken}}}"}}""", HttpStatusCode.Created) : null,
        };
        Stub = new StubWorkspace(Time);
        process = new HarnessProcess(api, record, Time, options ?? new OperatorOptions(), Replace);
        Users = process.Get<IEnumerable<IWorkspaceDependents>>().OfType<WorkspaceDependents<DatabricksCluster>>().Single();
        if (options?.Namespaced != true)
        {
            AddNamespace("team");
        }

        Accepts("ada@example.com");
    }

    public static ReconcileIntervals Timing { get; } = new();

    public SteppedTime Time { get; } = new();

    public StubWorkspace Stub { get; }

    public WorkspaceClients Clients => process.Get<WorkspaceClients>();

    public WorkspaceRegistry Registry => (WorkspaceRegistry)process.Get<IWorkspaceConnector>();

    public WorkspaceDependents<DatabricksCluster> Users { get; }

    /// <summary>Which objects were asked to be looked at again.</summary>
    public List<string> Queued { get; } = [];

    public IReadOnlyList<string> Events => record.Events;

    /// <summary>The options of every client that was made, in order.</summary>
    public List<WorkspaceClientOptions> Made { get; } = [];

    /// <summary>The tokens of the operator's ServiceAccount that were asked for.</summary>
    public IReadOnlyList<StubRequest> TokenRequests => [.. api.Requests.Where(IsTokenRequest)];

    /// <summary>What is stored in Kubernetes.</summary>
    public InMemoryApiServer Objects => api.Objects;

    /// <summary>Requests that changed something in Kubernetes.</summary>
    public int Writes => api.Objects.Writes;

    private static string NextVersion => $"{Random.Shared.Next()}";

    private Informer<DatabricksWorkspace> Workspaces => process.Get<Informer<DatabricksWorkspace>>();

    private Informer<DatabricksCluster> Clusters => process.Get<Informer<DatabricksCluster>>();

    public DatabricksWorkspace Workspace(string name = "prod") => Workspaces.Store.Find(new ObjectKey("team", name))!;

    public (string Status, string Reason) Condition(string type) =>
        Workspace().Status.Conditions.Find(type) is { } condition ? (condition.Status, condition.Reason) : ("", "");

    public string Message(string type) => Workspace().Status.Conditions.Find(type)?.Message ?? "";

    /// <summary>Databricks takes the credential for this user's.</summary>
    public void Accepts(string user, string organization = "1111") =>
        Stub.On(MeRoute, Reply.Ok($$"""{"id":"7","userName":"{{user}}","active":true}""").With("X-Databricks-Org-Id", organization));

    public void Answers(Reply reply) => Stub.On(MeRoute, reply);

    /// <summary>A user's write of a workspace, stored and seen.</summary>
    public DatabricksWorkspace Apply(Action<DatabricksWorkspace>? change = null, string name = "prod")
    {
        var serializer = process.Get<EntitySerializer>();
        var path = $"/apis/databricks-operator.io/v1alpha1/namespaces/team/databricksworkspaces/{name}";
        var entity = api.Objects.Find(path) is { } stored ? JsonSerializer.Deserialize(stored, serializer.TypeInfo<DatabricksWorkspace>())! : New(name);
        change?.Invoke(entity);
        api.Objects.Put(path, JsonSerializer.SerializeToNode(entity, serializer.TypeInfo<DatabricksWorkspace>())!.AsObject());
        process.See<DatabricksWorkspace>(api.Objects.Find(path));
        return Workspace(name);
    }

    /// <summary>A change of the spec, which makes a new generation.</summary>
    public void Edit(Action<DatabricksWorkspaceSpec> change) => Apply(workspace =>
    {
        change(workspace.Spec);
        workspace.Metadata.Generation++;
    });

    public void PutSecret(string token, string name = "credential") => api.PutSecret(name, "token", Encoding.UTF8.GetBytes(token));

    /// <summary>The API server does not give out Secrets.</summary>
    public void RefusesSecrets(HttpStatusCode status) =>
        api.Refusal = request => request.Path.Contains("/secrets/", StringComparison.Ordinal) ? status : null;

    public void RemoveSecret() => api.Objects.Remove("/api/v1/namespaces/team/secrets/credential");

    public void AddNamespace(string name, params (string Key, string Value)[] labels) => Report(new V1Namespace
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            ResourceVersion = NextVersion,
            Labels = labels.ToDictionary(label => label.Key, label => label.Value),
        },
    });

    /// <summary>A cluster as the informer sees it.</summary>
    public DatabricksCluster AddCluster(string name, string @namespace = "team", Action<DatabricksCluster>? change = null)
    {
        var cluster = new DatabricksCluster
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = @namespace, Uid = $"uid-{name}", Generation = 1, ResourceVersion = NextVersion },
            Spec = { WorkspaceRef = new WorkspaceReference { Name = "prod", Namespace = @namespace == "team" ? null : "team" } },
        };
        change?.Invoke(cluster);
        Report(cluster);
        return cluster;
    }

    public void RemoveCluster(DatabricksCluster cluster) => Clusters.ReportDeleted(cluster.Metadata);

    /// <summary>The operator may no longer see the workspaces of the namespace.</summary>
    public void RefuseWorkspaces() =>
        Workspaces.ReportRefused(new RefusedScope(ResourceDefinition.Of<DatabricksWorkspace>(), "team", HttpStatusCode.Forbidden, "no"));

    /// <summary>The operator may no longer see the clusters of a namespace.</summary>
    public void RefuseClusters(string @namespace) =>
        Clusters.ReportRefused(new RefusedScope(ResourceDefinition.Of<DatabricksCluster>(), @namespace, HttpStatusCode.Forbidden, "no"));

    public void AllowClusters(string @namespace) => Clusters.ReportAllowed(@namespace);

    public void ReportUndecodable(string name) => Workspaces.Report(new DecodedObject<DatabricksWorkspace>(
        null, new MalformedObject(new V1ObjectMeta { Name = name, NamespaceProperty = "team", Uid = "uid", ResourceVersion = "1" }, "broken")));

    public Task<ReconciliationResult<DatabricksWorkspace>> ReconcileAsync(string name = "prod") =>
        RunAsync(cancellationToken => process.Get<IEntityController<DatabricksWorkspace>>().ReconcileAsync(Workspace(name), cancellationToken));

    public Task<ReconciliationResult<DatabricksWorkspace>> FinalizeAsync()
    {
        Apply(workspace => workspace.Metadata.DeletionTimestamp ??= Time.GetUtcNow().UtcDateTime);
        return RunAsync(cancellationToken => process.Get<WorkspaceFinalizer>().FinalizeAsync(Workspace(), cancellationToken));
    }

    /// <summary>A workspace that has been found well.</summary>
    public static async Task<WorkspaceHarness> ReadyAsync(Action<DatabricksWorkspace>? change = null, OperatorOptions? options = null, string? tokenFile = null)
    {
        var harness = new WorkspaceHarness(options, tokenFile);
        harness.PutSecret("dapi-first");
        harness.Apply(change);
        await harness.ReconcileAsync();
        harness.ForgetEvents();
        harness.Queued.Clear();
        return harness;
    }

    public void ForgetEvents() => record.Forget();

    /// <summary>Any call of an object's pass.</summary>
    public Task CallAsync(DatabricksCluster cluster) => RunAsync(Registry.Connect(cluster).Client!.Identity.MeAsync);

    public void Dispose()
    {
        process.Dispose();
        Stub.Dispose();
        record.AssertNoSecretWasShown();
    }

    private static DatabricksWorkspace New(string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "team", Uid = $"uid-{name}", Generation = 1 },
        Spec = { Host = Host, Auth = { Token = new TokenAuth { SecretKeyRef = { Name = "credential", Key = "token" } } } },
    };

    private static bool IsTokenRequest(StubRequest request) => request.Path.EndsWith("/token", StringComparison.Ordinal);

    /// <summary>What leads to Databricks, what the pod would say of itself, and the queues, which are only listened to.</summary>
    private void Replace(IServiceCollection services)
    {
        services.AddSingleton<ConnectWorkspace>(Connect);
        services.AddSingleton<ConnectTokenEndpoint>((_, _) => new Borrowed(Stub));
        services.AddSingleton(provider => new ServiceAccountTokens(
            provider.GetRequiredService<ApiServerConnection>(), new ObjectKey(OwnNamespace, "operator"), new ApiServerAudiences(null)));
        services.AddSingleton(provider => new OperatorIdentities(provider.GetRequiredService<OperatorOptions>(), OwnNamespace));
        services.AddSingleton(new MountedTokenFile(tokenFile));
        services.AddSingleton(new AzureFederation("client", "tenant", tokenFile));
        services.AddSingleton<EntityQueue<DatabricksWorkspace>>((key, _, _) => Queued.Add($"workspace {key}"));
        services.AddSingleton<EntityQueue<DatabricksCluster>>((key, _, _) => Queued.Add($"cluster {key}"));
    }

    private WorkspaceClient Connect(WorkspaceClientOptions options)
    {
        Made.Add(options);
        var patient = options with { Timeouts = TestWorkspace.Patient, Limits = new CallLimits { MaxWait = TimeSpan.FromHours(1) } };
        return WorkspaceClientFactory.Create(patient, Time, new Borrowed(Stub));
    }

    private Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> pass) =>
        Time.RunAsync(pass(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

    private void Report<TEntity>(TEntity entity)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        process.Get<Informer<TEntity>>().Report(new DecodedObject<TEntity>(entity, null), evenIfOlder: true);

    /// <summary>One stub stands behind every client, and outlives each.</summary>
    private sealed class Borrowed(StubWorkspace stub) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker invoker = new(stub, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            invoker.SendAsync(request, cancellationToken);
    }
}
