using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Runtime.Rbac;
using Operator.Runtime.Schema;

namespace Operator.UnitTests.Schema;

public sealed class ClusterRoleGeneratorTests
{
    [Fact]
    public void Rules_SeveralControllers_MergesTheirAccessIntoOneRulePerGroupAndVerbs()
    {
        JsonArray rules = ClusterRoleGenerator.Rules([typeof(Writer), typeof(Reader)]);

        JsonNode expected = JsonNode.Parse("""
            [
              {"apiGroups": [""], "resources": ["configmaps", "secrets"], "verbs": ["get", "watch"]},
              {"apiGroups": ["example.com"], "resources": ["samples"], "verbs": ["get", "list", "patch"]},
              {"apiGroups": ["example.com"], "resources": ["samples/status"], "verbs": ["patch"]}
            ]
            """)!;
        Assert.True(JsonNode.DeepEquals(expected, rules), rules.ToJsonString());
    }

    [Fact]
    public void Rules_KindThatIsOnlyRead_GrantsNothingOnItsSubresources()
    {
        JsonArray rules = ClusterRoleGenerator.Rules([typeof(NamespaceReader)]);

        Assert.Equal("""[{"apiGroups":[""],"resources":["namespaces"],"verbs":["get"]}]""", rules.ToJsonString());
    }

    [Fact]
    public void Rules_TypeThatIsNoKind_SaysWhatIsMissing()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => ClusterRoleGenerator.Rules([typeof(Mistaken)]));

        Assert.Contains("[KubernetesEntity]", exception.Message, StringComparison.Ordinal);
    }

    [EntityRbac(typeof(SampleEntity), Verbs = RbacVerb.Get | RbacVerb.Patch)]
    [EntityRbac(typeof(V1Secret), Verbs = RbacVerb.Get)]
    private sealed class Writer;

    [EntityRbac(typeof(SampleEntity), Verbs = RbacVerb.List)]
    [EntityRbac(typeof(V1Secret), Verbs = RbacVerb.Watch)]
    [EntityRbac(typeof(V1ConfigMap), Verbs = RbacVerb.Get | RbacVerb.Watch)]
    private sealed class Reader;

    [EntityRbac(typeof(V1Namespace), Verbs = RbacVerb.Get)]
    private sealed class NamespaceReader;

    [EntityRbac(typeof(string), Verbs = RbacVerb.Get)]
    private sealed class Mistaken;
}
