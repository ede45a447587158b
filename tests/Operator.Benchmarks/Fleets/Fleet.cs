using System.Globalization;
using Operator.Benchmarks.Processes;

namespace Operator.Benchmarks.Fleets;

/// <summary>A number of objects of one kind in a namespace of their own.</summary>
internal sealed class Fleet(ControlPlane plane, FleetKind kind, string @namespace, int count)
{
    /// <summary>As many as the operator's clients send at a time to a workspace unless its limits say otherwise.</summary>
    private const int Concurrency = 16;

    public FleetKind Kind => kind;

    public string Namespace => @namespace;

    public IReadOnlyList<string> Names { get; } =
        [.. Enumerable.Range(0, count).Select(number => $"{@namespace}-{number.ToString(CultureInfo.InvariantCulture)}")];

    private string Objects => $"apis/databricks-operator.io/v1alpha1/namespaces/{@namespace}/{kind.Plural}";

    /// <summary>Makes the namespace and the workspace that the objects use.</summary>
    /// <param name="host">The workspace; null for none, when no operator is to work here.</param>
    /// <param name="limits">The workspace's spec.limits, as JSON.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task PrepareAsync(Uri? host, string limits, CancellationToken cancellationToken)
    {
        await plane.SendAsync(
            HttpMethod.Post, "api/v1/namespaces", $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{@namespace}}}"}}""", cancellationToken);
        if (host is null)
        {
            return;
        }

        await plane.SendAsync(
            HttpMethod.Post,
            $"api/v1/namespaces/{@namespace}/secrets",
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"credential"},"stringData":{"token":"dapi-simulator"}}""",
            cancellationToken);
        await plane.SendAsync(
            HttpMethod.Post,
            $"apis/databricks-operator.io/v1alpha1/namespaces/{@namespace}/databricksworkspaces",
            $$"""
            {"apiVersion":"databricks-operator.io/v1alpha1","kind":"DatabricksWorkspace","metadata":{"name":"default"},"spec":{
              "host":"{{host.GetLeftPart(UriPartial.Authority)}}","limits":{{limits}},
              "auth":{"token":{"secretKeyRef":{"name":"credential","key":"token"} } } } }
            """,
            cancellationToken);
    }

    public Task CreateAsync(CancellationToken cancellationToken) =>
        EachAsync((name, token) => plane.SendAsync(HttpMethod.Post, Objects, kind.Manifest(name), token), cancellationToken);

    public Task DeleteAsync(CancellationToken cancellationToken) =>
        EachAsync((name, token) => plane.SendAsync(HttpMethod.Delete, $"{Objects}/{name}", null, token), cancellationToken);

    /// <returns>The object as it is afterwards.</returns>
    public Task<string> PatchAsync(string name, string patch, CancellationToken cancellationToken, string subresource = "") =>
        plane.SendAsync(HttpMethod.Patch, $"{Objects}/{name}{subresource}", patch, cancellationToken);

    public ReadinessWatch Watch(CancellationToken cancellationToken) => ReadinessWatch.Open(plane, Objects, cancellationToken);

    public Task EachAsync(Func<string, CancellationToken, Task> action, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Names,
        new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
        async (name, token) => await action(name, token));
}
