using k8s;
using k8s.Models;
using Operator.Api.V1Alpha1;

namespace Operator.Reconciling;

/// <summary>What is to become of the remote object, from spec and annotations.</summary>
internal static class DeletionAnnotations
{
    public static bool IsAbandoned(IKubernetesObject<V1ObjectMeta> entity) => Annotation(entity, Annotations.Abandon) == "true";

    /// <summary>Null when the annotation's value is none of the policies: then nothing is deleted on a guess.</summary>
    public static DeletionPolicy? PolicyOf(IDatabricksResource entity) =>
        Annotation(entity, Annotations.DeletionPolicy) is { } text
            ? entity.Spec.DeletionPolicies.Cast<DeletionPolicy?>().FirstOrDefault(policy => policy.ToString() == text)
            : entity.Spec.Policies?.Deletion ?? DeletionPolicy.Delete;

    /// <summary>What is wrong with the annotations, for people; null when nothing is.</summary>
    public static string? Problem(IKubernetesObject<V1ObjectMeta> entity)
    {
        if (entity is IDatabricksResource resource && PolicyOf(resource) is null)
        {
            var given = Annotation(entity, Annotations.DeletionPolicy);
            return $"The annotation {Annotations.DeletionPolicy} must be {Listed(resource.Spec.DeletionPolicies)}, not \"{given}\"";
        }

        return Annotation(entity, Annotations.Abandon) is { } abandon and not ("true" or "false")
            ? $"The annotation {Annotations.Abandon} must be \"true\" or \"false\", not \"{abandon}\""
            : null;
    }

    private static string Listed(IReadOnlyList<DeletionPolicy> policies) => $"{string.Join(", ", policies.SkipLast(1))} or {policies[^1]}";

    private static string? Annotation(IKubernetesObject<V1ObjectMeta> entity, string name) =>
        entity.Metadata.Annotations?.TryGetValue(name, out var value) == true && value.Length > 0 ? value : null;
}
