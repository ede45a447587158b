using System.Reflection;
using k8s.Models;

namespace Operator.Runtime.Schema;

internal static class EntityKind
{
    public static KubernetesEntityAttribute Of(Type entity) => entity.GetCustomAttribute<KubernetesEntityAttribute>()
        ?? throw new ArgumentException($"{entity.Name} lacks [KubernetesEntity], so its group, version and plural are unknown.", nameof(entity));
}
