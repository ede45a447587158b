using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Journal;
using Databricks.Simulator.WorkspaceObjects;
using Operator.Databricks.Http;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.WorkspaceObjects;
using Operator.Kinds.Notebooks;
using Operator.Managed;
using Operator.Permissions;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Finalizers;
using Operator.Runtime.Informers;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Status;
using Operator.UnitTests.Runtime.Support;
using Operator.UnitTests.Simulator;
using Operator.Workspaces;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>Whole passes over notebooks as the program puts them together, between a stub of an API server and a simulated workspace.</summary>
internal sealed class NotebookFixture : IAsyncDisposable, IWorkspaceConnector, IWriteFence
{
    public const string Path = "/Shared/n";
    public const string Content = "# Databricks notebook source\nprint(1)\n\n# COMMAND ----------\n\nprint(2)\n";

    private static readonly EntitySerializer Serializer = new(ApiJsonContext.Default);
    private readonly InMemoryApiServer objects = new();
    private readonly StubApiServer transport;
    private readonly ApiServerConnection connection;
    private readonly SimulatedWorkspace simulated;
    private Process process;

    private NotebookFixture(SimulatedWorkspace simulated)
    {
        this.simulated = simulated;
        transport = new StubApiServer(objects.Answer);
        connection = transport.Connect();
        process = new Process(this);
    }

    public static ManagedTiming Timing { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 9, 12, 0, 0, TimeSpan.Zero));

    public Workspace Workspace => simulated.Workspace;

    public ObjectControl Objects => Workspace.Objects;

    public WorkspaceClient Client => process.Client;

    public ExternalObjects<DatabricksNotebook, ObservedNotebook> External => process.External;

    public NotebookRows Rows => process.Rows;

    public NotebookLooks Looks => process.Looks;

    public List<string> Events { get; } = [];

    /// <summary>Writes to the API server: finalizers and status.</summary>
    public int Writes => transport.Requests.Count(request => request.Method == HttpMethod.Patch);

    /// <summary>Reads of the resources themselves from the API server.</summary>
    public int Reads => transport.Requests.Count(request => request.Method == HttpMethod.Get && request.Path.Contains("databricksnotebooks", StringComparison.Ordinal));

    public TimeSpan Remaining => TimeSpan.MaxValue;

    public static async Task<NotebookFixture> StartAsync(ObjectOptions? options = null) =>
        new(await SimulatedWorkspace.StartAsync(new WorkspaceOptions { Objects = options ?? new ObjectOptions() }));

    /// <summary>A notebook that exists and is Ready.</summary>
    public static async Task<NotebookFixture> CreatedAsync(Action<DatabricksNotebook>? change = null, ObjectOptions? options = null)
    {
        var fixture = await StartAsync(options);
        fixture.Apply(change);
        await fixture.SettleAsync();
        fixture.Reset();
        return fixture;
    }

    public static DatabricksNotebook Of(Action<DatabricksNotebook>? change = null, string name = "n")
    {
        var notebook = new DatabricksNotebook
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "team", Uid = $"uid-{name}", Generation = 1, CreationTimestamp = new DateTime(2026, 3, 9, 11, 0, 0, DateTimeKind.Utc) },
            Spec = { Path = Path, Language = "PYTHON", Content = Content },
        };
        change?.Invoke(notebook);
        return notebook;
    }

    /// <summary>What was asked of the workspace and changes it, in order.</summary>
    public IReadOnlyList<string> Mutations(long after = 0) => [.. Workspace.Journal.After(after).Where(call => call.Mutating).Select(call => call.Operation)];

    public IReadOnlyList<JournalEntry> Calls(string operation) => Workspace.Journal.Of(operation);

    public long Mark => Workspace.Journal.LastSequence;

    public void Reset()
    {
        Events.Clear();
        transport.Requests.Clear();
    }

    public DatabricksNotebook Stored(string name = "n") => process.Store.Find(new ObjectKey("team", name))!;

    public DatabricksNotebookStatus Status => Stored().Status;

    public (string Status, string Reason) Condition(string type, string name = "n") =>
        Stored(name).Status.Conditions.Find(type) is { } condition ? (condition.Status, condition.Reason) : ("", "");

    public string Message(string type = ConditionTypes.Ready) => Status.Conditions.Find(type)!.Message;

    /// <summary>A user's write.</summary>
    public void Apply(Action<DatabricksNotebook>? change = null, string name = "n")
    {
        var path = ApiPath(name);
        var current = objects.Objects.TryGetValue(path, out var json) ? JsonSerializer.Deserialize(json, Serializer.TypeInfo<DatabricksNotebook>())! : Of(name: name);
        change?.Invoke(current);
        objects.Put(path, JsonSerializer.SerializeToNode(current, Serializer.TypeInfo<DatabricksNotebook>())!.AsObject());
        process.See(objects.Objects[path]);
    }

    public void Edit(Action<DatabricksNotebookSpec> change, string name = "n") => Apply(
        notebook =>
        {
            change(notebook.Spec);
            notebook.Metadata.Generation++;
        },
        name);

    /// <summary>A user's write that the informer has not seen yet.</summary>
    public void EditUnseen(Action<JsonObject> change, string name = "n") => objects.Edit(ApiPath(name), change);

    public void PutConfigMap(string name, string key, byte[] value, bool isBinary = false) => objects.Put($"/api/v1/namespaces/team/configmaps/{name}", new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["uid"] = "cm-uid" },
        [isBinary ? "binaryData" : "data"] = new JsonObject { [key] = isBinary ? Convert.ToBase64String(value) : Encoding.UTF8.GetString(value) },
    });

    public void PutSecret(string name, string key, byte[] value) => objects.Put($"/api/v1/namespaces/team/secrets/{name}", new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["uid"] = "secret-uid" },
        ["data"] = new JsonObject { [key] = Convert.ToBase64String(value) },
    });

    public void RemoveConfigMap(string name) => objects.Remove($"/api/v1/namespaces/team/configmaps/{name}");

    /// <summary>As the API server has the resource: what a person or a backup could read of it.</summary>
    public string StoredJson(string name = "n") => objects.Objects[ApiPath(name)].ToJsonString();

    public Task<ReconciliationResult<DatabricksNotebook>> ReconcileAsync(string name = "n") => process.Reconciler.ReconcileAsync(Stored(name), TestContext.Current.CancellationToken);

    /// <summary>Passes until one asks for no transition any more; never more than a few.</summary>
    public async Task SettleAsync(string name = "n")
    {
        for (var pass = 0; pass < 6; pass++)
        {
            await ReconcileAsync(name);
            if (!Stored(name).Status.Conditions.IsTrue(ConditionTypes.Reconciling))
            {
                return;
            }

            Time.Advance(CreationGrace);
        }

        Assert.Fail($"It does not settle: {StoredJson(name)}");
    }

    public static TimeSpan CreationGrace { get; } = TimeSpan.FromSeconds(15);

    /// <summary>True when the resource is let go.</summary>
    public async Task<bool> FinalizeAsync(string name = "n")
    {
        Apply(notebook => notebook.Metadata.DeletionTimestamp ??= Time.GetUtcNow().UtcDateTime, name);
        var result = await process.Finalizer.FinalizeAsync(Stored(name), TestContext.Current.CancellationToken);
        return result is { IsSuccess: true, RequeueAfter: null };
    }

    /// <summary>The operator dies and starts again; what it knew in memory is gone.</summary>
    public void Restart()
    {
        process.Dispose();
        process = new Process(this);
        foreach (var (path, json) in objects.Objects.Where(pair => pair.Key.Contains("databricksnotebooks", StringComparison.Ordinal)))
        {
            process.See(json);
        }
    }

    /// <summary>It dies before it could write what it did: the API server has the status of before.</summary>
    public void CrashWithoutStatus(string name = "n")
    {
        objects.Edit(ApiPath(name), json => json.Remove("status"));
        Restart();
    }

    public WorkspaceConnection Connect(IDatabricksResource resource) => new("(default)", process.Client, null);

    public void Check()
    {
    }

    public async ValueTask DisposeAsync()
    {
        process.Dispose();
        connection.Dispose();
        transport.Dispose();
        await simulated.DisposeAsync();
    }

    private static string ApiPath(string name) => $"/apis/databricks-operator.io/v1alpha1/namespaces/team/databricksnotebooks/{name}";

    /// <summary>One life of the operator.</summary>
    private sealed class Process : IDisposable
    {
        private readonly Informer<DatabricksNotebook> informer;

        public Process(NotebookFixture fixture)
        {
            Assert.True(WorkspaceHost.TryParse(fixture.simulated.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), true, out var host, out var reason), reason);
            Client = WorkspaceClientFactory.Create(
                new WorkspaceClientOptions { Host = host, TokenSource = new StaticTokenSource(new Secret(WorkspaceOptions.DefaultToken)) }, TimeProvider.System);
            var client = new ResourceClient<DatabricksNotebook>(fixture.connection, Serializer);
            informer = new Informer<DatabricksNotebook>(client, [], new ReflectorOptions(), fixture.Time, NullLogger<Informer<DatabricksNotebook>>.Instance, NotebookTrim.Apply);
            var ledger = new CreationLedger(CreationGrace, fixture.Time);
            Looks = new NotebookLooks(Timing, fixture.Time);
            Rows = new NotebookRows(Store, fixture, Looks);
            External = Compose(fixture, ledger);
            var writer = new FinalizerWriter<DatabricksNotebook>(client, informer, "test");
            var turns = new WorkspaceTurns<DatabricksNotebook>(2, (_, _, _) => { });
            var installation = new Installation(new ResourceClient<V1Namespace>(fixture.connection, Serializer), "prod");
            var ownership = new RemoteOwnership<DatabricksNotebook, ObservedNotebook>(External, Store, fixture, new OwnIdentity(fixture.Time), installation, Timing);
            var conclusion = new PassConclusion<DatabricksNotebook, DatabricksNotebookSpec, DatabricksNotebookStatus>(
                new StatusWriter<DatabricksNotebook>(client, informer, Serializer, "test"), Store, Serializer,
                (_, eventReason, message, type) => fixture.Events.Add($"{type} {eventReason}: {message}"), Timing, fixture.Time);
            Reconciler = new(
                External, fixture, (entity, cancellationToken) => writer.AddAsync(entity, Ownership.Finalizer, cancellationToken), conclusion,
                new(conclusion, Timing, fixture.Time, NullLogger<InterimStatus<DatabricksNotebook, DatabricksNotebookSpec, DatabricksNotebookStatus>>.Instance),
                turns, new(External, ownership, ledger, Timing, fixture.Time), new(External, ledger, fixture, Timing), installation, ledger, fixture, Timing, fixture.Time,
                NullLogger<ManagedReconciler<DatabricksNotebook, DatabricksNotebookSpec, DatabricksNotebookStatus, ObservedNotebook>>.Instance);
            Finalizer = new(
                External, fixture, conclusion, turns, ownership, new(External, ownership, ledger, fixture.Time), installation, ledger, fixture, Timing,
                NullLogger<ManagedFinalizer<DatabricksNotebook, DatabricksNotebookSpec, DatabricksNotebookStatus, ObservedNotebook>>.Instance);
        }

        public WorkspaceClient Client { get; }

        public NotebookRows Rows { get; }

        public NotebookLooks Looks { get; }

        public ExternalObjects<DatabricksNotebook, ObservedNotebook> External { get; }

        public ObjectStore<DatabricksNotebook> Store => informer.Store;

        public ManagedReconciler<DatabricksNotebook, DatabricksNotebookSpec, DatabricksNotebookStatus, ObservedNotebook> Reconciler { get; }

        public ManagedFinalizer<DatabricksNotebook, DatabricksNotebookSpec, DatabricksNotebookStatus, ObservedNotebook> Finalizer { get; }

        public void See(JsonObject json) => informer.Report(Serializer.Decode<DatabricksNotebook>(JsonSerializer.SerializeToUtf8Bytes(json)));

        public void Dispose() => Client.Dispose();

        private ExternalObjects<DatabricksNotebook, ObservedNotebook> Compose(NotebookFixture fixture, CreationLedger ledger)
        {
            var observation = new KindObservation<DatabricksNotebook, ObjectInfo>(
                Rows, Store, fixture, (_, _, _) => { }, Timing, fixture.Time, NullLogger<KindObservation<DatabricksNotebook, ObjectInfo>>.Instance);
            var contents = new NotebookContentReader(
                new ResourceClient<V1ConfigMap>(fixture.connection, Serializer), new ResourceClient<V1Secret>(fixture.connection, Serializer),
                new ResourceClient<DatabricksNotebook>(fixture.connection, Serializer));
            var permissions = new ManagedPermissions(new OwnIdentity(fixture.Time), Timing, fixture.Time);
            var sight = new NotebookSight(observation, contents, Looks, ledger);
            var writes = new NotebookWrites(observation, contents, new NotebookImporter(), Looks, permissions, fixture.Time);
            var part = new PermissionsPart<DatabricksNotebook, ObservedNotebook>(PermissionKind.Notebooks, notebook => notebook.Status.ObjectId, permissions);
            return new ExternalObjects<DatabricksNotebook, ObservedNotebook>(
                NotebookKind.Description, new NotebookExternalClient(sight, writes, new NotebookClaims(Store, fixture), Looks, Timing), [part], observation, Timing);
        }
    }
}
