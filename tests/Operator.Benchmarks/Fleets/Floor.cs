using System.Net.Http.Headers;
using System.Text;
using Databricks.Simulator.Hosting;
using Operator.Benchmarks.Processes;

namespace Operator.Benchmarks.Fleets;

/// <summary>The least that an operator must do for each new object: a finalizer, one call to create it, and one status.</summary>
internal static class Floor
{
    /// <summary>It stands for the finalizer: an annotation costs the same and lets the objects be deleted without an operator.</summary>
    private const string Mark = """{"metadata":{"annotations":{"databricks-operator.io/floor":"true"}}}""";

    private const string Status = """
        {"status":{"conditions":[{"type":"Ready","status":"True","reason":"Available","message":"","observedGeneration":1,
        "lastTransitionTime":"2026-01-01T00:00:00Z"}]}}
        """;

    public static async Task<double> SecondsAsync(ControlPlane plane, FleetKind kind, int count, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { TimeProvider = time }, cancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = simulator.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", WorkspaceOptions.DefaultToken);
        var fleet = new Fleet(plane, kind, $"floor-{kind.Name}", count);
        await fleet.PrepareAsync(null, "", cancellationToken);
        await fleet.CreateAsync(cancellationToken);
        var started = time.GetTimestamp();
        await fleet.EachAsync(
            async (name, token) =>
            {
                await fleet.PatchAsync(name, Mark, token);
                await CreateAsync(client, kind, name, token);
                await fleet.PatchAsync(name, Status, token, "/status");
            },
            cancellationToken);
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        await fleet.DeleteAsync(cancellationToken);
        return seconds;
    }

    private static async Task CreateAsync(HttpClient client, FleetKind kind, string name, CancellationToken cancellationToken)
    {
        using var body = new StringContent(kind.CreateBody(name), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(kind.CreatePath, UriKind.Relative), body, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{kind.CreatePath}: {response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }
}
