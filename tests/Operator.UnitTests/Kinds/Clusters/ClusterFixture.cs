using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Operator.Databricks.Http;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Clusters;
using Operator.Databricks.Libraries;
using Operator.Kinds.Clusters;
using Operator.Managed;
using Operator.Permissions;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.UnitTests.Runtime.Support;
using Operator.UnitTests.Simulator;
using Operator.Workspaces;
using DockerBasicAuth = Operator.Api.V1Alpha1.DockerBasicAuth;
using DockerImage = Operator.Api.V1Alpha1.DockerImage;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>The clusters' external client between a simulated workspace and a stub of an API server.</summary>
internal sealed class ClusterFixture : IAsyncDisposable, IOwnIdentity, IWorkspaceConnector
{
    private readonly ApiServerConnection connection;
    private readonly ObjectStore<DatabricksCluster> store = new();

    private ClusterFixture(SimulatedWorkspace workspace, ApiVersions versions)
    {
        Workspace = workspace;
        Assert.True(WorkspaceHost.TryParse(workspace.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), true, out var host, out var reason), reason);
        Client = WorkspaceClientFactory.Create(
            new WorkspaceClientOptions { Host = host, TokenSource = new StaticTokenSource(new Secret(WorkspaceOptions.DefaultToken)), ApiVersions = versions }, TimeProvider.System);
        connection = new StubApiServer(Objects.Answer).Connect();
        External = NewProcess();
    }

    public InMemoryApiServer Objects { get; } = new();

    /// <summary>The operator's clock; the workspace has its own.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 9, 12, 0, 0, TimeSpan.Zero));

    public SimulatedWorkspace Workspace { get; }

    public WorkspaceClient Client { get; }

    public ClusterExternalClient External { get; private set; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ClusterFixture> StartAsync(ClusterOptions? options = null, ApiVersions? versions = null) => new(
        await SimulatedWorkspace.StartAsync(options ?? new ClusterOptions { TerminatingDuration = TimeSpan.FromMinutes(1) }), versions ?? new ApiVersions());

    /// <summary>The operator starts again: what was in memory is gone.</summary>
    public void Restart() => External = NewProcess();

    public static DatabricksCluster WithLogin() => Clusters.Fixed(2, spec => spec.DockerImage = new DockerImage
    {
        Url = "registry.example.com/a",
        BasicAuth = new DockerBasicAuth { Username = "u", PasswordSecretRef = new SecretKeyReference { Name = "registry", Key = "password" } },
    });

    /// <summary>The Secret that <see cref="WithLogin"/> refers to.</summary>
    public void PutPassword(string password) => Objects.Put("/api/v1/namespaces/team/secrets/registry", new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = "registry" },
        ["data"] = new JsonObject { ["password"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(password)) },
    });

    /// <summary>The informer knows the resource, as in a running operator.</summary>
    public void Report(DatabricksCluster cluster) => store.Apply(new DecodedObject<DatabricksCluster>(cluster, null), evenIfOlder: true);

    /// <summary>A cluster that is there already.</summary>
    public string Put(DatabricksCluster cluster, string? marker = Clusters.Marker, string source = "API")
    {
        var wire = ClusterMapper.ToWire(cluster, marker ?? "");
        if (marker is null)
        {
            wire.Remove("custom_tags");
        }

        return Workspace.Workspace.Clusters.Create(wire, WorkspaceOptions.DefaultUser, source);
    }

    /// <summary>One pass over a cluster that exists, as the common pass makes it. Returns what was decided and, unless it was nothing, done.</summary>
    public async Task<Decision> PassAsync(DatabricksCluster cluster, string id)
    {
        var glimpse = await External.GlimpseAsync(cluster, id, Client, Cancellation);
        var observed = glimpse is not null && External.Decide(cluster, glimpse, Clusters.Marker).IsNothing
            ? glimpse
            : (await External.ObserveAsync(cluster, id, Client, Cancellation))!;
        await External.ElaborateAsync(cluster, observed, Client, Cancellation);
        External.Describe(cluster, observed, Client);
        var decision = External.Decide(cluster, observed, Clusters.Marker);
        if (!decision.IsNothing)
        {
            await External.ActAsync(cluster, observed, decision, Clusters.Marker, Client, Cancellation);
            External.Wrote(id, Client);
        }

        if (decision.IsNothing || decision.ChangesSettings)
        {
            cluster.Status.Sync ??= [];
            new PartRecords(cluster.Status, cluster.Metadata.Generation ?? 0).Applied(External.DesiredFields(cluster, Clusters.Marker), decision.Withheld);
        }

        return decision;
    }

    /// <summary>Passes until there is nothing to do; returns what was done, in order.</summary>
    public async Task<IReadOnlyList<string>> ConvergeAsync(DatabricksCluster cluster, string id)
    {
        var done = new List<string>();
        for (var pass = 0; pass < 10; pass++)
        {
            if (await PassAsync(cluster, id) is not { IsNothing: false } decision)
            {
                return done;
            }

            done.Add(decision.Part ?? (decision.Power == PowerChange.None ? decision.Action.ToString() : decision.Power.ToString()));
            Time.Advance(TimeSpan.FromSeconds(5));
        }

        throw new InvalidOperationException($"It never ends: {string.Join(", ", done)}");
    }

    /// <summary>How a settled cluster is reported.</summary>
    public async Task<Outcome> AssessAsync(DatabricksCluster cluster, string id) =>
        External.Assess(cluster, (await External.ObserveAsync(cluster, id, Client, Cancellation))!);

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

    private ClusterExternalClient NewProcess()
    {
        var secrets = new ClusterSecrets(new SecretReader(new ResourceClient<V1Secret>(connection, new EntitySerializer())));
        var parts = new ClusterParts(
            Observation<ClusterLibraryStatuses>(new LibraryRows()), new ManagedPermissions(this, Clusters.Timing, Time), new PinnedClusters(Clusters.Timing, Time), secrets, Clusters.Timing);
        return new ClusterExternalClient(Observation<ClusterDetails>(new ClusterRows()), parts, secrets, new StartBackoff(Time), Clusters.Timing);
    }

    private KindObservation<DatabricksCluster, TRow> Observation<TRow>(IObservedKind<DatabricksCluster, TRow> rows)
        where TRow : class =>
        new(rows, store, this, (_, _, _) => { }, Clusters.Timing, Time, NullLogger<KindObservation<DatabricksCluster, TRow>>.Instance);
}
