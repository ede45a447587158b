using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.Observation;
using Operator.Managed;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Entities;
using Operator.Runtime.Informers;
using Operator.UnitTests.Databricks;
using Operator.UnitTests.Databricks.Observation;
using Operator.Workspaces;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Managed;

/// <summary>A kind whose list is as long and as slow as a test likes, in two workspaces, and everything that was woken.</summary>
internal sealed class ListedThings : IListedKind<DatabricksCluster, Thing>, IWorkspaceConnector, IDisposable
{
    private readonly TestWorkspace home = new();
    private readonly TestWorkspace foreign = new();
    private readonly SemaphoreSlim wakes = new(0);

    public ListedThings() => Observation = new ListCache<DatabricksCluster, Thing>(
        this, Store, this, (key, _, _) => Wake(
            key), new ReconcileIntervals { Observe = TimeSpan.FromHours(1) }, Time, NullLogger<ListCache<DatabricksCluster, Thing>>.Instance);

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 9, 12, 0, 0, TimeSpan.Zero));

    public ObjectStore<DatabricksCluster> Store { get; } = new();

    public ListCache<DatabricksCluster, Thing> Observation { get; }

    public ListGate? Gate { get; set; }

    /// <summary>One page for each, in the workspace named default.</summary>
    public List<Thing> Things { get; } = [];

    /// <summary>In the workspace named foreign.</summary>
    public List<Thing> ForeignThings { get; } = [];

    public DatabricksErrorKind? Failure { get; set; }

    public int Lists { get; private set; }

    public List<ObjectKey> Woken { get; } = [];

    public WorkspaceClient Client => home.Client;

    public WorkspaceClient ForeignClient => foreign.Client;

    public string Plural => "things";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A resource as the informer shows it.</summary>
    public DatabricksCluster Add(string name, string? id = null, string? workspace = null, long? observedGeneration = null)
    {
        var cluster = Fixed(2, spec => spec.WorkspaceRef = workspace is null ? null : new WorkspaceReference { Name = workspace });
        (cluster.Metadata.Name, cluster.Metadata.Uid, cluster.Metadata.ResourceVersion) = (name, $"uid-{name}", "1");
        (cluster.Status.ClusterId, cluster.Status.ObservedGeneration) = (id, observedGeneration);
        if (observedGeneration is not null)
        {
            cluster.Status.Conditions.Add(new Condition { Type = ConditionTypes.Synced, Status = "True", Reason = Reasons.InSync });
        }

        Store.Apply(new DecodedObject<DatabricksCluster>(cluster, null), evenIfOlder: true);
        return cluster;
    }

    public async Task<IReadOnlyCollection<string>> SearchAsync(DatabricksCluster cluster, DateTimeOffset? notBefore = null) =>
        (await Observation.SearchAsync(cluster, cluster.Metadata.Name, "", Client, notBefore ?? Time.GetUtcNow(), Cancellation)).All;

    /// <summary>Returns once so many have been woken since the last time.</summary>
    public async Task WakesAsync(int count)
    {
        for (var wake = 0; wake < count; wake++)
        {
            await wakes.WaitAsync(Cancellation);
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<Thing>> PagesAsync(WorkspaceClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Lists++;
        var listed = client == Client ? Things : ForeignThings;
        for (var page = 0; page < listed.Count; page++)
        {
            await (Gate?.PassAsync(cancellationToken) ?? Task.CompletedTask);
            if (Failure is { } kind)
            {
                throw new DatabricksException(new DatabricksError("things/list", kind, "the words"));
            }

            yield return [listed[page]];
        }
    }

    public string? RecordedId(DatabricksCluster entity) => entity.Status.ClusterId;

    public string? IdOf(Thing row) => row.Id;

    public string? MarkerOf(Thing row) => row.Marker;

    public string? NameOf(Thing row) => null;

    public ulong FingerprintOf(Thing row) => Fingerprint.Of(row.State);

    public bool IsInTransition(Thing row) => row.IsMoving;

    public bool IsComplete(Thing row) => true;

    public WorkspaceConnection Connect(IDatabricksResource resource) =>
        resource.Spec.WorkspaceRef?.Name == "foreign" ? new("foreign", ForeignClient, null) : new("default", Client, null);

    public void Dispose()
    {
        home.Dispose();
        foreign.Dispose();
        wakes.Dispose();
    }

    private void Wake(ObjectKey key)
    {
        Woken.Add(key);
        wakes.Release();
    }
}
