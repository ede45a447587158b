using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Faults;
using Databricks.Simulator.Runs;

namespace Databricks.Simulator.Hosting;

/// <summary>/_sim: what a person or a script may look at and change from outside. Needs no token and appears in no journal.</summary>
internal sealed class ControlEndpoints(Workspace workspace, SimulatorOptions options)
{
    // A misspelled field of a fault would otherwise make a fault that does something else.
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public void Map(IEndpointRouteBuilder routes)
    {
        MapGet(routes, "/_sim/health", _ => new JsonObject { ["status"] = "ok", ["workspace"] = workspace.Name });
        MapGet(routes, "/_sim/journal", Journal);
        MapGet(routes, "/_sim/faults", _ => Tree(workspace.Faults.Faults));
        MapGet(routes, "/_sim/clock", _ => Clock());
        MapPost<Fault>(routes, "/_sim/faults", fault => Tree(workspace.Faults.Add(fault)));
        MapPost<ClockChange>(routes, "/_sim/clock", Advance);
        MapPost<StartFailure>(routes, "/_sim/start-failures", failure =>
        {
            workspace.Clusters.FailStarts(failure);
            return new JsonObject();
        });
        MapPost<TaskFailure>(routes, "/_sim/task-failures", failure =>
        {
            workspace.Runs.FailTasks(failure);
            return new JsonObject();
        });
        MapPost<TaskResult>(routes, "/_sim/task-results", result =>
        {
            workspace.Runs.AnswerTasks(result);
            return new JsonObject();
        });
        MapDeletes(routes);
    }

    private void MapDeletes(IEndpointRouteBuilder routes)
    {
        routes.MapDelete("/_sim/faults", context =>
        {
            workspace.Faults.Clear();
            return WriteAsync(context, 200, new JsonObject());
        });
        routes.MapDelete("/_sim/faults/{id:long}", context =>
        {
            var id = long.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);
            return WriteAsync(context, workspace.Faults.Remove(id) ? 200 : 404, new JsonObject());
        });
    }

    private JsonNode Journal(HttpContext context)
    {
        _ = long.TryParse(context.Request.Query["after"], out var after);
        return new JsonObject { ["last"] = workspace.Journal.LastSequence, ["entries"] = Tree(workspace.Journal.After(after)) };
    }

    private JsonObject Clock() => new() { ["now"] = options.TimeProvider.GetUtcNow(), ["controllable"] = options.AdvanceClock is not null };

    private JsonObject Advance(ClockChange change)
    {
        var advance = options.AdvanceClock ?? throw new JsonException("This simulator runs on a clock that cannot be moved.");
        if (change.AdvanceSeconds < 0)
        {
            throw new JsonException("advanceSeconds must not be negative: time goes forward.");
        }

        advance(TimeSpan.FromSeconds(change.AdvanceSeconds));
        return Clock();
    }

    private static void MapGet(IEndpointRouteBuilder routes, string path, Func<HttpContext, JsonNode> read) =>
        routes.MapGet(path, context => WriteAsync(context, 200, read(context)));

    private static void MapPost<T>(IEndpointRouteBuilder routes, string path, Func<T, JsonNode> handle) => routes.MapPost(path, async context =>
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Format, context.RequestAborted)
                ?? throw new JsonException("A body is needed.");
            await WriteAsync(context, 200, handle(body));
        }
        catch (JsonException mistake)
        {
            await WriteAsync(context, 400, new JsonObject { ["message"] = mistake.Message });
        }
    });

    private static JsonNode Tree<T>(T value) => JsonSerializer.SerializeToNode(value, Format)!;

    private static Task WriteAsync(HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private sealed record ClockChange
    {
        public required double AdvanceSeconds { get; init; }
    }
}
