using k8s;
using k8s.Models;
using Operator.Runtime.Client;

namespace Operator.Workspaces;

/// <summary>
/// That a Secret exists and which version of it: enough to be woken when it changes. What it holds is read when it is needed and never kept here;
/// not even its annotations, where <c>kubectl apply</c> leaves a copy of it.
/// </summary>
[KubernetesEntity(Group = "", ApiVersion = "v1", Kind = "Secret", PluralName = "secrets")]
[MetadataOnly]
internal sealed class SecretMetadata : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "v1";

    public string Kind { get; set; } = "Secret";

    public V1ObjectMeta Metadata
    {
        get;
        set => field =
            new V1ObjectMeta { Name = value.Name, NamespaceProperty = value.NamespaceProperty, Uid = value.Uid, ResourceVersion = value.ResourceVersion };
    } = new();
}
