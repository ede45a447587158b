using System.Text.Json;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Controllers;
using Operator.Databricks.Errors;
using Operator.Runtime.Client;
using Operator.Runtime.Finalizers;
using Operator.Runtime.Informers;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Status;
using Operator.UnitTests.Databricks;
using Operator.Workspaces;

namespace Operator.UnitTests.Controllers;

/// <summary>Passes over clusters as the program puts them together, between a stub of an API server and a list that plays the workspace.</summary>
internal sealed class PassFixture : IAsyncDisposable, IWorkspaceConnector, IWriteFence
{
    public const string Path = "apis/databricks-operator.io/v1alpha1/namespaces/team/databricksclusters/etl";
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);
    private const string StatusRoute = "GET /api/2.1/clusters/list";

    private static readonly EntitySerializer Serializer = new(ApiJsonContext.Default);
    private readonly TestWorkspace workspace = new();
    private readonly ManagedReconciler<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus, FakeObject> reconciler;
    private readonly ManagedFinalizer<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus, FakeObject> finalizer;

    private PassFixture(StubApiServer server)
    {
        Server = server;
        Ledger = new CreationLedger(Grace, Time);
        var client = new ResourceClient<DatabricksCluster>(server.Connection, Serializer);
        var informer = new Informer<DatabricksCluster>(client, [], new ReflectorOptions(), Time, NullLogger<Informer<DatabricksCluster>>.Instance);
        Store = informer.Store;
        var writer = new FinalizerWriter<DatabricksCluster>(client, informer, "test");
        var conclusion = new PassConclusion<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus>(
            new StatusWriter<DatabricksCluster>(client, informer, Serializer, "test"), Store, Serializer, (_, reason, message, type) => Events.Add($"{type} {reason}: {message}"), Timing, Time);
        var installation = new Installation(new ResourceClient<V1Namespace>(server.Connection, Serializer), "prod");
        reconciler = new(
            External,
            this,
            async (entity, cancellationToken) =>
            {
                External.Calls.Add("finalizer");
                return await writer.AddAsync(entity, Ownership.Finalizer, cancellationToken) ?? entity;
            },
            conclusion,
            new RemoteFinder<DatabricksCluster, FakeObject>(External, Store, Ledger, Timing, Time),
            installation,
            Ledger,
            this,
            Timing,
            Time,
            NullLogger<ManagedReconciler<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus, FakeObject>>.Instance);
        finalizer = new(
            External, this, conclusion, installation, Ledger, this, Timing, Time,
            NullLogger<ManagedFinalizer<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus, FakeObject>>.Instance);
    }

    public static string Marker { get; } = OwnerMarker.Of("prod", DatabricksCluster.KindName, new ObjectKey("team", "etl"));

    public static ManagedTiming Timing { get; } = new();

    public StubApiServer Server { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 9, 12, 0, 0, TimeSpan.Zero));

    public FakeWorkspaceObjects External { get; } = new();

    public CreationLedger Ledger { get; private set; }

    public ObjectStore<DatabricksCluster> Store { get; }

    public List<string> Events { get; } = [];

    /// <summary>Why the workspace is not ready; null when it is.</summary>
    public string? WorkspaceProblem { get; set; }

    /// <summary>False once another process leads.</summary>
    public bool MayWrite { get; set; } = true;

    public DatabricksCluster Cluster => Store.Find(new ObjectKey("team", "etl"))!;

    public DatabricksClusterStatus Status => Cluster.Status;

    public static async Task<PassFixture> StartAsync(Action<DatabricksCluster>? change = null)
    {
        var fixture = new PassFixture(await StubApiServer.StartAsync());
        fixture.Apply(change);
        return fixture;
    }

    /// <summary>A user's write: stored at the server and seen by the informer.</summary>
    public void Apply(Action<DatabricksCluster>? change = null)
    {
        var current = Server.Get(Path) is { } json ? JsonSerializer.Deserialize(json, Serializer.TypeInfo<DatabricksCluster>())! : Clusters.Clusters.Fixed();
        change?.Invoke(current);
        Server.Put(Path, JsonSerializer.SerializeToNode(current, Serializer.TypeInfo<DatabricksCluster>())!.AsObject());
        See();
    }

    /// <summary>The informer catches up with the server.</summary>
    public void See() => Store.Apply(Serializer.Decode<DatabricksCluster>(System.Text.Encoding.UTF8.GetBytes(Server.Get(Path)!.ToJsonString())));

    /// <summary>Changes the spec as an edit does, which makes a new generation.</summary>
    public void Edit(Action<DatabricksClusterSpec> change) => Apply(cluster =>
    {
        change(cluster.Spec);
        cluster.Metadata.Generation++;
    });

    /// <summary>The first pass on an object that exists nowhere yet.</summary>
    public static async Task<PassFixture> CreatedAsync(Action<DatabricksCluster>? change = null)
    {
        var fixture = await StartAsync(change);
        await fixture.ReconcileAsync();
        fixture.Reset();
        return fixture;
    }

    public Task<ReconciliationResult<DatabricksCluster>> ReconcileAsync() => reconciler.ReconcileAsync(Cluster, TestContext.Current.CancellationToken);

    public Task<ReconciliationResult<DatabricksCluster>> FinalizeAsync()
    {
        Apply(cluster => cluster.Metadata.DeletionTimestamp ??= Time.GetUtcNow().UtcDateTime);
        return finalizer.FinalizeAsync(Cluster, TestContext.Current.CancellationToken);
    }

    /// <summary>Forgets what happened so far.</summary>
    public void Reset()
    {
        External.Calls.Clear();
        Server.Writes.Clear();
        Events.Clear();
    }

    /// <summary>The workspace tells who it is with its next answer.</summary>
    public async Task AnswersAsAsync(string organization)
    {
        workspace.Stub.On(StatusRoute, Reply.Ok("""{"clusters":[]}""").With("X-Databricks-Org-Id", organization));
        await workspace.RunAsync(client => client.Clusters.ListAsync(null, null, null, null, null, null, TestContext.Current.CancellationToken));
    }

    public (string Status, string Reason) Condition(string type) =>
        Status.Conditions.Find(type) is { } condition ? (condition.Status, condition.Reason) : ("", "");

    public WorkspaceConnection Connect(IDatabricksResource resource) => new("(default)", WorkspaceProblem is null ? workspace.Client : null, WorkspaceProblem);

    public TimeSpan Remaining => Timeout.InfiniteTimeSpan;

    public void Check()
    {
        if (!MayWrite)
        {
            throw new LeadershipLostException();
        }
    }

    public static DatabricksException Failure(DatabricksErrorKind kind, bool mayHaveTakenEffect = false) =>
        new(new DatabricksError("clusters/any", kind, "the words") { MayHaveTakenEffect = mayHaveTakenEffect });

    public async ValueTask DisposeAsync()
    {
        workspace.Dispose();
        await Server.DisposeAsync();
    }
}
