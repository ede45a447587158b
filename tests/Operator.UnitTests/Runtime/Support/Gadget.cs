using k8s;
using k8s.Models;
using Operator.Runtime.Client;

namespace Operator.UnitTests.Runtime.Support;

/// <summary>A kind that is only watched, for its metadata.</summary>
[KubernetesEntity(Group = "test.databricks-operator.io", ApiVersion = "v1", Kind = "Gadget", PluralName = "gadgets")]
[MetadataOnly]
public sealed class Gadget : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();
}
