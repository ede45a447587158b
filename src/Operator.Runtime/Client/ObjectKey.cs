using k8s;
using k8s.Models;

namespace Operator.Runtime.Client;

/// <summary>The identity of an object within its kind: what queues and stores are keyed by.</summary>
public readonly record struct ObjectKey(string? Namespace, string Name)
{
    public static ObjectKey Of(IKubernetesObject<V1ObjectMeta> entity) =>
        new(entity.Metadata.NamespaceProperty, entity.Metadata.Name);

    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}
