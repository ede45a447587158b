using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;

namespace Operator.IntegrationTests.EveryField;

/// <summary>How one kind looks from the workspace's side.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="IdField">In the status.</param>
/// <param name="Reads">What of the REST API shows all of an object: paths, with the id for {0}.</param>
/// <param name="Change">Changes its settings as somebody else would, in each place the workspace keeps them.</param>
internal sealed record FieldKind(string Kind, string IdField, IReadOnlyList<string> Reads, Action<SimulatorHost, string, Action<JsonObject>> Change)
{
    /// <summary>What happens to an object without anybody changing a setting.</summary>
    private static readonly HashSet<string> Life = new(StringComparer.Ordinal)
    {
        "start_time", "last_restarted_time", "last_state_loss_time", "last_activity_time", "spark_context_id", "driver", "executors", "state", "state_message",
        "status",
        "messages", "jdbc_port", "terminated_time", "termination_reason", "cluster_memory_mb", "cluster_cores",
    };

    private static readonly SocketsHttpHandler Handler = new();

    public static readonly FieldKind Clusters = new(
        "DatabricksCluster", "clusterId",
        ["api/2.1/clusters/get?cluster_id={0}", "api/2.0/libraries/cluster-status?cluster_id={0}", "api/2.0/permissions/clusters/{0}"],
        (simulator, id, change) => simulator.Workspace.Clusters.Change(id, change));

    public static readonly FieldKind Jobs = new(
        "DatabricksJob", "jobId",
        ["api/2.1/jobs/get?job_id={0}", "api/2.0/permissions/jobs/{0}"],
        (simulator, id, change) => simulator.Workspace.Jobs.Change(long.Parse(id, CultureInfo.InvariantCulture), change));

    public static readonly FieldKind Warehouses = new(
        "DatabricksSqlWarehouse", "warehouseId",
        ["api/2.0/sql/warehouses/{0}", "api/2.0/permissions/sql/warehouses/{0}"],
        (simulator, id, change) => simulator.Workspace.Warehouses.Change(id, change));

    public string Plural => $"{Kind.ToLowerInvariant()}s";

    public async Task<Remote> ReadAsync(SimulatorHost simulator, string id, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(Handler, disposeHandler: false) { BaseAddress = simulator.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", WorkspaceOptions.DefaultToken);
        var shown = new JsonArray();
        foreach (var path in Reads)
        {
            var answer = JsonNode.Parse(await client.GetStringAsync(string.Format(CultureInfo.InvariantCulture, path, id), cancellationToken))!;
            // What was asked for last, which a resize does not move (behavior §4.1): the rest of the answer is what is.
            answer.AsObject().Remove("spec");
            // A job that ran as somebody else can only be told to run as its creator: to leave that out keeps the other (behavior §1.2). It means the same.
            if (answer["settings"]?["run_as"]?["user_name"] is { } runAs && JsonNode.DeepEquals(runAs, answer["creator_user_name"]))
            {
                answer["settings"]!.AsObject().Remove("run_as");
            }

            shown.Add(Lasting(answer));
        }

        if (simulator.Workspace.Clusters.Ids.Contains(id))
        {
            shown.Add(simulator.Workspace.Clusters.IsPinned(id));
        }

        var settings = new List<JsonObject>();
        Change(simulator, id, given => settings.Add(given.DeepClone().AsObject()));
        return new Remote(settings, shown.ToJsonString());
    }

    /// <summary>Somebody sets it to what it was.</summary>
    public void Put(SimulatorHost simulator, string id, Remote remote)
    {
        var place = 0;
        Change(simulator, id, given =>
        {
            given.Clear();
            foreach (var (name, value) in remote.Settings[place++])
            {
                given[name] = value?.DeepClone();
            }
        });
    }

    private static JsonNode Lasting(JsonNode node) => node switch
    {
        JsonObject map => new JsonObject(map.Where(entry => !Life.Contains(entry.Key) && entry.Value is not null)
            .OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Lasting(entry.Value!)))),
        // Lists whose order is the workspace's own come back as they were written last; what has a key or is a grant is compared as a set.
        JsonArray list => new JsonArray([.. list.Where(element => !IsLeaving(element!)).Select(element => Lasting(element!)).OrderBy(
            element => IsKeyed(element) ? element.ToJsonString() : "", StringComparer.Ordinal)]),
        _ => node.DeepClone(),
    };

    /// <summary>A library that goes with the next restart, which nobody asked for.</summary>
    private static bool IsLeaving(JsonNode node) => node is JsonObject map && (string?)map["status"] == "UNINSTALL_ON_RESTART";

    private static bool IsKeyed(JsonNode node) => node is JsonObject map && Keys.Any(map.ContainsKey);

    private static readonly string[] Keys = ["task_key", "job_cluster_key", "environment_key", "all_permissions", "library", "name"];
}
