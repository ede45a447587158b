using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Http;
using Operator.Kinds.Runs;
using Operator.Managed;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Finalizers;
using Operator.Runtime.Informers;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Status;
using Operator.UnitTests.Runtime.Support;
using Operator.UnitTests.Simulator;
using Operator.Workspaces;
using RunOptions = Databricks.Simulator.Runs.RunOptions;

namespace Operator.UnitTests.Kinds.Runs;

/// <summary>Whole passes over one run as the program puts them together, between a stub of an API server and a simulated workspace with one clock.</summary>
internal sealed class RunFixture : IAsyncDisposable, IWorkspaceConnector, IWriteFence
{
    public const string Path = "/apis/databricks-operator.io/v1alpha1/namespaces/team/databricksjobruns/nightly";
    public const string Uid = "11111111-2222-3333-4444-555555555555";

    private static readonly EntitySerializer Serializer = new(ApiJsonContext.Default);
    private readonly InMemoryApiServer objects = new();
    private readonly StubApiServer transport;
    private readonly ApiServerConnection connection;
    private readonly Informer<DatabricksJobRun> informer;
    private readonly ObjectStore<DatabricksJob> jobs = new();
    private ManagedReconciler<DatabricksJobRun, DatabricksJobRunSpec, DatabricksJobRunStatus, ObservedRun> reconciler = null!;
    private ManagedFinalizer<DatabricksJobRun, DatabricksJobRunSpec, DatabricksJobRunStatus, ObservedRun> finalizer = null!;
    private int jobVersion;
    private long calledBefore;

    private RunFixture(SimulatedWorkspace workspace, ApiVersions versions)
    {
        Simulated = workspace;
        Assert.True(WorkspaceHost.TryParse(workspace.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), true, out var host, out var reason), reason);
        Client = WorkspaceClientFactory.Create(
            new WorkspaceClientOptions
            {
                Host = host,
                TokenSource = new StaticTokenSource(new Secret(WorkspaceOptions.DefaultToken)),
                ApiVersions = versions,
                Timeouts = new CallTimeouts { MaxRetries = 0 },
            },
            TimeProvider.System);
        transport = new StubApiServer(request => Refusal(request) is { } status ? StubApiServer.Refusal(status, "Refused") : objects.Answer(request));
        connection = transport.Connect();
        informer = new Informer<DatabricksJobRun>(
            new ResourceClient<DatabricksJobRun>(connection, Serializer), [], new ReflectorOptions(), workspace.Time, NullLogger<Informer<DatabricksJobRun>>.Instance);
        JobId = workspace.Workspace.Jobs.Create(JsonNode.Parse(JobOf("load", "report")) as JsonObject ?? [], WorkspaceOptions.DefaultUser);
        Restart();
    }

    public static ManagedTiming Timing { get; } = new();

    public SimulatedWorkspace Simulated { get; }

    public WorkspaceClient Client { get; }

    public CreationLedger Ledger { get; private set; } = null!;

    public RunRows Rows { get; } = new();

    /// <summary>A job with the tasks load and report.</summary>
    public long JobId { get; }

    /// <summary>The status a request to the API server is refused with; null to carry it out.</summary>
    public Func<StubRequest, HttpStatusCode?> Refusal { get; set; } = _ => null;

    public List<string> Events { get; } = [];

    public string? WorkspaceProblem { get; set; }

    public IReadOnlyList<StubRequest> Writes => [.. transport.Requests.Where(request => request.Method != HttpMethod.Get)];

    public ObjectStore<DatabricksJobRun> Store => informer.Store;

    public DatabricksJobRun Run => Store.Find(new ObjectKey("team", "nightly"))!;

    public DatabricksJobRunStatus Status => Run.Status;

    public bool IsStored => objects.Objects.ContainsKey(Path);

    public JsonObject Stored => objects.Objects[Path];

    public TimeSpan Remaining => TimeSpan.MaxValue;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A run of the job that nobody has looked at yet; unless told otherwise it takes an hour.</summary>
    public static async Task<RunFixture> StartAsync(Action<DatabricksJobRunSpec>? change = null, RunOptions? runs = null, ApiVersions? versions = null)
    {
        var options = runs ?? new RunOptions { RunningDuration = TimeSpan.FromHours(1) };
        var fixture = new RunFixture(await SimulatedWorkspace.StartAsync(new WorkspaceOptions { Runs = options }), versions ?? new ApiVersions());
        fixture.Apply(run =>
        {
            run.Metadata = new V1ObjectMeta { Name = "nightly", NamespaceProperty = "team", Uid = Uid, Generation = 1, CreationTimestamp = fixture.Simulated.Time.GetUtcNow().UtcDateTime };
            run.Spec.JobId = $"{fixture.JobId}";
            change?.Invoke(run.Spec);
        });
        return fixture;
    }

    /// <summary>The same after its first pass: it runs.</summary>
    public static async Task<RunFixture> RunningAsync(Action<DatabricksJobRunSpec>? change = null, RunOptions? runs = null)
    {
        var fixture = await StartAsync(change, runs);
        await fixture.PassAsync();
        await fixture.PassAsync();
        return fixture;
    }

    /// <summary>The same after its end.</summary>
    public static async Task<RunFixture> EndedAsync(TaskFailure? failure = null, Action<DatabricksJobRunSpec>? change = null)
    {
        var fixture = await RunningAsync(change);
        fixture.Simulated.Time.Advance(TimeSpan.FromSeconds(72));
        fixture.Simulated.Workspace.Runs.Finish(fixture.RunId, failure);
        await fixture.PassAsync();
        return fixture;
    }

    public static string JobOf(params IEnumerable<string> tasks) => new JsonObject
    {
        ["name"] = "etl",
        ["tasks"] = new JsonArray([.. tasks.Select(key => new JsonObject { ["task_key"] = key, ["notebook_task"] = new JsonObject { ["notebook_path"] = $"/{key}" } })]),
    }.ToJsonString();

    public long RunId => long.Parse(Status.RunId!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The operator starts again: what was in memory is gone.</summary>
    public void Restart()
    {
        var time = Simulated.Time;
        Ledger = new CreationLedger(TimeSpan.FromSeconds(15), time);
        var client = new ResourceClient<DatabricksJobRun>(connection, Serializer);
        var turns = new WorkspaceTurns<DatabricksJobRun>(2, (_, _, _) => { });
        var observation = new KindObservation<DatabricksJobRun, ObservedRun>(
            Rows, Store, this, (_, _, _) => { }, Timing, new TimerlessTime(time), NullLogger<KindObservation<DatabricksJobRun, ObservedRun>>.Instance);
        var calls = new RunExternalClient(
            observation, new RunReferences(jobs, this), new RunOutputs(time), new RunRetirement(client, time, NullLogger<RunRetirement>.Instance), Ledger, Timing, time);
        var external = new ExternalObjects<DatabricksJobRun, ObservedRun>(RunKind.Description, calls, [], observation, Timing);
        var writer = new FinalizerWriter<DatabricksJobRun>(client, informer, "test");
        var conclusion = new PassConclusion<DatabricksJobRun, DatabricksJobRunSpec, DatabricksJobRunStatus>(
            new StatusWriter<DatabricksJobRun>(client, informer, Serializer, "test"), Store, Serializer, (_, reason, message, _) => Events.Add($"{reason}: {message}"), Timing, time);
        var installation = new Installation(new ResourceClient<V1Namespace>(connection, Serializer), "prod");
        var ownership = new RemoteOwnership<DatabricksJobRun, ObservedRun>(external, Store, this, new OwnIdentity(time), installation, Timing);
        reconciler = new(
            external, this, (entity, cancellationToken) => writer.AddAsync(entity, Ownership.Finalizer, cancellationToken), conclusion,
            new InterimStatus<DatabricksJobRun, DatabricksJobRunSpec, DatabricksJobRunStatus>(
                conclusion, Timing, time, NullLogger<InterimStatus<DatabricksJobRun, DatabricksJobRunSpec, DatabricksJobRunStatus>>.Instance),
            turns, new RemoteFinder<DatabricksJobRun, ObservedRun>(external, ownership, Ledger, Timing, time), new(external, Ledger, this, Timing), installation, Ledger, this, Timing, time,
            NullLogger<ManagedReconciler<DatabricksJobRun, DatabricksJobRunSpec, DatabricksJobRunStatus, ObservedRun>>.Instance);
        finalizer = new(
            external, this, conclusion, turns, ownership, new(external, ownership, Ledger, time), installation, Ledger, this, Timing,
            NullLogger<ManagedFinalizer<DatabricksJobRun, DatabricksJobRunSpec, DatabricksJobRunStatus, ObservedRun>>.Instance);
        if (IsStored)
        {
            // The informer fills the new indexes.
            Apply(_ => { });
        }
    }

    /// <summary>A write by a user: stored at the server and seen by the informer.</summary>
    public void Apply(Action<DatabricksJobRun> change)
    {
        var current = objects.Objects.TryGetValue(Path, out var json) ? JsonSerializer.Deserialize(json, Serializer.TypeInfo<DatabricksJobRun>())! : new DatabricksJobRun();
        change(current);
        objects.Put(Path, JsonSerializer.SerializeToNode(current, Serializer.TypeInfo<DatabricksJobRun>())!.AsObject());
        informer.Report(Serializer.Decode<DatabricksJobRun>(JsonSerializer.SerializeToUtf8Bytes(Stored)));
    }

    /// <summary>An edit of the spec, which makes a new generation.</summary>
    public void Edit(Action<DatabricksJobRunSpec> change) => Apply(run =>
    {
        change(run.Spec);
        run.Metadata.Generation++;
    });

    /// <summary>Somebody deleted it and created another one, which the informer has not seen.</summary>
    public void ReplaceUnseen(string uid) => objects.Edit(Path, stored => stored["metadata"]!["uid"] = uid);

    public void PutJob(Action<DatabricksJob> change)
    {
        var job = new DatabricksJob { Metadata = new V1ObjectMeta { Name = "etl", NamespaceProperty = "team", Uid = "job-1", ResourceVersion = $"{++jobVersion}", Generation = 1 } };
        change(job);
        jobs.Apply(new DecodedObject<DatabricksJob>(job, null), evenIfOlder: true);
    }

    public void RemoveJob() => jobs.Remove(new V1ObjectMeta { Name = "etl", NamespaceProperty = "team" });

    public Task<ReconciliationResult<DatabricksJobRun>> PassAsync() => reconciler.ReconcileAsync(Run, Cancellation);

    /// <summary>True when the finalizer would be removed.</summary>
    public async Task<bool> FinalizeAsync()
    {
        Apply(run => run.Metadata.DeletionTimestamp ??= Simulated.Time.GetUtcNow().UtcDateTime);
        return await finalizer.FinalizeAsync(Run, Cancellation) is { IsSuccess: true, RequeueAfter: null };
    }

    /// <summary>Waits on the clock of both sides, then makes a pass.</summary>
    public Task<ReconciliationResult<DatabricksJobRun>> PassAfterAsync(TimeSpan time)
    {
        Simulated.Time.Advance(time);
        return PassAsync();
    }

    public void Forget()
    {
        transport.Requests.Clear();
        Events.Clear();
        calledBefore = Simulated.Workspace.Journal.LastSequence;
    }

    /// <summary>The calls to the workspace since <see cref="Forget"/>, without the lists that all runs share.</summary>
    public IReadOnlyList<string> Calls =>
        [.. Simulated.Workspace.Journal.After(calledBefore).Where(call => call.Operation != "jobs/runs/list").Select(call => call.Operation)];

    public int CallCount => Simulated.Workspace.Journal.After(calledBefore).Count;

    public int CountOf(string operation) => Simulated.Workspace.Journal.Of(operation).Count;

    public (string Status, string Reason) Condition(string type) => Status.Conditions.Find(type) is { } condition ? (condition.Status, condition.Reason) : ("", "");

    public string Message(string type) => Status.Conditions.Find(type)?.Message ?? "";

    public string Kstatus => Managed.Kstatus.Of(Status, Run.Metadata.Generation ?? 0);

    public WorkspaceConnection Connect(IDatabricksResource resource) => new("(default)", WorkspaceProblem is null ? Client : null, WorkspaceProblem);

    public void Check()
    {
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        connection.Dispose();
        transport.Dispose();
        await Simulated.DisposeAsync();
    }
}
