using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Managed;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Finalizers;
using Operator.Runtime.Informers;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Status;
using Operator.UnitTests.Databricks;
using Operator.UnitTests.Kinds.Harness;
using Operator.UnitTests.Runtime.Support;
using Operator.Workspaces;
using FakeFinalizer = Operator.Managed.ManagedFinalizer<
    Operator.Api.V1Alpha1.DatabricksCluster,
    Operator.Api.V1Alpha1.DatabricksClusterSpec,
    Operator.Api.V1Alpha1.DatabricksClusterStatus,
    Operator.UnitTests.Managed.FakeObject>;
using FakeReconciler = Operator.Managed.ManagedReconciler<
    Operator.Api.V1Alpha1.DatabricksCluster,
    Operator.Api.V1Alpha1.DatabricksClusterSpec,
    Operator.Api.V1Alpha1.DatabricksClusterStatus,
    Operator.UnitTests.Managed.FakeObject>;

namespace Operator.UnitTests.Managed;

/// <summary>
/// The common pass as the program registers it, over a kind whose workspace is a list: every call of the pass to a kind can be seen, and made to fail.
/// </summary>
internal sealed class PassHarness : IDisposable, IWorkspaceConnector, IOperatorIdentity
{
    public const string Path = "/apis/databricks-operator.io/v1alpha1/namespaces/team/databricksclusters/etl";
    public const int Workers = 2;

    /// <summary>As whom the operator acts in the workspace.</summary>
    public const string Me = "operator@example.com";

    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);
    private const string StatusRoute = "GET /api/2.1/clusters/list";

    private readonly TestWorkspace workspace = new();
    private readonly HarnessRecord record = new();
    private readonly HarnessApiServer api;
    private HarnessProcess process;

    private PassHarness(Action<DatabricksCluster>? change)
    {
        api = new HarnessApiServer(record);
        process = NewProcess();
        Apply(change);
    }

    public static string Marker { get; } = OwnerMarker.Of("prod", DatabricksCluster.KindName, new ObjectKey("team", "etl"));

    public static ReconcileIntervals Timing { get; } = new();

    /// <summary>The status a request to the API server is refused with; null to carry it out.</summary>
    public Func<StubRequest, HttpStatusCode?> Refusal
    {
        get => api.Refusal;
        set => api.Refusal = value;
    }

    /// <summary>What was written to the API server, in order.</summary>
    public IReadOnlyList<StubRequest> Writes => api.Writes;

    /// <summary>The object as the API server has it.</summary>
    public JsonObject Stored => api.Objects.Find(Path)!;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 9, 12, 0, 0, TimeSpan.Zero));

    public FakeWorkspaceObjects External { get; } = new();

    /// <summary>Cancelled when the process is being stopped.</summary>
    public CancellationToken Stopping { get; set; } = TestContext.Current.CancellationToken;

    public CreationLedger Ledger => process.Get<CreationLedger>();
    public WorkspaceConcurrencyLimiter<DatabricksCluster> Turns => process.Get<WorkspaceConcurrencyLimiter<DatabricksCluster>>();
    public WorkspaceClient Client => workspace.Client;

    /// <summary>Whose turn it has become.</summary>
    public List<ObjectKey> Called { get; } = [];

    public ExternalOwnership<DatabricksCluster, FakeObject> Owners => process.Get<ExternalOwnership<DatabricksCluster, FakeObject>>();
    public ObjectStore<DatabricksCluster> Store => process.Get<ObjectStore<DatabricksCluster>>();

    public IReadOnlyList<string> Events => record.Events;

    /// <summary>Why the workspace is not ready; null when it is.</summary>
    public string? WorkspaceProblem { get; set; }

    /// <summary>The spec names another workspace by now, which does not exist; the one in which the object was made does.</summary>
    public bool HasMoved { get; set; }

    /// <summary>Whether that problem does not end by itself.</summary>
    public bool IsWorkspaceStalled { get; set; }

    /// <summary>What status.workspace shows.</summary>
    public string WorkspaceName { get; set; } = "(default)";

    /// <summary>The workspace does not allow the object what its spec asks for.</summary>
    public bool IsDenied { get; set; }

    /// <summary>The workspace was edited and has yet to be judged.</summary>
    public bool IsUndecided { get; set; }

    /// <summary>False once another process leads.</summary>
    public bool MayWrite
    {
        get => process.MayWrite;
        set => process.MayWrite = value;
    }

    public DatabricksCluster Cluster => Store.Find(new ObjectKey("team", "etl"))!;

    public DatabricksClusterStatus Status => Cluster.Status;

    private Informer<DatabricksCluster> Informer => process.Get<Informer<DatabricksCluster>>();

    /// <summary>An object exists that no pass has looked at yet.</summary>
    public static PassHarness Start(Action<DatabricksCluster>? change = null) => new(change);

    /// <summary>The first pass on an object that exists nowhere yet.</summary>
    public static async Task<PassHarness> CreatedAsync(Action<DatabricksCluster>? change = null)
    {
        var harness = Start(change);
        await harness.ReconcileAsync();
        harness.Reset();
        return harness;
    }

    public static DatabricksException Failure(DatabricksErrorKind kind, bool mayHaveTakenEffect = false) =>
        new(new DatabricksError("clusters/any", kind, "the words") { MayHaveTakenEffect = mayHaveTakenEffect });

    /// <summary>The operator starts again: what was in memory is gone.</summary>
    public void Restart()
    {
        process.Dispose();
        process = NewProcess();
        Apply();
    }

    /// <summary>A user's write: stored at the server and seen by the informer.</summary>
    public void Apply(Action<DatabricksCluster>? change = null)
    {
        var type = process.Get<EntitySerializer>().TypeInfo<DatabricksCluster>();
        var current = api.Objects.Find(Path) is { } json ? JsonSerializer.Deserialize(json, type)! : Kinds.Clusters.Clusters.Fixed();
        change?.Invoke(current);
        api.Objects.Put(Path, JsonSerializer.SerializeToNode(current, type)!.AsObject());
        process.See<DatabricksCluster>(Stored);
    }

    /// <summary>Somebody else's write, which the informer has not seen.</summary>
    public void ApplyUnseen(Action<JsonObject> change) => api.Objects.Edit(Path, change);

    /// <summary>Another resource, as the informer sees it.</summary>
    public void ApplyOther(DatabricksCluster other) => Informer.Report(new DecodedObject<DatabricksCluster>(other, null));

    /// <summary>Changes the spec as an edit does, which makes a new generation.</summary>
    public void Edit(Action<DatabricksClusterSpec> change) => Apply(cluster =>
    {
        change(cluster.Spec);
        cluster.Metadata.Generation++;
    });

    public Task<ReconciliationResult<DatabricksCluster>> ReconcileAsync() => process.Get<FakeReconciler>().ReconcileAsync(Cluster, Stopping);

    public Task<ReconciliationResult<DatabricksCluster>> FinalizeAsync()
    {
        Apply(cluster => cluster.Metadata.DeletionTimestamp ??= Time.GetUtcNow().UtcDateTime);
        return process.Get<FakeFinalizer>().FinalizeAsync(Cluster, TestContext.Current.CancellationToken);
    }

    /// <summary>Forgets what happened so far.</summary>
    public void Reset()
    {
        External.Calls.Clear();
        api.Forget();
        record.Forget();
    }

    /// <summary>The workspace tells who it is with its next answer.</summary>
    public async Task AnswersAsAsync(string organization)
    {
        workspace.Stub.On(StatusRoute, Reply.Ok("""{"clusters":[]}""").With("X-Databricks-Org-Id", organization));
        await workspace.RunAsync(client => client.Clusters.ListAsync(null, null, null, null, null, null, TestContext.Current.CancellationToken));
    }

    /// <summary>The last pass was cut off.</summary>
    public Task ReportTimeoutAsync() => process.Get<IPassTimeoutReporter<DatabricksCluster>>()
        .ReportAsync(Cluster, TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);

    public (string Status, string Reason) Condition(string type) =>
        Status.Conditions.Find(type) is { } condition ? (condition.Status, condition.Reason) : ("", "");

    public WorkspaceConnection Connect(IDatabricksResource resource) =>
        HasMoved ? new("other", null, "There is no DatabricksWorkspace other") : ConnectForDeletion(resource);

    public WorkspaceConnection ConnectForDeletion(IDatabricksResource resource) =>
        new(resource.Spec.WorkspaceRef?.Name ?? WorkspaceName, WorkspaceProblem is null ? workspace.Client : null, WorkspaceProblem, IsWorkspaceStalled)
        {
            IsDenied = IsDenied,
            IsUndecided = IsUndecided,
        };

    Task<Principal> IOperatorIdentity.GetAsync(WorkspaceClient client, CancellationToken cancellationToken) => Task.FromResult(Principal.OfUserName(Me));

    public void Dispose()
    {
        workspace.Dispose();
        process.Dispose();
        record.AssertNoSecretWasShown();
    }

    private HarnessProcess NewProcess()
    {
        var options = new HarnessOptions().Program with { Workers = Workers };
        return new HarnessProcess(api, record, Time, options, Replace);
    }

    /// <summary>A second way to see clusters: as objects of a list.</summary>
    private void Replace(IServiceCollection services)
    {
        services.AddSingleton<IWorkspaceConnector>(this);
        services.AddSingleton<IOperatorIdentity>(this);
        services.AddSingleton<EntityQueue<DatabricksCluster>>((key, _, _) => Called.Add(key));
        services.AddSingleton(External.Description);
        services.AddSingleton<IExternalClient<DatabricksCluster, FakeObject>>(External);
        services.AddSingleton<IListCache<DatabricksCluster>>(External);
        services.AddSteps<DatabricksCluster, FakeObject>();
        services.AddSingleton<FakeReconciler>();
        services.AddSingleton<FakeFinalizer>();
        services.AddSingleton<EntityFinalizerAttacher<FakeFinalizer, DatabricksCluster>>(provider => (entity, cancellationToken) =>
        {
            External.Calls.Add("finalizer");
            return provider.GetRequiredService<FinalizerWriter<DatabricksCluster>>().AddAsync(entity, Ownership.Finalizer, cancellationToken);
        });
    }
}
