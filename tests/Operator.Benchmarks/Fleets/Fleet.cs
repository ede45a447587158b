using System.Globalization;
using System.Text.Json.Nodes;
using Operator.Benchmarks.Processes;

namespace Operator.Benchmarks.Fleets;

/// <summary>A number of objects of one kind in one namespace.</summary>
/// <param name="plane">Where they are.</param>
/// <param name="kind">Of each.</param>
/// <param name="namespace">Which must be there.</param>
/// <param name="prefix">Of their names.</param>
/// <param name="count">How many.</param>
/// <param name="job">The job that runs are of.</param>
internal sealed class Fleet(ControlPlane plane, FleetKind kind, string @namespace, string prefix, int count, string job)
{
    /// <summary>As many as the operator's clients send at a time to a workspace unless its limits say otherwise.</summary>
    private const int Concurrency = 16;

    public FleetKind Kind => kind;

    public string Namespace => @namespace;

    public IReadOnlyList<string> Names { get; } =
        [.. Enumerable.Range(0, count).Select(number => $"{prefix}-{number.ToString(CultureInfo.InvariantCulture)}")];

    private string Objects => $"apis/databricks-operator.io/v1alpha1/namespaces/{@namespace}/{kind.Plural}";

    public Task CreateAsync(CancellationToken cancellationToken) =>
        EachAsync(CreateAsync, cancellationToken);

    public Task CreateAsync(string name, CancellationToken cancellationToken) =>
        plane.SendAsync(HttpMethod.Post, Objects, kind.Manifest(name, job), cancellationToken);

    public Task DeleteAsync(CancellationToken cancellationToken) => EachAsync(DeleteAsync, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        plane.SendAsync(HttpMethod.Delete, $"{Objects}/{name}", null, cancellationToken);

    /// <returns>Those that are there, as the API server shows them.</returns>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(CancellationToken cancellationToken) =>
        [.. JsonNode.Parse(await plane.SendAsync(HttpMethod.Get, Objects, null, cancellationToken))!["items"]!.AsArray().OfType<JsonNode>()];

    /// <returns>The object as it is afterwards.</returns>
    public Task<string> PatchAsync(string name, string patch, CancellationToken cancellationToken, string subresource = "") =>
        plane.SendAsync(HttpMethod.Patch, $"{Objects}/{name}{subresource}", patch, cancellationToken);

    public ReadinessWatch Watch(TimeProvider time, CancellationToken cancellationToken) =>
        ReadinessWatch.Open(plane, Objects, time, cancellationToken);

    public Task EachAsync(Func<string, CancellationToken, Task> action, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Names,
        new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
        async (name, token) => await action(name, token));
}
