using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Libraries;

/// <summary>Libraries are no part of the cluster object (behavior §4.1): they have operations of their own.</summary>
internal sealed class LibraryOperations(ClusterStore clusters, FailingLibraries failing) : IOperationFamily
{
    private static readonly string[] Versions = ["2.0"];
    private static readonly string[] Kinds = ["jar", "egg", "whl", "pypi", "maven", "cran", "requirements"];

    public IEnumerable<ApiOperation> Operations =>
    [
        ApiOperation.Write("libraries/install", Versions, Install),
        ApiOperation.Write("libraries/uninstall", Versions, Uninstall),
        ApiOperation.Read("libraries/cluster-status", Versions, ClusterStatus),
        ApiOperation.Read("libraries/all-cluster-statuses", Versions, AllStatuses),
    ];

    private ApiResponse Install(ApiRequest request)
    {
        var cluster = clusters.Get(request.Body.Required("cluster_id"));
        foreach (var library in LibrariesOf(request))
        {
            if (Find(cluster, library) is { } installed)
            {
                installed.Keep();
            }
            else
            {
                cluster.Libraries.Add(new InstalledLibrary(library, clusters.Now));
            }
        }

        return ApiResponse.Json([]);
    }

    private ApiResponse Uninstall(ApiRequest request)
    {
        var cluster = clusters.Get(request.Body.Required("cluster_id"));
        foreach (var library in LibrariesOf(request))
        {
            Find(cluster, library)?.MarkForRemoval(cluster);
        }

        return ApiResponse.Json([]);
    }

    private ApiResponse ClusterStatus(ApiRequest request)
    {
        var id = request.QueryText("cluster_id") ?? throw ApiException.InvalidParameter("Missing required field: cluster_id");
        return ApiResponse.Json(StatusOf(clusters.Get(id)));
    }

    private ApiResponse AllStatuses(ApiRequest request)
    {
        var statuses = new JsonArray([.. clusters.All().Where(cluster => cluster.Libraries.Count > 0).Select(StatusOf)]);
        return ApiResponse.Json(statuses.Count == 0 ? [] : new JsonObject { ["statuses"] = statuses });
    }

    private JsonObject StatusOf(Cluster cluster)
    {
        var status = new JsonObject { ["cluster_id"] = cluster.Id };
        if (cluster.Libraries.Count > 0)
        {
            status["library_statuses"] = new JsonArray([.. cluster.Libraries.Select(library => Row(cluster, library))]);
        }

        return status;
    }

    private JsonObject Row(Cluster cluster, InstalledLibrary installed)
    {
        var failure = failing.MessageFor(installed.Library);
        var status = installed.StatusOn(cluster, clusters.Now, clusters.Options.LibraryInstallDuration, failure is not null);
        var row = new JsonObject
        {
            ["library"] = installed.Library.DeepClone(),
            ["status"] = status,
            ["is_library_for_all_clusters"] = false,
        };
        if (status == "FAILED")
        {
            row["messages"] = new JsonArray(failure);
        }

        return row;
    }

    private static InstalledLibrary? Find(Cluster cluster, JsonObject library) =>
        cluster.Libraries.Find(installed => JsonNode.DeepEquals(installed.Library, library));

    private static List<JsonObject> LibrariesOf(ApiRequest request)
    {
        var libraries = request.Body.Array("libraries")?.Select(library => (library as JsonObject ?? []).Compact()).ToList() ?? [];
        return libraries.TrueForAll(library => library.Count == 1 && Kinds.Contains(library.Single().Key))
            ? libraries
            : throw ApiException.InvalidParameter($"Each library must have exactly one of {string.Join(", ", Kinds)}.");
    }
}
