using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace Operator.UnitTests.Memory;

/// <summary>
/// A workspace that keeps what exists and nothing of what is gone, so that all that is left in a process after a churn is the operator's. It is unkind where
/// that makes the operator remember something: no cluster ever comes up, and no permission is taken.
/// </summary>
internal sealed class ForgetfulDatabricks : HttpMessageHandler
{
    private readonly Dictionary<string, JsonObject> objects = new(StringComparer.Ordinal);
    private long last = 1000;

    public int Count => objects.Count;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        string? Given(string name) => query[name] ?? (body[name] is { } value ? $"{value}" : null);
        var path = request.RequestUri.AbsolutePath;
        var answer = string.Join('/', path.Split('/').Skip(3)) switch
        {
            "clusters/create" => Create("cluster_id", "cluster", body, id => $"c-{id}"),
            "clusters/get" => Get($"cluster {Given("cluster_id")}"),
            "clusters/permanent-delete" => Remove($"cluster {Given("cluster_id")}"),
            "jobs/create" => Create("job_id", "job", new JsonObject { ["settings"] = body }, id => id),
            "jobs/get" => Get($"job {Given("job_id")}"),
            "jobs/delete" => Remove($"job {Given("job_id")}"),
            "jobs/run-now" => Create("run_id", "run", JsonNode.Parse("""{"job_id":1,"state":{"life_cycle_state":"RUNNING"}}""")!.AsObject(), id => id),
            "jobs/runs/get" => Get($"run {Given("run_id")}"),
            "jobs/runs/cancel" => Remove($"run {Given("run_id")}"),
            "workspace/get-status" => Get($"path {Given("path")}"),
            "workspace/export" => Get($"path {Given("path")}"),
            "workspace/import" => Import(body),
            "workspace/delete" => Remove($"path {Given("path")}"),
            "preview/scim/v2/Me" => new JsonObject { ["userName"] = "operator@example.com" },
            _ => [],
        };
        var response = answer is null
            ? Response(HttpStatusCode.NotFound, """{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"Cluster c, Job 1, Run 1, or path does not exist."}""")
            : Response(HttpStatusCode.OK, answer.ToJsonString());
        response.RequestMessage = request;
        return response;
    }

    private static HttpResponseMessage Response(HttpStatusCode status, string json) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    private JsonObject Create(string field, string kind, JsonObject content, Func<long, object> id)
    {
        var shown = id(++last);
        content[field] = shown is long number ? number : (string)shown;
        if (kind == "cluster")
        {
            content["state"] = "TERMINATED";
            content["termination_reason"] = new JsonObject { ["code"] = "CLOUD_PROVIDER_LAUNCH_FAILURE", ["type"] = "CLOUD_FAILURE" };
        }

        objects[$"{kind} {shown}"] = content;
        return new JsonObject { [field] = content[field]!.DeepClone() };
    }

    private JsonObject Import(JsonObject body)
    {
        objects[$"path {body["path"]}"] = new JsonObject
        {
            ["path"] = $"{body["path"]}",
            ["object_type"] = "NOTEBOOK",
            ["language"] = "PYTHON",
            ["object_id"] = ++last,
            ["modified_at"] = last,
            ["content"] = $"{body["content"]}",
        };
        return [];
    }

    private JsonObject? Get(string key) => objects.TryGetValue(key, out var found) ? found.DeepClone().AsObject() : null;

    private JsonObject? Remove(string key) => objects.Remove(key) ? [] : null;
}
