using System.Text.Json.Nodes;

namespace Databricks.Simulator.Clusters;

/// <summary>
/// A workspace's clusters as its people, its cloud and its own housekeeping see them: looks and changes from outside, which appear in no
/// journal. Unknown ids throw <see cref="KeyNotFoundException"/>.
/// </summary>
public sealed class ClusterFleet
{
    private readonly ClusterStore store;
    private readonly Lock gate;

    internal ClusterFleet(ClusterStore store, Lock gate)
    {
        this.store = store;
        this.gate = gate;
    }

    /// <summary>Ids of all clusters that a get would find, in order of creation.</summary>
    public IReadOnlyList<string> Ids
    {
        get
        {
            lock (gate)
            {
                return [.. store.All().Select(cluster => cluster.Id)];
            }
        }
    }

    /// <summary>What clusters/get answers, or null.</summary>
    public JsonObject? Find(string clusterId)
    {
        lock (gate)
        {
            return store.Exists(clusterId) ? ClusterView.Details(store.Get(clusterId)) : null;
        }
    }

    public bool IsPinned(string clusterId) => With(clusterId, cluster => cluster.Pinned);

    /// <summary>Creates a cluster from a body of clusters/create as somebody else would: by API, UI, JOB …</summary>
    public string Create(JsonObject request, string userName, string source = "UI")
    {
        lock (gate)
        {
            return store.Create(request, userName, source).Id;
        }
    }

    public void Terminate(string clusterId, TerminationReason reason) =>
        With(clusterId, cluster => store.Lifecycle.Terminate(cluster, reason, store.Now));

    /// <summary>Housekeeping forgets the cluster, as it does 30 days after termination.</summary>
    public void Purge(string clusterId) => With(clusterId, cluster => cluster.Purged = true);

    /// <summary>The cluster is gone without a trace, as after a permanent delete that has finished.</summary>
    public void Remove(string clusterId) => With(clusterId, store.Remove);

    public void RemoveTag(string clusterId, string key) => Change(clusterId, settings => (settings["custom_tags"] as JsonObject)?.Remove(key));

    /// <summary>Changes the settings in force and the spec alike, in any state and without a restart.</summary>
    public void Change(string clusterId, Action<JsonObject> change) => With(clusterId, cluster =>
    {
        change(cluster.Settings);
        change(cluster.Spec);
    });

    /// <summary>Somebody used the cluster: autotermination counts from now.</summary>
    public void RecordActivity(string clusterId) => With(clusterId, cluster => cluster.LastActivityAt = store.Now);

    public void FailStarts(StartFailure failure)
    {
        lock (gate)
        {
            store.Lifecycle.FailStarts(failure);
        }
    }

    private void With(string clusterId, Action<Cluster> action) => With(clusterId, cluster =>
    {
        action(cluster);
        return true;
    });

    private T With<T>(string clusterId, Func<Cluster, T> read)
    {
        lock (gate)
        {
            return store.Exists(clusterId) ? read(store.Get(clusterId)) : throw new KeyNotFoundException($"There is no cluster {clusterId}.");
        }
    }
}
