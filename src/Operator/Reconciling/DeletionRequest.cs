using k8s;
using k8s.Models;
using Operator.Api.V1Alpha1;

namespace Operator.Reconciling;

/// <summary>What is to become of the remote object, from spec and annotations.</summary>
internal static class DeletionRequest
{
    public static bool IsAbandoned(IKubernetesObject<V1ObjectMeta> entity) => Annotation(entity, Annotations.Abandon) == "true";

    /// <summary>Null when the annotation's value is none of the policies: then nothing is deleted on a guess.</summary>
    public static DeletionPolicy? PolicyOf(IDatabricksResource entity) =>
        Annotation(entity, Annotations.DeletionPolicy) is { } text
            ? Enum.GetValues<DeletionPolicy>().Cast<DeletionPolicy?>().FirstOrDefault(policy => policy.ToString() == text && IsKnownTo(entity, policy))
            : entity.Spec.Policies?.Deletion ?? DeletionPolicy.Delete;

    /// <summary>What is wrong with the annotations, for people; null when nothing is.</summary>
    public static string? Problem(IKubernetesObject<V1ObjectMeta> entity)
    {
        if (entity is IDatabricksResource resource && PolicyOf(resource) is null)
        {
            return $"The annotation {Annotations.DeletionPolicy} must be {Policies(entity)}, not \"{Annotation(entity, Annotations.DeletionPolicy)}\"";
        }

        return Annotation(entity, Annotations.Abandon) is { } abandon and not ("true" or "false")
            ? $"The annotation {Annotations.Abandon} must be \"true\" or \"false\", not \"{abandon}\""
            : null;
    }

    /// <summary>Only a cluster can be stopped and stay.</summary>
    private static bool IsKnownTo(IDatabricksResource entity, DeletionPolicy? policy) => policy != DeletionPolicy.Terminate || entity is DatabricksCluster;

    private static string Policies(IKubernetesObject<V1ObjectMeta> entity) => entity is DatabricksCluster ? "Delete, Retain or Terminate" : "Delete or Retain";

    private static string? Annotation(IKubernetesObject<V1ObjectMeta> entity, string name) =>
        entity.Metadata.Annotations?.TryGetValue(name, out var value) == true && value.Length > 0 ? value : null;
}
