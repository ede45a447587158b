using System.Text.Json.Nodes;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Clusters;

/// <inheritdoc/>
public sealed class ClusterControl : Control<string>
{
    private readonly ClusterStore store;

    internal ClusterControl(ClusterStore store, Lock gate)
        : base(gate) => this.store = store;

    public bool IsPinned(string clusterId) => Locked(() => store.Require(clusterId).Pinned);

    /// <summary>As they were asked for, without those that go with the next restart; none where there is no such cluster.</summary>
    public IReadOnlyList<JsonObject> LibrariesOf(string clusterId) => Locked<IReadOnlyList<JsonObject>>(
        () => [.. (store.Find(clusterId)?.Libraries ?? []).Where(installed => !installed.IsMarkedForRemoval)
            .Select(installed => installed.Library.DeepClone().AsObject())]);

    /// <summary>Creates a cluster from a body of clusters/create as another user would: by API, UI, JOB …</summary>
    public string Create(JsonObject request, string userName, string source = "UI") => Locked(() => store.Create(request, userName, source).Id);

    public void Terminate(string clusterId, TerminationCause reason) =>
        Locked(() => store.Lifecycle.Terminate(store.Require(clusterId), reason, store.Now));

    /// <summary>Housekeeping forgets the cluster, as it does 30 days after termination.</summary>
    public void Purge(string clusterId) => Locked(() => store.Require(clusterId).Purged = true);

    public void RemoveTag(string clusterId, string key) => Change(clusterId, settings => (settings["custom_tags"] as JsonObject)?.Remove(key));

    /// <summary>Changes the settings in force and the spec alike, in any state and without a restart.</summary>
    public void Change(string clusterId, Action<JsonObject> change) => Locked(() =>
    {
        var cluster = store.Require(clusterId);
        change(cluster.Settings);
        change(cluster.Spec);
    });

    /// <summary>A user worked on the cluster: autotermination counts from now.</summary>
    public void RecordActivity(string clusterId) => Locked(() => store.Require(clusterId).LastActivityAt = store.Now);

    public void FailStarts(StartFailure failure) => Locked(() => store.Lifecycle.FailStarts(failure));

    private protected override IReadOnlyList<string> ListIds() => store.Ids;

    private protected override JsonObject? View(string id) => store.Find(id) is { } cluster ? ClusterView.Details(cluster) : null;

    private protected override void Drop(string id) => store.Remove(store.Require(id));
}
