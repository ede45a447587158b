using System.Diagnostics.CodeAnalysis;
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
    private IReadOnlyList<IPart<DatabricksCluster, ObservedCluster>> parts;

    private ClusterFixture(SimulatedWorkspace workspace, ApiVersions versions)
    {
        Workspace = workspace;
        Assert.True(WorkspaceHost.TryParse(workspace.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), true, out var host, out var reason), reason);
        Client = WorkspaceClientFactory.Create(
            new WorkspaceClientOptions { Host = host, TokenSource = new StaticTokenSource(new Secret(WorkspaceOptions.DefaultToken)), ApiVersions = versions }, TimeProvider.System);
        connection = new StubApiServer(Objects.Answer).Connect();
        NewProcess();
    }

    public InMemoryApiServer Objects { get; } = new();

    /// <summary>The operator's clock; the workspace has its own.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 9, 12, 0, 0, TimeSpan.Zero));

    public SimulatedWorkspace Workspace { get; }

    public WorkspaceClient Client { get; }

    public ClusterExternalClient External { get; private set; }

    public ExternalObjects<DatabricksCluster, ObservedCluster> Remote { get; private set; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ClusterFixture> StartAsync(ClusterOptions? options = null, ApiVersions? versions = null) => new(
        await SimulatedWorkspace.StartAsync(options ?? new ClusterOptions { TerminatingDuration = TimeSpan.FromMinutes(1) }), versions ?? new ApiVersions());

    /// <summary>The operator starts again: what was in memory is gone.</summary>
    public void Restart() => NewProcess();

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
        var listed = await Remote.ObserveAsync(cluster, id, LookSource.List, Client, Cancellation);
        var decision = listed is null ? null : Remote.Evaluate(cluster, listed, Clusters.Marker);
        var observed = decision is { IsNothing: true } ? listed! : (await Remote.ObserveAsync(cluster, id, LookSource.Object, Client, Cancellation))!;
        decision = ReferenceEquals(observed, listed) ? decision! : Remote.Evaluate(cluster, observed, Clusters.Marker);
        await Remote.ReadAsync(cluster, observed, decision, Client, Cancellation);
        if (!decision.IsNothing)
        {
            await Remote.UpdateAsync(cluster, observed, decision, Client, Cancellation);
        }

        if (decision.IsNothing || decision.ChangesSettings)
        {
            cluster.Status.Sync ??= [];
            new PartRecords(cluster.Status, cluster.Metadata.Generation ?? 0).Applied(decision);
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
        External.Read(cluster, (await Remote.ObserveAsync(cluster, id, LookSource.Object, Client, Cancellation))!, Decision.None, Client);

    public async Task<string> CreateAsync(DatabricksCluster cluster, string marker) => (await Remote.CreateAsync(cluster, marker, Client, Cancellation)).Id;

    /// <summary>When the parts of a cluster have to be looked at although no list shows a change.</summary>
    public TimeSpan? NextCheck(DatabricksCluster cluster) => parts.Select(part => part.NextCheck(cluster, Client)).Min();

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

    [MemberNotNull(nameof(External), nameof(Remote), nameof(parts))]
    private void NewProcess()
    {
        var lists = Observation<ClusterDetails>(new ClusterRows());
        var libraries = new ClusterLibraries(Observation<ClusterLibraryStatuses>(new LibraryRows()), Clusters.Timing);
        parts =
        [
            libraries,
            new PermissionsPart<DatabricksCluster, ObservedCluster>(
                PermissionKind.Clusters, ClusterKind.Description.RecordedId, new ManagedPermissions(this, Clusters.Timing, Time)),
            new ClusterPin(new PinnedClusters(Clusters.Timing, Time)),
        ];
        var secrets = new ClusterSecrets(new SecretReader(new ResourceClient<V1Secret>(connection, new EntitySerializer())));
        External = new ClusterExternalClient(lists, libraries, secrets, new StartBackoff(Time), Clusters.Timing);
        Remote = new ExternalObjects<DatabricksCluster, ObservedCluster>(ClusterKind.Description, External, parts, lists, Clusters.Timing);
    }

    private KindObservation<DatabricksCluster, TRow> Observation<TRow>(IObservedKind<DatabricksCluster, TRow> rows)
        where TRow : class =>
        new(rows, store, this, (_, _, _) => { }, Clusters.Timing, Time, NullLogger<KindObservation<DatabricksCluster, TRow>>.Instance);
}
