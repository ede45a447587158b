using System.Text.Json.Nodes;
using System.Collections.Concurrent;
using Operator.Benchmarks.Processes;
using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Fleets;

/// <summary>The least that an operator must do: for a new object a finalizer, one call and one status; for an edit one call.</summary>
/// <param name="Seconds">All objects, with as many requests at a time as the operator may send.</param>
/// <param name="ApiServerMilliseconds">CPU time of the API server and of etcd for one object.</param>
/// <param name="CreateMilliseconds">How long the workspace takes for a create in that loop: the median.</param>
/// <param name="EditMilliseconds">A patch and a call, one after the other and nothing else going on: the median.</param>
internal sealed record Floor(double Seconds, double ApiServerMilliseconds, double CreateMilliseconds, double EditMilliseconds)
{
    private const int Edits = 50;

    /// <summary>It stands for the finalizer: an annotation costs the same and lets the objects be deleted without an operator.</summary>
    private const string Mark = """{"metadata":{"annotations":{"databricks-operator.io/floor":"true"}}}""";

    private const string Status = """
        {"status":{"conditions":[{"type":"Ready","status":"True","reason":"Available","message":"","observedGeneration":1,
        "lastTransitionTime":"2026-01-01T00:00:00Z"}]}}
        """;

    public static async Task<Floor> MeasureAsync(ControlPlane plane, FleetKind kind, int count, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(time, cancellationToken);
        var @namespace = $"floor-{kind.Name}";
        await Tenant.CreateNamespaceAsync(plane, @namespace, cancellationToken);
        var fleet = new Fleet(plane, kind, @namespace, "floor", count, workspace.Job);
        await fleet.CreateAsync(cancellationToken);
        var creates = new ConcurrentBag<double>();
        var (started, before) = (time.GetTimestamp(), plane.Processor);
        await fleet.EachAsync(
            async (name, token) =>
            {
                await fleet.PatchAsync(name, Mark, token);
                creates.Add(await TimedAsync(() => CreateAsync(workspace, kind, name, token), time));
                await fleet.PatchAsync(name, Status, token, "/status");
            },
            cancellationToken);
        var (seconds, processor) = (time.GetElapsedTime(started).TotalSeconds, plane.Processor - before);
        var edits = await EditAsync(fleet, workspace, time, cancellationToken);
        await fleet.DeleteAsync(cancellationToken);
        return new Floor(seconds, processor.TotalMilliseconds / count, Percentile.Of(creates, 0.5), Percentile.Of(edits, 0.5));
    }

    private static async Task<List<double>> EditAsync(Fleet fleet, SimulatedWorkspace workspace, TimeProvider time, CancellationToken cancellationToken)
    {
        List<double> milliseconds = [];
        foreach (var name in fleet.Names.Take(Edits))
        {
            milliseconds.Add(await TimedAsync(
                async () =>
                {
                    await fleet.PatchAsync(name, Mark.Replace("true", "edited", StringComparison.Ordinal), cancellationToken);
                    await CreateAsync(workspace, fleet.Kind, $"{name}-edited", cancellationToken);
                },
                time));
        }

        return milliseconds;
    }

    private static async Task<double> TimedAsync(Func<Task> action, TimeProvider time)
    {
        var started = time.GetTimestamp();
        await action();
        return time.GetElapsedTime(started).TotalMilliseconds;
    }

    private static Task<JsonNode> CreateAsync(
        SimulatedWorkspace workspace, FleetKind kind, string name, CancellationToken cancellationToken) =>
        workspace.PostAsync(kind.CreatePath, kind.CreateBodyOf(name, workspace.Job), cancellationToken);
}
