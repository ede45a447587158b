using Operator.Benchmarks.Processes;
using Operator.Runtime.Client;

namespace Operator.Benchmarks.Fleets;

/// <summary>A namespace, and in it the DatabricksWorkspace that its objects use.</summary>
internal static class Tenant
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500);

    public static Task CreateNamespaceAsync(ControlPlane plane, string name, CancellationToken cancellationToken) => plane.SendAsync(
        HttpMethod.Post, "api/v1/namespaces", $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}"}}""", cancellationToken);

    /// <param name="plane">Where.</param>
    /// <param name="namespace">Which must be there.</param>
    /// <param name="url">Of the workspace.</param>
    /// <param name="limits">Its spec.limits, as JSON.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task CreateWorkspaceAsync(ControlPlane plane, string @namespace, string url, string limits, CancellationToken cancellationToken)
    {
        await plane.SendAsync(
            HttpMethod.Post,
            $"api/v1/namespaces/{@namespace}/secrets",
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"credential"},"stringData":{"token":"dapi-simulator"}}""",
            cancellationToken);
        await plane.SendAsync(
            HttpMethod.Post,
            Workspaces(@namespace),
            $$"""
            {"apiVersion":"databricks-operator.io/v1alpha1","kind":"DatabricksWorkspace","metadata":{"name":"default"},"spec":{
              "host":"{{url}}","limits":{{limits}},"auth":{"token":{"secretKeyRef":{"name":"credential","key":"token"} } } } }
            """,
            cancellationToken);
    }

    /// <summary>Deletes the namespace and all objects in it. Their finalizers are removed here, because the operator that would do it may have ended.</summary>
    public static async Task RemoveAsync(ControlPlane plane, FleetKind kind, string @namespace, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = $"api/v1/namespaces/{@namespace}";
        var left = new Fleet(plane, kind, @namespace, "", 0, "");
        await IsThereAsync(plane.SendAsync(HttpMethod.Delete, path, null, cancellationToken));
        await new Poll(time).UntilAsync(
            async () =>
            {
                // Again each time: what an operator has sent just before it was ended may arrive after a look at the objects.
                await ReleaseAsync(left, cancellationToken);
                return !await IsThereAsync(plane.SendAsync(HttpMethod.Get, path, null, cancellationToken));
            },
            $"the namespace {@namespace} to be gone",
            Patience,
            Often,
            cancellationToken);
    }

    public static Task PatchWorkspaceAsync(ControlPlane plane, string @namespace, string patch, CancellationToken cancellationToken) =>
        plane.SendAsync(HttpMethod.Patch, $"{Workspaces(@namespace)}/default", patch, cancellationToken);

    /// <summary>Another credential for the workspace.</summary>
    public static Task PatchTokenAsync(ControlPlane plane, string @namespace, string token, CancellationToken cancellationToken) => plane.SendAsync(
        HttpMethod.Patch, $"api/v1/namespaces/{@namespace}/secrets/credential", $$$"""{"stringData":{"token":"{{{token}}}"}}""", cancellationToken);

    private static async Task ReleaseAsync(Fleet fleet, CancellationToken cancellationToken)
    {
        foreach (var metadata in (await fleet.ListAsync(cancellationToken)).Select(entity => entity["metadata"]!).Where(one => one["finalizers"] is not null))
        {
            await IsThereAsync(fleet.PatchAsync((string)metadata["name"]!, """{"metadata":{"finalizers":null}}""", cancellationToken));
        }
    }

    private static async Task<bool> IsThereAsync(Task<string> request)
    {
        try
        {
            await request;
            return true;
        }
        catch (ApiServerException exception) when (exception.IsNotFound)
        {
            return false;
        }
    }

    private static string Workspaces(string @namespace) => $"apis/databricks-operator.io/v1alpha1/namespaces/{@namespace}/databricksworkspaces";
}
