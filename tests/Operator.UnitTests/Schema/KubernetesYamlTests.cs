using System.Text.Json.Nodes;
using Operator.Runtime.Schema;
using YamlDotNet.RepresentationModel;

namespace Operator.UnitTests.Schema;

public sealed class KubernetesYamlTests
{
    [Fact]
    public void Write_SameContentInAnotherOrder_GivesTheSameBytes() =>
        Assert.Equal(
            KubernetesYaml.Write(JsonNode.Parse("""{"a": {"c": 1, "b": [1, 2]}, "d": true}""")!),
            KubernetesYaml.Write(JsonNode.Parse("""{"d": true, "a": {"b": [1, 2], "c": 1}}""")!));

    [Fact]
    public void Write_EverySortOfValue_KeepsItsType()
    {
        JsonNode json = JsonNode.Parse("""{"a": 1, "b": 2.5, "c": true, "d": false, "e": "text", "f": [], "g": {}}""")!;

        Assert.Equal("a: 1\nb: 2.5\nc: true\nd: false\ne: text\nf: []\ng: {}\n", KubernetesYaml.Write(json));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("no")]
    [InlineData("on")]
    [InlineData("1e3")]
    [InlineData("-1")]
    [InlineData(".5")]
    [InlineData(".inf")]
    [InlineData("2026-01-01")]
    [InlineData("1.10")]
    [InlineData("0x1F")]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("")]
    public void Write_StringThatLooksLikeAnotherType_IsQuoted(string text)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(KubernetesYaml.Write(new JsonObject { ["key"] = text })));

        YamlScalarNode value = Assert.IsType<YamlScalarNode>(stream.Documents[0].RootNode["key"]);
        Assert.Equal(text, value.Value);
        Assert.NotEqual(YamlDotNet.Core.ScalarStyle.Plain, value.Style);
    }
}
