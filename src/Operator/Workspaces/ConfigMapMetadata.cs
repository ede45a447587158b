using k8s;
using k8s.Models;
using Operator.Runtime.Client;

namespace Operator.Workspaces;

/// <summary>That a ConfigMap exists and which version of it: enough to be woken when it changes.</summary>
[KubernetesEntity(Group = "", ApiVersion = "v1", Kind = "ConfigMap", PluralName = "configmaps")]
[MetadataOnly]
internal sealed class ConfigMapMetadata : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "v1";

    public string Kind { get; set; } = "ConfigMap";

    /// <summary>Without its annotations, where <c>kubectl apply</c> leaves a copy of the whole.</summary>
    public V1ObjectMeta Metadata
    {
        get;
        set => field =
            new V1ObjectMeta { Name = value.Name, NamespaceProperty = value.NamespaceProperty, Uid = value.Uid, ResourceVersion = value.ResourceVersion };
    } = new();
}
