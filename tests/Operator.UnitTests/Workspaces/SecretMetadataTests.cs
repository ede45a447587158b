using System.Text;
using System.Text.Json;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;
using Operator.Workspaces;

namespace Operator.UnitTests.Workspaces;

/// <summary>Being woken by Secrets costs no knowledge of them.</summary>
public sealed class SecretMetadataTests
{
    [Fact]
    public void Decode_SecretAppliedByKubectl_KeepsNeitherItsDataNorTheCopyInItsAnnotations()
    {
        var json = """
            {"metadata":{"name":"s","namespace":"team","uid":"u","resourceVersion":"7","labels":{"a":"b"},
              "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"stringData\":{\"token\":\"canary\"}}"}},"data":{"token":"Y2FuYXJ5"}}
            """;

        var secret = new EntitySerializer(ApiJsonContext.Default).Decode<SecretMetadata>(Encoding.UTF8.GetBytes(json)).Entity!;

        Assert.Equal((new ObjectKey("team", "s"), "u", "7"), (ObjectKey.Of(secret), secret.Metadata.Uid, secret.Metadata.ResourceVersion));
        var kept = JsonSerializer.Serialize(secret);
        Assert.DoesNotContain("canary", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("Y2FuYXJ5", kept, StringComparison.Ordinal);
    }

    [Fact]
    public void Definition_OfSecretsAndNamespaces_IsWhatTheApiServerCallsThem()
    {
        var secrets = ResourceDefinition.Of<SecretMetadata>();
        Assert.Equal(("api/v1/namespaces/team/secrets", true, true), (secrets.Path("team"), secrets.IsMetadataOnly, secrets.IsNamespaced));
        Assert.False(ResourceDefinition.Of<V1Namespace>().IsNamespaced);
        Assert.False(ResourceDefinition.Of<V1Secret>().IsMetadataOnly);
    }
}
