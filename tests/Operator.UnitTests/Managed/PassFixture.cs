using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Managed;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Finalizers;
using Operator.Runtime.Informers;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Status;
using Operator.UnitTests.Databricks;
using Operator.UnitTests.Runtime.Support;
using Operator.Workspaces;

namespace Operator.UnitTests.Managed;

/// <summary>Passes over clusters as the program puts them together, between a stub of an API server and a list that plays the workspace.</summary>
internal sealed class PassFixture : IDisposable, IWorkspaceConnector, IWriteFence, IOwnIdentity
{
    public const string Path = "/apis/databricks-operator.io/v1alpha1/namespaces/team/databricksclusters/etl";
    public const int Workers = 2;
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);
    private const string StatusRoute = "GET /api/2.1/clusters/list";

    private static readonly EntitySerializer Serializer = new(ApiJsonContext.Default);
    private readonly TestWorkspace workspace = new();
    private readonly InMemoryApiServer objects = new();
    private readonly StubApiServer transport;
    private readonly ApiServerConnection connection;
    private Informer<DatabricksCluster> informer;
    private PassConclusion<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus> conclusion;
    private ManagedReconciler<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus, FakeObject> reconciler;
    private ManagedFinalizer<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus, FakeObject> finalizer;

    private PassFixture(Action<DatabricksCluster>? change)
    {
        transport = new StubApiServer(request => Refusal(request) is { } status ? StubApiServer.Refusal(status, "Refused") : objects.Answer(request));
        connection = transport.Connect();
        Restart();
        Apply(change);
    }

    /// <summary>As whom the operator acts in the workspace.</summary>
    public const string Me = "operator@example.com";

    public static string Marker { get; } = OwnerMarker.Of("prod", DatabricksCluster.KindName, new ObjectKey("team", "etl"));

    public static ManagedTiming Timing { get; } = new();

    /// <summary>The status a request to the API server is refused with; null to carry it out.</summary>
    public Func<StubRequest, HttpStatusCode?> Refusal { get; set; } = _ => null;

    /// <summary>What was written to the API server, in order.</summary>
    public IReadOnlyList<StubRequest> Writes => [.. transport.Requests.Where(request => request.Method == HttpMethod.Patch)];

    /// <summary>The object as the API server has it.</summary>
    public JsonObject Stored => objects.Objects[Path];

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 9, 12, 0, 0, TimeSpan.Zero));

    public FakeWorkspaceObjects External { get; } = new();

    public CreationLedger Ledger { get; private set; }

    public WorkspaceTurns<DatabricksCluster> Turns { get; private set; }

    public WorkspaceClient Client => workspace.Client;

    /// <summary>Whose turn it has become.</summary>
    public List<ObjectKey> Called { get; } = [];

    public ObjectStore<DatabricksCluster> Store => informer.Store;

    public List<string> Events { get; } = [];

    /// <summary>Why the workspace is not ready; null when it is.</summary>
    public string? WorkspaceProblem { get; set; }

    /// <summary>The spec names another workspace by now, which does not exist; the one in which the object was made does.</summary>
    public bool HasMoved { get; set; }

    /// <summary>Whether that problem does not end by itself.</summary>
    public bool IsWorkspaceStalled { get; set; }

    /// <summary>What status.workspace shows.</summary>
    public string WorkspaceName { get; set; } = "(default)";

    /// <summary>False once another process leads.</summary>
    public bool MayWrite { get; set; } = true;

    public TimeSpan Remaining => TimeSpan.MaxValue;

    public DatabricksCluster Cluster => Store.Find(new ObjectKey("team", "etl"))!;

    public DatabricksClusterStatus Status => Cluster.Status;

    /// <summary>An object exists that nobody has looked at yet.</summary>
    public static PassFixture Start(Action<DatabricksCluster>? change = null) => new(change);

    /// <summary>The operator starts, or starts again: what was in memory is gone.</summary>
    [MemberNotNull(nameof(Ledger), nameof(Turns), nameof(informer), nameof(conclusion), nameof(reconciler), nameof(finalizer))]
    public void Restart()
    {
        Ledger = new CreationLedger(Grace, Time);
        Turns = new WorkspaceTurns<DatabricksCluster>(Workers, (key, _, _) => Called.Add(key));
        var client = new ResourceClient<DatabricksCluster>(connection, Serializer);
        informer = new Informer<DatabricksCluster>(client, [], new ReflectorOptions(), Time, NullLogger<Informer<DatabricksCluster>>.Instance);
        var writer = new FinalizerWriter<DatabricksCluster>(client, informer, "test");
        conclusion = new PassConclusion<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus>(
            new StatusWriter<DatabricksCluster>(client, informer, Serializer, "test"), Store, Serializer, (_, reason, message, type) => Events.Add($"{type} {reason}: {message}"), Timing, Time);
        var installation = new Installation(new ResourceClient<V1Namespace>(connection, Serializer), "prod");
        var external = new ExternalObjects<DatabricksCluster, FakeObject>(External.Description, External, [], External, Timing);
        var ownership = new RemoteOwnership<DatabricksCluster, FakeObject>(external, Store, this, this, installation, Timing);
        reconciler = new(
            external,
            this,
            async (entity, cancellationToken) =>
            {
                External.Calls.Add("finalizer");
                return await writer.AddAsync(entity, Ownership.Finalizer, cancellationToken);
            },
            conclusion,
            new InterimStatus<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus>(
                conclusion, Timing, Time, NullLogger<InterimStatus<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus>>.Instance),
            Turns,
            new RemoteFinder<DatabricksCluster, FakeObject>(external, ownership, Ledger, Timing, Time),
            new RemoteCreation<DatabricksCluster, FakeObject>(external, Ledger, this, Timing),
            installation,
            Ledger,
            this,
            Timing,
            Time,
            NullLogger<ManagedReconciler<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus, FakeObject>>.Instance);
        finalizer = new(
            external, this, conclusion, Turns, ownership, new RemoteRemains<DatabricksCluster, FakeObject>(external, ownership, Ledger, Time), installation, Ledger, this, Timing,
            NullLogger<ManagedFinalizer<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus, FakeObject>>.Instance);
        if (objects.Objects.ContainsKey(Path))
        {
            Apply();
        }
    }

    /// <summary>A user's write: stored at the server and seen by the informer.</summary>
    public void Apply(Action<DatabricksCluster>? change = null)
    {
        var current = objects.Objects.TryGetValue(Path, out var json) ? JsonSerializer.Deserialize(json, Serializer.TypeInfo<DatabricksCluster>())! : Kinds.Clusters.Clusters.Fixed();
        change?.Invoke(current);
        objects.Put(Path, JsonSerializer.SerializeToNode(current, Serializer.TypeInfo<DatabricksCluster>())!.AsObject());
        informer.Report(Serializer.Decode<DatabricksCluster>(JsonSerializer.SerializeToUtf8Bytes(Stored)));
    }

    /// <summary>Somebody else's write, which the informer has not seen.</summary>
    public void ApplyUnseen(Action<JsonObject> change) => objects.Edit(Path, change);

    /// <summary>Another resource, as the informer sees it.</summary>
    public void ApplyOther(DatabricksCluster other) => informer.Report(new DecodedObject<DatabricksCluster>(other, null));

    /// <summary>Changes the spec as an edit does, which makes a new generation.</summary>
    public void Edit(Action<DatabricksClusterSpec> change) => Apply(cluster =>
    {
        change(cluster.Spec);
        cluster.Metadata.Generation++;
    });

    /// <summary>The first pass on an object that exists nowhere yet.</summary>
    public static async Task<PassFixture> CreatedAsync(Action<DatabricksCluster>? change = null)
    {
        var fixture = Start(change);
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
        transport.Requests.Clear();
        Events.Clear();
    }

    /// <summary>The workspace tells who it is with its next answer.</summary>
    public async Task AnswersAsAsync(string organization)
    {
        workspace.Stub.On(StatusRoute, Reply.Ok("""{"clusters":[]}""").With("X-Databricks-Org-Id", organization));
        await workspace.RunAsync(client => client.Clusters.ListAsync(null, null, null, null, null, null, TestContext.Current.CancellationToken));
    }

    /// <summary>The last pass was cut off.</summary>
    public Task ReportTimeoutAsync() => new PassTimeoutReporter<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus>(conclusion)
        .ReportAsync(Cluster, TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);

    public (string Status, string Reason) Condition(string type) =>
        Status.Conditions.Find(type) is { } condition ? (condition.Status, condition.Reason) : ("", "");

    /// <summary>The workspace does not allow the object what its spec asks for.</summary>
    public bool IsDenied { get; set; }

    /// <summary>The workspace was edited and has yet to be judged.</summary>
    public bool IsUndecided { get; set; }

    public WorkspaceConnection Connect(IDatabricksResource resource) =>
        HasMoved ? new("other", null, "There is no DatabricksWorkspace other") : ConnectForDeletion(resource);

    public WorkspaceConnection ConnectForDeletion(IDatabricksResource resource) =>
        new(resource.Spec.WorkspaceRef?.Name ?? WorkspaceName, WorkspaceProblem is null ? workspace.Client : null, WorkspaceProblem, IsWorkspaceStalled) { IsDenied = IsDenied, IsUndecided = IsUndecided };

    Task<Principal> IOwnIdentity.GetAsync(WorkspaceClient client, CancellationToken cancellationToken) => Task.FromResult(Principal.OfUserName(Me));

    public void Check()
    {
        if (!MayWrite)
        {
            throw new LeadershipLostException();
        }
    }

    public static DatabricksException Failure(DatabricksErrorKind kind, bool mayHaveTakenEffect = false) =>
        new(new DatabricksError("clusters/any", kind, "the words") { MayHaveTakenEffect = mayHaveTakenEffect });

    public void Dispose()
    {
        workspace.Dispose();
        connection.Dispose();
        transport.Dispose();
    }
}
