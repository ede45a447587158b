using System.Collections.Frozen;
using Refit;

namespace Operator.Databricks.Http;

/// <summary>Every operation this client can send, one row each. A Refit method without a row fails at its first call (and in a test before that).</summary>
internal static class OperationTable
{
    private static readonly FrozenDictionary<(string Method, string Path), Operation> Rows = new Dictionary<(string, string), Operation>
    {
        [("POST", "/clusters/create")] = new("clusters/create", Repeat.Never, Subject.None, Answers: true),
        [("GET", "/clusters/get")] = new("clusters/get", Repeat.Always, Subject.Addressed, Answers: true),
        [("GET", "/clusters/list")] = new("clusters/list", Repeat.Always, Subject.None, Answers: true),
        [("POST", "/clusters/edit")] = new("clusters/edit", Repeat.WhenRefused, Subject.Named, Answers: false),
        [("POST", "/clusters/resize")] = new("clusters/resize", Repeat.WhenRefused, Subject.Addressed, Answers: false),
        [("POST", "/clusters/start")] = new("clusters/start", Repeat.WhenRefused, Subject.Named, Answers: false),
        [("POST", "/clusters/restart")] = new("clusters/restart", Repeat.WhenRefused, Subject.Named, Answers: false),
        [("POST", "/clusters/delete")] = new("clusters/delete", Repeat.Always, Subject.Addressed, Answers: false),
        [("POST", "/clusters/permanent-delete")] = new("clusters/permanent-delete", Repeat.Always, Subject.Addressed, Answers: false),
        [("POST", "/clusters/events")] = new("clusters/events", Repeat.Always, Subject.Addressed, Answers: true) { OnlyReads = true },
        [("POST", "/clusters/pin")] = new("clusters/pin", Repeat.Always, Subject.Addressed, Answers: false),
        [("POST", "/clusters/unpin")] = new("clusters/unpin", Repeat.Always, Subject.Addressed, Answers: false),
        [("GET", "/clusters/spark-versions")] = new("clusters/spark-versions", Repeat.Always, Subject.None, Answers: true),
        [("GET", "/clusters/list-node-types")] = new("clusters/list-node-types", Repeat.Always, Subject.None, Answers: true),

        [("POST", "/jobs/create")] = new("jobs/create", Repeat.Never, Subject.None, Answers: true),
        [("GET", "/jobs/list")] = new("jobs/list", Repeat.Always, Subject.None, Answers: true),
        [("GET", "/jobs/get")] = new("jobs/get", Repeat.Always, Subject.Addressed, Answers: true),
        [("POST", "/jobs/update")] = new("jobs/update", Repeat.Always, Subject.Named, Answers: false),
        [("POST", "/jobs/reset")] = new("jobs/reset", Repeat.Always, Subject.Named, Answers: false),
        [("POST", "/jobs/delete")] = new("jobs/delete", Repeat.Always, Subject.Addressed, Answers: false),
        // These two carry a token that makes one run of all repetitions.
        [("POST", "/jobs/run-now")] = new("jobs/run-now", Repeat.Always, Subject.Named, Answers: true),
        [("POST", "/jobs/runs/submit")] = new("runs/submit", Repeat.Always, Subject.None, Answers: true),

        [("GET", "/jobs/runs/list")] = new("runs/list", Repeat.Always, Subject.Named, Answers: true),
        [("GET", "/jobs/runs/get")] = new("runs/get", Repeat.Always, Subject.Addressed, Answers: true),
        [("POST", "/jobs/runs/cancel")] = new("runs/cancel", Repeat.Always, Subject.Addressed, Answers: false),
        [("POST", "/jobs/runs/cancel-all")] = new("runs/cancel-all", Repeat.Always, Subject.Addressed, Answers: false),
        [("POST", "/jobs/runs/delete")] = new("runs/delete", Repeat.Always, Subject.Addressed, Answers: false),
        [("POST", "/jobs/runs/repair")] = new("runs/repair", Repeat.WhenRefused, Subject.Named, Answers: true),
        [("GET", "/jobs/runs/export")] = new("runs/export", Repeat.Always, Subject.Addressed, Answers: true),
        [("GET", "/jobs/runs/get-output")] = new("runs/get-output", Repeat.Always, Subject.Addressed, Answers: true),

        [("GET", "/workspace/get-status")] = new("workspace/get-status", Repeat.Always, Subject.Addressed, Answers: true),
        [("GET", "/workspace/list")] = new("workspace/list", Repeat.Always, Subject.Addressed, Answers: true),
        [("GET", "/workspace/export")] = new("workspace/export", Repeat.Always, Subject.Addressed, Answers: true),
        // Without overwriting, a repetition would take its own work for somebody else's.
        [("POST", "/workspace/import")] = new("workspace/import", Repeat.WhenRefused, Subject.None, Answers: false),
        [("POST", "/workspace/mkdirs")] = new("workspace/mkdirs", Repeat.Always, Subject.None, Answers: false),
        [("POST", "/workspace/delete")] = new("workspace/delete", Repeat.Always, Subject.Addressed, Answers: false),

        [("POST", "/libraries/install")] = new("libraries/install", Repeat.Always, Subject.Named, Answers: false),
        [("POST", "/libraries/uninstall")] = new("libraries/uninstall", Repeat.Always, Subject.Named, Answers: false),
        [("GET", "/libraries/cluster-status")] = new("libraries/cluster-status", Repeat.Always, Subject.Addressed, Answers: true),
        [("GET", "/libraries/all-cluster-statuses")] = new("libraries/all-cluster-statuses", Repeat.Always, Subject.None, Answers: true),

        [("POST", "/sql/warehouses")] = new("warehouses/create", Repeat.Never, Subject.None, Answers: true),
        [("GET", "/sql/warehouses")] = new("warehouses/list", Repeat.Always, Subject.None, Answers: true),
        [("GET", "/sql/warehouses/{id}")] = new("warehouses/get", Repeat.Always, Subject.Addressed, Answers: true),
        [("POST", "/sql/warehouses/{id}/edit")] = new("warehouses/edit", Repeat.WhenRefused, Subject.Addressed, Answers: false),
        [("POST", "/sql/warehouses/{id}/start")] = new("warehouses/start", Repeat.Always, Subject.Addressed, Answers: false),
        [("POST", "/sql/warehouses/{id}/stop")] = new("warehouses/stop", Repeat.Always, Subject.Addressed, Answers: false),
        [("DELETE", "/sql/warehouses/{id}")] = new("warehouses/delete", Repeat.Always, Subject.Addressed, Answers: false),

        [("GET", "/permissions/{objectType}/{objectId}")] = new("permissions/get", Repeat.Always, Subject.Addressed, Answers: true),
        [("PUT", "/permissions/{objectType}/{objectId}")] = new("permissions/put", Repeat.Always, Subject.Named, Answers: true),
        [("PATCH", "/permissions/{objectType}/{objectId}")] = new("permissions/patch", Repeat.Always, Subject.Named, Answers: true),

        [("GET", "/preview/scim/v2/Me")] = new("scim/me", Repeat.Always, Subject.None, Answers: true),
    }.ToFrozenDictionary();

    private static readonly HttpRequestOptionsKey<string> PathTemplate = new(HttpRequestMessageOptions.RelativePathTemplate);

    public static IReadOnlyCollection<Operation> All => Rows.Values;

    /// <summary>As the API names them: <c>GET /jobs/get</c>.</summary>
    public static IEnumerable<(string Method, string Path, Operation Operation)> Calls => Rows.Select(row => (row.Key.Method, row.Key.Path, row.Value));

    /// <summary>The row of a request that Refit built.</summary>
    /// <exception cref="InvalidOperationException">There is none: a programming error.</exception>
    public static Operation Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(PathTemplate, out var template) && Find(request.Method.Method, template) is { } operation
            ? operation
            : throw new InvalidOperationException($"{request.Method} {request.RequestUri?.AbsolutePath} has no row in the operation table.");

    /// <summary>True for a request that may change something in the workspace.</summary>
    public static bool IsChange(HttpRequestMessage request) => request.Method != HttpMethod.Get && !Of(request).OnlyReads;

    public static Operation? Find(string method, string pathTemplate) => Rows.GetValueOrDefault((method, pathTemplate));
}
