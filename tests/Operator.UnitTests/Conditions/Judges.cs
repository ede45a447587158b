using System.Text.Json.Nodes;
using Operator.UnitTests.GitOps;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Conditions;

/// <summary>What tools that wait for an object make of it as the API server has it.</summary>
internal static class Judges
{
    private static readonly ArgoScripts Scripts = new(Repository.Root);

    /// <summary>kstatus: deletion, then the generation, then the first of Reconciling and Stalled that is True, then Ready.</summary>
    public static string Kstatus(JsonObject resource)
    {
        if (resource["metadata"]!["deletionTimestamp"] is not null)
        {
            return "Terminating";
        }

        if (resource["status"]?["observedGeneration"] is { } observed && $"{observed}" != $"{resource["metadata"]!["generation"]}")
        {
            return "InProgress";
        }

        var conditions = (resource["status"]?["conditions"] as JsonArray ?? [])
            .Select(one => (Type: (string)one!["type"]!, Status: (string)one["status"]!)).ToList();
        foreach (var (type, _) in conditions.Where(one => one is { Type: "Reconciling" or "Stalled", Status: "True" }))
        {
            return type == "Stalled" ? "Failed" : "InProgress";
        }

        return conditions.Find(one => one.Type == "Ready").Status is null or "True" ? "Current" : "InProgress";
    }

    /// <summary>Argo CD, with the health script of config/argocd.</summary>
    public static (string Status, string Message) Argo(JsonObject resource) => Scripts.Health(resource);
}
