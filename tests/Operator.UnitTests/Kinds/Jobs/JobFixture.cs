using System.Globalization;
using Databricks.Simulator.Hosting;
using Operator.Databricks.Http;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Kinds.Jobs;
using Operator.Managed;
using Operator.Permissions;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.UnitTests.Runtime.Support;
using Operator.UnitTests.Simulator;
using Operator.Workspaces;
using RunOptions = Databricks.Simulator.Runs.RunOptions;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>The jobs' external client between a simulated workspace and a stub of an API server.</summary>
internal sealed class JobFixture : IAsyncDisposable, IOwnIdentity, IWorkspaceConnector
{
    private readonly ApiServerConnection connection;
    private readonly PermissionsPart<DatabricksJob, ObservedJob> permissions;

    private JobFixture(SimulatedWorkspace workspace)
    {
        Workspace = workspace;
        Assert.True(WorkspaceHost.TryParse(workspace.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), true, out var host, out var reason), reason);
        Client = WorkspaceClientFactory.Create(
            new WorkspaceClientOptions { Host = host, TokenSource = new StaticTokenSource(new Secret(WorkspaceOptions.DefaultToken)) }, TimeProvider.System);
        connection = new StubApiServer(Objects.Answer).Connect();
        Runs = new LastRuns(Store, Time);
        Rows = new JobRows(Runs);
        var lists = new KindObservation<DatabricksJob, ObservedJob>(
            Rows, Store, this, (_, _, _) => { }, Jobs.Timing, Time, NullLogger<KindObservation<DatabricksJob, ObservedJob>>.Instance);
        permissions = new PermissionsPart<DatabricksJob, ObservedJob>(
            PermissionKind.Jobs, JobKind.Description.RecordedId, new ManagedPermissions(this, Jobs.Timing, Time));
        External = new JobExternalClient(
            lists, FakeReferences.Instance, Runs, new SecretReader(new ResourceClient<V1Secret>(connection, new EntitySerializer())), Jobs.Timing);
        Remote = new ExternalObjects<DatabricksJob, ObservedJob>(JobKind.Description, External, [permissions], lists, Jobs.Timing);
    }

    public InMemoryApiServer Objects { get; } = new();

    /// <summary>The operator's clock; the workspace has its own.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 9, 8, 7, 6, TimeSpan.Zero));

    public SimulatedWorkspace Workspace { get; }

    public WorkspaceClient Client { get; }

    public JobExternalClient External { get; }

    public ExternalObjects<DatabricksJob, ObservedJob> Remote { get; }

    public JobRows Rows { get; }

    public LastRuns Runs { get; }

    /// <summary>What the informer knows.</summary>
    public ObjectStore<DatabricksJob> Store { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<JobFixture> StartAsync()
    {
        var runs = new RunOptions { RunningDuration = TimeSpan.FromHours(1), TerminatingDuration = TimeSpan.FromMinutes(1) };
        return new JobFixture(await SimulatedWorkspace.StartAsync(new WorkspaceOptions { Runs = runs }));
    }

    /// <summary>One pass over a job that exists, as the common pass makes it. Returns what was decided and, unless it was nothing, done.</summary>
    public async Task<Decision> PassAsync(DatabricksJob job, string id)
    {
        var listed = await Remote.ObserveAsync(job, id, LookSource.List, Client, Cancellation);
        var decision = listed is null ? null : Remote.Evaluate(job, listed, Jobs.Marker);
        var observed = decision is { IsNothing: true } ? listed! : (await Remote.ObserveAsync(job, id, LookSource.Object, Client, Cancellation))!;
        decision = ReferenceEquals(observed, listed) ? decision! : Remote.Evaluate(job, observed, Jobs.Marker);
        await Remote.ReadAsync(job, observed, decision, Client, Cancellation);
        if (!decision.IsNothing)
        {
            await Remote.UpdateAsync(job, observed, decision, Client, Cancellation);
        }

        if (decision.IsNothing || decision.ChangesSettings)
        {
            job.Status.Sync ??= [];
            job.Status.AppliedFields = [.. decision.Applied!()];
        }

        return decision;
    }

    /// <summary>Passes until there is nothing to do; returns what was done, in order.</summary>
    public async Task<IReadOnlyList<string>> ConvergeAsync(DatabricksJob job, string id)
    {
        var done = new List<string>();
        while (await PassAsync(job, id) is { IsNothing: false } decision)
        {
            Assert.InRange(done.Count, 0, 10);
            done.Add(decision.Part ?? decision.Action.ToString());
            Time.Advance(TimeSpan.FromSeconds(5));
        }

        return done;
    }

    /// <summary>A resource that has that job, as the informer shows it.</summary>
    public DatabricksJob Own(long id)
    {
        var job = Jobs.Of();
        job.Metadata = new V1ObjectMeta { Name = $"job-{id}", NamespaceProperty = "team", Uid = $"uid-{id}", ResourceVersion = "1" };
        job.Status.JobId = id.ToString(CultureInfo.InvariantCulture);
        Store.Apply(new DecodedObject<DatabricksJob>(job, null), evenIfOlder: true);
        return job;
    }

    public async Task<string> CreateAsync(DatabricksJob job, string marker) => (await Remote.CreateAsync(job, marker, Client, Cancellation)).Id;

    /// <summary>When the permissions have to be looked at although no list shows a change.</summary>
    public TimeSpan? NextCheck(DatabricksJob job) => permissions.NextCheck(job, Client);

    public int Calls(string operation) => Workspace.Workspace.Journal.Of(operation).Count;

    WorkspaceConnection IWorkspaceConnector.Connect(IDatabricksResource resource) => new("default", Client, null);

    Task<Principal> IOwnIdentity.GetAsync(WorkspaceClient client, CancellationToken cancellationToken) =>
        Task.FromResult(Principal.OfUserName(WorkspaceOptions.DefaultUser));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        connection.Dispose();
        await Workspace.DisposeAsync();
    }
}
