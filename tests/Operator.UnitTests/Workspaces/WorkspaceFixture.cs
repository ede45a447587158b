using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Http;
using Operator.Options;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Finalizers;
using Operator.Runtime.Informers;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Status;
using Operator.UnitTests.Databricks;
using Operator.UnitTests.Runtime.Support;
using Operator.Workspaces;
using Operator.Workspaces.Credentials;

namespace Operator.UnitTests.Workspaces;

/// <summary>Everything about workspaces as the program puts it together, between an API server in memory and a stub of Databricks.</summary>
internal sealed class WorkspaceFixture : IDisposable
{
    public const string Host = "https://dbc-1.cloud.databricks.com";
    public const string OwnNamespace = "operators";
    public const string MeRoute = "GET /api/2.0/preview/scim/v2/Me";
    private static readonly EntitySerializer Serializer = new(ApiJsonContext.Default);

    private readonly StubApiServer transport;
    private readonly ApiServerConnection connection;
    private readonly Informer<DatabricksWorkspace> workspaces;
    private readonly Informer<DatabricksCluster> clusters;
    private readonly Informer<V1Namespace> namespaces;
    private readonly WorkspaceController controller;
    private readonly WorkspaceFinalizer finalizer;
    private HttpStatusCode? refusedSecrets;
    private readonly EnvironmentWorkspace environment = new(null, [OperatorOptions.All]);

    /// <param name="options">Those of the program; null for the defaults.</param>
    /// <param name="tokenFile">The token mounted into the operator; null when none is.</param>
    public WorkspaceFixture(OperatorOptions? options = null, string? tokenFile = null)
    {
        options ??= new OperatorOptions();
        transport = new StubApiServer(request => request.Path.EndsWith("/token", StringComparison.Ordinal)
            ? StubApiServer.Json("""{"status":{"token":"jwt-of-the-operator"}}""", HttpStatusCode.Created)
            : refusedSecrets is { } status && request.Path.Contains("/secrets/", StringComparison.Ordinal) ? StubApiServer.Refusal(status, "Refused") : Api.Answer(request));
        connection = transport.Connect();
        Stub = new StubWorkspace(Time);
        (workspaces, clusters, namespaces) = (Watch<DatabricksWorkspace>(), Watch<DatabricksCluster>(), Watch<V1Namespace>());
        var admission = new NamespaceAdmission(namespaces.Store);
        EntityQueue<DatabricksWorkspace> queue = (key, _, _) => Queued.Add($"workspace {key}");
        Users = new WorkspaceUsers<DatabricksCluster>(clusters, workspaces.Store, admission, (key, _, _) => Queued.Add($"cluster {key}"), queue);
        var reader = new CredentialReader(new SecretReader(new ResourceClient<V1Secret>(connection, Serializer)), new ServiceAccountTokens(connection, new ObjectKey(OwnNamespace, "operator"), new ApiServerAudiences(null)), tokenFile);
        var identities = new OwnIdentities(options, OwnNamespace);
        Clients = new WorkspaceClients(workspaces.Store, reader, identities, Connect, (_, _) => new Borrowed(Stub), queue, options, Time);
        Registry = new WorkspaceRegistry(workspaces.Store, admission, Clients, environment, new Restrictions([]));
        var check = new WorkspaceCheck(Clients, [Users], identities, options, Timing, Time);
        var client = new ResourceClient<DatabricksWorkspace>(connection, Serializer);
        var writer = new FinalizerWriter<DatabricksWorkspace>(client, workspaces, "test");
        var conclusion = new PassConclusion<DatabricksWorkspace, DatabricksWorkspaceSpec, DatabricksWorkspaceStatus>(
            new StatusWriter<DatabricksWorkspace>(client, workspaces, Serializer, "test"), workspaces.Store, Serializer, (_, reason, message, type) => Events.Add($"{type} {reason}: {message}"), Timing, Time);
        controller = new(
            (entity, cancellationToken) => writer.AddAsync(entity, Ownership.Finalizer, cancellationToken), check, Clients, conclusion,
            new InterimStatus<DatabricksWorkspace, DatabricksWorkspaceSpec, DatabricksWorkspaceStatus>(
                conclusion, Timing, Time, NullLogger<InterimStatus<DatabricksWorkspace, DatabricksWorkspaceSpec, DatabricksWorkspaceStatus>>.Instance),
            Timing);
        finalizer = new(check, Clients, [Users], conclusion, Timing, NullLogger<WorkspaceFinalizer>.Instance);
        AddNamespace("team");
        Accepts("ada@example.com");
    }

    public static ManagedTiming Timing { get; } = new();

    public SteppedTime Time { get; } = new();

    public StubWorkspace Stub { get; }

    public InMemoryApiServer Api { get; } = new();

    public WorkspaceClients Clients { get; }

    public WorkspaceRegistry Registry { get; }

    public WorkspaceUsers<DatabricksCluster> Users { get; }

    /// <summary>Which objects were asked to be looked at again.</summary>
    public List<string> Queued { get; } = [];

    public List<string> Events { get; } = [];

    /// <summary>The options of every client that was made, in order.</summary>
    public List<WorkspaceClientOptions> Made { get; } = [];

    /// <summary>The tokens of the operator's ServiceAccount that were asked for.</summary>
    public IReadOnlyList<StubRequest> TokenRequests => [.. transport.Requests.Where(request => request.Path.EndsWith("/token", StringComparison.Ordinal))];

    /// <summary>Requests that changed something in Kubernetes.</summary>
    public int Writes => Api.Writes;

    public DatabricksWorkspace Workspace(string name = "prod") => workspaces.Store.Find(new ObjectKey("team", name))!;

    public (string Status, string Reason) Condition(string type) => Workspace().Status.Conditions.Find(type) is { } condition ? (condition.Status, condition.Reason) : ("", "");

    public string Message(string type) => Workspace().Status.Conditions.Find(type)?.Message ?? "";

    /// <summary>Databricks takes the credential for this user's.</summary>
    public void Accepts(string user, string organization = "1111") =>
        Stub.On(MeRoute, Reply.Ok($$"""{"id":"7","userName":"{{user}}","active":true}""").With("X-Databricks-Org-Id", organization));

    public void Answers(Reply reply) => Stub.On(MeRoute, reply);

    /// <summary>A user's write of a workspace, stored and seen.</summary>
    public DatabricksWorkspace Apply(Action<DatabricksWorkspace>? change = null, string name = "prod")
    {
        var path = $"/apis/databricks-operator.io/v1alpha1/namespaces/team/databricksworkspaces/{name}";
        var entity = Api.Objects.TryGetValue(path, out var stored) ? JsonSerializer.Deserialize(stored, Serializer.TypeInfo<DatabricksWorkspace>())! : New(name);
        change?.Invoke(entity);
        Put(workspaces, path, entity);
        return Workspace(name);
    }

    /// <summary>A change of the spec, which makes a new generation.</summary>
    public void Edit(Action<DatabricksWorkspaceSpec> change) => Apply(workspace =>
    {
        change(workspace.Spec);
        workspace.Metadata.Generation++;
    });

    public void PutSecret(string token, string name = "credential") => Api.Put(
        $"/api/v1/namespaces/team/secrets/{name}",
        new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "team" },
            ["data"] = new JsonObject { ["token"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(token)) },
        });

    /// <summary>The API server does not give out Secrets.</summary>
    public void RefusesSecrets(HttpStatusCode status) => refusedSecrets = status;

    public void RemoveSecret() => Api.Remove("/api/v1/namespaces/team/secrets/credential");

    public void AddNamespace(string name, params (string Key, string Value)[] labels) => namespaces.Report(new DecodedObject<V1Namespace>(
        new V1Namespace { Metadata = new V1ObjectMeta { Name = name, ResourceVersion = $"{Random.Shared.Next()}", Labels = labels.ToDictionary(label => label.Key, label => label.Value) } }, null), evenIfOlder: true);

    /// <summary>A cluster as the informer sees it.</summary>
    public DatabricksCluster AddCluster(string name, string @namespace = "team", Action<DatabricksCluster>? change = null)
    {
        var cluster = new DatabricksCluster
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = @namespace, Uid = $"uid-{name}", Generation = 1, ResourceVersion = $"{Random.Shared.Next()}" },
            Spec = { WorkspaceRef = new WorkspaceReference { Name = "prod", Namespace = @namespace == "team" ? null : "team" } },
        };
        change?.Invoke(cluster);
        clusters.Report(new DecodedObject<DatabricksCluster>(cluster, null), evenIfOlder: true);
        return cluster;
    }

    public void RemoveCluster(DatabricksCluster cluster) => clusters.ReportDeleted(cluster.Metadata);

    /// <summary>The operator may no longer see the workspaces of the namespace.</summary>
    public void RefuseWorkspaces() =>
        workspaces.ReportRefused(new RefusedScope(ResourceDefinition.Of<DatabricksWorkspace>(), "team", HttpStatusCode.Forbidden, "no"));

    /// <summary>The operator may no longer see the clusters of a namespace.</summary>
    public void RefuseClusters(string @namespace) =>
        clusters.ReportRefused(new RefusedScope(ResourceDefinition.Of<DatabricksCluster>(), @namespace, HttpStatusCode.Forbidden, "no"));

    public void AllowClusters(string @namespace) => clusters.ReportAllowed(@namespace);

    public void ReportUndecodable(string name) => workspaces.Report(new DecodedObject<DatabricksWorkspace>(
        null, new UndecodableObject(new V1ObjectMeta { Name = name, NamespaceProperty = "team", Uid = "uid", ResourceVersion = "1" }, "broken")));

    public Task<ReconciliationResult<DatabricksWorkspace>> ReconcileAsync(string name = "prod") =>
        Time.RunAsync(controller.ReconcileAsync(Workspace(name), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

    public Task<ReconciliationResult<DatabricksWorkspace>> FinalizeAsync()
    {
        Apply(workspace => workspace.Metadata.DeletionTimestamp ??= Time.GetUtcNow().UtcDateTime);
        return Time.RunAsync(finalizer.FinalizeAsync(Workspace(), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
    }

    /// <summary>A workspace that has been found well.</summary>
    public static async Task<WorkspaceFixture> ReadyAsync(Action<DatabricksWorkspace>? change = null, OperatorOptions? options = null, string? tokenFile = null)
    {
        var fixture = new WorkspaceFixture(options, tokenFile);
        fixture.PutSecret("dapi-first");
        fixture.Apply(change);
        await fixture.ReconcileAsync();
        fixture.Events.Clear();
        fixture.Queued.Clear();
        return fixture;
    }

    /// <summary>Any call of an object's pass.</summary>
    public Task CallAsync(DatabricksCluster cluster) =>
        Time.RunAsync(Registry.Connect(cluster).Client!.Identity.MeAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

    public void Dispose()
    {
        Clients.Dispose();
        environment.Dispose();
        connection.Dispose();
        transport.Dispose();
        Stub.Dispose();
    }

    private static DatabricksWorkspace New(string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "team", Uid = $"uid-{name}", Generation = 1 },
        Spec = { Host = Host, Auth = { Token = new TokenAuth { SecretKeyRef = { Name = "credential", Key = "token" } } } },
    };

    private WorkspaceClient Connect(WorkspaceClientOptions options)
    {
        Made.Add(options);
        return WorkspaceClientFactory.Create(options with { Timeouts = TestWorkspace.Patient, Limits = new CallLimits { MaxWait = TimeSpan.FromHours(1) } }, Time, new Borrowed(Stub));
    }

    private Informer<TEntity> Watch<TEntity>()
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        new(new ResourceClient<TEntity>(connection, Serializer), [], new ReflectorOptions(), Time, NullLogger<Informer<TEntity>>.Instance);

    private void Put<TEntity>(Informer<TEntity> informer, string path, TEntity entity)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        Api.Put(path, JsonSerializer.SerializeToNode(entity, Serializer.TypeInfo<TEntity>())!.AsObject());
        informer.Report(Serializer.Decode<TEntity>(JsonSerializer.SerializeToUtf8Bytes(Api.Objects[path])));
    }

    /// <summary>One stub stands behind every client, and outlives each.</summary>
    private sealed class Borrowed(StubWorkspace stub) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker invoker = new(stub, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => invoker.SendAsync(request, cancellationToken);
    }
}
