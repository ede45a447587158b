using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Clusters;

internal sealed class ClusterOperations(ClusterStore store, Cloud cloud) : IOperationFamily
{
    private static readonly string[] Versions = ["2.0", "2.1"];
    private readonly ClusterListing listing = new(store);

    public IEnumerable<ApiOperation> Operations =>
    [
        ApiOperation.Write("clusters/create", Versions, Create),
        ApiOperation.Read("clusters/get", Versions, Get),
        ApiOperation.Read("clusters/list", Versions, request => ApiResponse.Json(listing.Answer(request))),
        ApiOperation.Write("clusters/edit", Versions, Change((cluster, request) => store.Edit(cluster, request.Body, request.UserName))),
        ApiOperation.Write("clusters/update", Versions, Change(Update)),
        ApiOperation.Write("clusters/resize", Versions, Change(Resize)),
        ApiOperation.Write("clusters/start", Versions, Change(Start)),
        ApiOperation.Write("clusters/restart", Versions, Change((cluster, _) => store.Lifecycle.Restart(cluster, store.Now))),
        ApiOperation.Write("clusters/delete", Versions, Change(Terminate)),
        ApiOperation.Write("clusters/permanent-delete", Versions, Change(PermanentDelete)),
        ApiOperation.Write("clusters/pin", Versions, Change(Pin)),
        ApiOperation.Write("clusters/unpin", Versions, Change(Unpin)),
        ApiOperation.Write("clusters/events", Versions, Events) with { Mutating = false },
        ApiOperation.Read("clusters/spark-versions", Versions, _ => ApiResponse.Json(Catalog.SparkVersions())),
        ApiOperation.Read("clusters/list-node-types", Versions, _ => ApiResponse.Json(Catalog.NodeTypes(cloud))),
    ];

    private Func<ApiRequest, ApiResponse> Change(Action<Cluster, ApiRequest> change) => request =>
    {
        change(store.Get(request.Body.Required("cluster_id")), request);
        return ApiResponse.Json([]);
    };

    private ApiResponse Create(ApiRequest request)
    {
        var cluster = store.Create(request.Body, request.UserName, "API");
        return ApiResponse.Json(new JsonObject { ["cluster_id"] = cluster.Id });
    }

    private ApiResponse Get(ApiRequest request)
    {
        var id = request.QueryText("cluster_id") ?? throw ApiException.InvalidParameter("Missing required field: cluster_id");
        var cluster = store.Get(id);
        return cluster.Hidden.MissGet() ? throw ClusterStore.Missing(id) : ApiResponse.Json(ClusterView.Details(cluster));
    }

    private void Update(Cluster cluster, ApiRequest request)
    {
        var mask = request.Body.Required("update_mask");
        var update = request.Body.Object("cluster") ?? [];
        var settings = cluster.Spec.Copy();
        settings.Remove("num_workers");
        settings.Remove("autoscale");
        // A resize since then is kept: a partial update that does not speak of the size does not undo it.
        settings.Overlay(ClusterLifecycle.SizeOf(cluster.Settings));
        store.Edit(cluster, UpdateMask.Apply(settings, update, mask), request.UserName);
    }

    private void Resize(Cluster cluster, ApiRequest request)
    {
        ClusterLifecycle.RequireState(cluster, ClusterState.Running);
        var size = request.Body.Compact();
        ClusterValidator.CheckResize(size);

        // A fixed size drops the autoscale block (behavior §2.2), an autoscale block the fixed size; neither touches the spec (behavior §4.1).
        cluster.Settings.Remove("autoscale");
        cluster.Settings.Remove("num_workers");
        foreach (var name in (ReadOnlySpan<string>)["autoscale", "num_workers"])
        {
            if (size[name] is { } value)
            {
                cluster.Settings[name] = value.DeepClone();
            }
        }

        ClusterLifecycle.ResetToMinimum(cluster.Settings);
        store.Lifecycle.Resize(cluster, store.Now);
    }

    private void Start(Cluster cluster, ApiRequest request)
    {
        ClusterStore.RequireNotJobCluster(cluster, "started");
        store.Lifecycle.Start(cluster, store.Now);
    }

    private void Terminate(Cluster cluster, ApiRequest request) =>
        store.Lifecycle.Terminate(cluster, TerminationCause.ByUser(request.UserName), store.Now);

    private void PermanentDelete(Cluster cluster, ApiRequest request)
    {
        if (cluster.Pinned)
        {
            throw ApiException.InvalidState($"Cluster {cluster.Id} is pinned, unpin the cluster first.");
        }

        Terminate(cluster, request);
        cluster.RemoveWhenTerminated = true;
    }

    private void Pin(Cluster cluster, ApiRequest request)
    {
        if (!cluster.Pinned && store.All().Count(other => other.Pinned) >= store.Options.PinnedLimit)
        {
            throw ApiException.InvalidParameter($"The workspace already has the maximum of {store.Options.PinnedLimit} pinned clusters.");
        }

        SetPinned(cluster, request.UserName, true);
    }

    private void Unpin(Cluster cluster, ApiRequest request) => SetPinned(cluster, request.UserName, false);

    private void SetPinned(Cluster cluster, string user, bool pinned)
    {
        if (cluster.Pinned == pinned)
        {
            return;
        }

        cluster.Pinned = pinned;
        cluster.UnpinnedAt = pinned ? null : store.Now;
        cluster.Log(store.Now, pinned ? "PINNED" : "UNPINNED", new JsonObject { ["user"] = user });
    }

    private ApiResponse Events(ApiRequest request) =>
        ApiResponse.Json(EventListing.Answer(store.Get(request.Body.Required("cluster_id")), request.Body));
}
