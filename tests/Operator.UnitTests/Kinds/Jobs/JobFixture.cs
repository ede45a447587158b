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

    private JobFixture(SimulatedWorkspace workspace)
    {
        Workspace = workspace;
        Assert.True(WorkspaceHost.TryParse(workspace.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), true, out var host, out var reason), reason);
        Client = WorkspaceClientFactory.Create(
            new WorkspaceClientOptions { Host = host, TokenSource = new StaticTokenSource(new Secret(WorkspaceOptions.DefaultToken)) }, TimeProvider.System);
        connection = new StubApiServer(Objects.Answer).Connect();
        Runs = new LastRuns(Store, Time);
        Rows = new JobRows(Runs);
        External = new JobExternalClient(
            new KindObservation<DatabricksJob, ObservedJob>(
                Rows, Store, this, (_, _, _) => { }, Jobs.Timing, Time, NullLogger<KindObservation<DatabricksJob, ObservedJob>>.Instance),
            FakeReferences.Instance,
            Runs,
            new ManagedPermissions(this, Jobs.Timing, Time),
            new SecretReader(new ResourceClient<V1Secret>(connection, new EntitySerializer())),
            Jobs.Timing);
    }

    public InMemoryApiServer Objects { get; } = new();

    /// <summary>The operator's clock; the workspace has its own.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 9, 8, 7, 6, TimeSpan.Zero));

    public SimulatedWorkspace Workspace { get; }

    public WorkspaceClient Client { get; }

    public JobExternalClient External { get; }

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
        var glimpse = await External.GlimpseAsync(job, id, Client, Cancellation);
        var observed = glimpse is not null && External.Decide(job, glimpse, Jobs.Marker).IsNothing
            ? glimpse
            : (await External.ObserveAsync(job, id, Client, Cancellation))!;
        External.Describe(job, observed, Client);
        var decision = External.Decide(job, observed, Jobs.Marker);
        if (!decision.IsNothing)
        {
            await External.ActAsync(job, observed, decision, Jobs.Marker, Client, Cancellation);
            External.Wrote(id, Client);
        }

        if (decision.IsNothing || decision.ChangesSettings)
        {
            job.Status.Sync ??= [];
            job.Status.AppliedFields = [.. External.DesiredFields(job, Jobs.Marker)];
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
