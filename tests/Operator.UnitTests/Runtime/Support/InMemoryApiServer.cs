using System.Net;
using System.Text.Json.Nodes;

namespace Operator.UnitTests.Runtime.Support;

/// <summary>Stores objects like an API server: resource versions, uids, preconditions, merge patches, finalizers. No lists, no watches.</summary>
internal sealed class InMemoryApiServer
{
    /// <summary>The group whose schemas have a default for a status.</summary>
    private const string Ours = "databricks-operator.io/";

    private readonly Lock gate = new();
    private readonly Dictionary<string, JsonObject> objects = [];
    private int version = 100;
    private int writes;

    /// <summary>As they are now; later writes do not show in it.</summary>
    public IReadOnlyDictionary<string, JsonObject> Objects
    {
        get
        {
            lock (gate)
            {
                return objects.ToDictionary(pair => pair.Key, pair => (JsonObject)pair.Value.DeepClone());
            }
        }
    }

    public int Writes => Volatile.Read(ref writes);

    /// <summary>One of them; null when there is none.</summary>
    public JsonObject? Find(string path)
    {
        lock (gate)
        {
            return (JsonObject?)objects.GetValueOrDefault(path)?.DeepClone();
        }
    }

    /// <summary>Changes an object as somebody else would.</summary>
    public void Edit(string path, Action<JsonObject> edit)
    {
        lock (gate)
        {
            edit(objects[path]);
            Touch(objects[path]);
        }
    }

    public void Put(string path, JsonObject item)
    {
        lock (gate)
        {
            objects[path] = item;
            Touch(item);
        }
    }

    public void Remove(string path)
    {
        lock (gate)
        {
            objects.Remove(path);
        }
    }

    public HttpResponseMessage Answer(StubRequest request)
    {
        lock (gate)
        {
            return AnswerLocked(request);
        }
    }

    private HttpResponseMessage AnswerLocked(StubRequest request)
    {
        if (request.Method == HttpMethod.Post)
        {
            return Create(request);
        }

        var path = request.Path.EndsWith("/status", StringComparison.Ordinal) ? request.Path[..^"/status".Length] : request.Path;
        if (!objects.TryGetValue(path, out var stored))
        {
            return StubApiServer.Refusal(HttpStatusCode.NotFound, "NotFound");
        }

        return request.Method == HttpMethod.Get ? StubApiServer.Json(stored.ToJsonString())
            : request.Method == HttpMethod.Delete ? Delete(request, path, stored)
            : Write(request, path, stored);
    }

    private HttpResponseMessage Create(StubRequest request)
    {
        var item = (JsonObject)JsonNode.Parse(request.Body)!;
        var path = $"{request.Path}/{item["metadata"]!["name"]}";
        if (objects.ContainsKey(path))
        {
            return StubApiServer.Refusal(HttpStatusCode.Conflict, "AlreadyExists");
        }

        item["metadata"]!["uid"] ??= $"uid-{version}";
        return Store(path, item, HttpStatusCode.Created);
    }

    private HttpResponseMessage Write(StubRequest request, string path, JsonObject stored)
    {
        var body = (JsonObject)JsonNode.Parse(request.Body)!;
        foreach (var precondition in new[] { "uid", "resourceVersion" })
        {
            if (body["metadata"]?[precondition] is { } wanted && !JsonNode.DeepEquals(wanted, stored["metadata"]![precondition]))
            {
                return StubApiServer.Refusal(HttpStatusCode.Conflict, "Conflict", $"{precondition} differs");
            }
        }

        var written = request.Method == HttpMethod.Patch ? (JsonObject)JsonMergePatch.Apply(stored, body)! : body;
        if (written["metadata"]!["deletionTimestamp"] is not null && written["metadata"]!["finalizers"] is null or JsonArray { Count: 0 })
        {
            // The real one answers with what it has deleted, which is the object before this write.
            objects.Remove(path);
            return StubApiServer.Json(stored.ToJsonString());
        }

        return Store(path, written, HttpStatusCode.OK);
    }

    /// <summary>With finalizers an object stays, marked as being deleted.</summary>
    private HttpResponseMessage Delete(StubRequest request, string path, JsonObject stored)
    {
        foreach (var (precondition, wanted) in JsonNode.Parse(request.Body)!["preconditions"]?.AsObject() ?? [])
        {
            if (!JsonNode.DeepEquals(wanted, stored["metadata"]![precondition]))
            {
                return StubApiServer.Refusal(HttpStatusCode.Conflict, "Conflict", $"{precondition} differs");
            }
        }

        if (stored["metadata"]!["finalizers"] is not JsonArray { Count: > 0 })
        {
            objects.Remove(path);
            return StubApiServer.Json(stored.ToJsonString());
        }

        stored["metadata"]!["deletionTimestamp"] = "2026-03-09T12:00:00Z";
        return Store(path, stored, HttpStatusCode.OK);
    }

    private HttpResponseMessage Store(string path, JsonObject item, HttpStatusCode status)
    {
        Touch(item);
        objects[path] = item;
        Volatile.Write(ref writes, writes + 1);
        return StubApiServer.Json(item.ToJsonString(), status);
    }

    private void Touch(JsonObject item)
    {
        item["metadata"]!["resourceVersion"] = $"{++version}";
        var isOurs = ((string?)item["apiVersion"])?.StartsWith(Ours, StringComparison.Ordinal) == true;
        if (isOurs && (item["status"] is not JsonObject status || status.All(field => field.Value is null or JsonArray { Count: 0 })))
        {
            item["status"] = new JsonObject { ["observedGeneration"] = -1L };
        }
    }
}
