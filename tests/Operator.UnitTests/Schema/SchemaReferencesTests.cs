using System.Text.Json.Nodes;
using Operator.Runtime.Schema;

namespace Operator.UnitTests.Schema;

public sealed class SchemaReferencesTests
{
    [Fact]
    public void Inline_AReferenceToAnotherPlace_IsReplacedByWhatStandsThere()
    {
        JsonObject schema = Inline("""
            {"properties": {
              "a": {"type": "object", "properties": {"x": {"type": "string"}}},
              "b": {"type": "array", "items": {"$ref": "#/properties/a"}},
              "c": {"additionalProperties": {"$ref": "#/properties/b/items"}}
            }}
            """);

        JsonNode a = schema["properties"]!["a"]!;
        Assert.Equal("""{"type":"object","properties":{"x":{"type":"string"}}}""", a.ToJsonString());
        Assert.True(JsonNode.DeepEquals(a, schema["properties"]!["b"]!["items"]));
        Assert.True(JsonNode.DeepEquals(a, schema["properties"]!["c"]!["additionalProperties"]));
    }

    [Fact]
    public void Inline_ATypeThatContainsItself_NamesThePlace() => Assert.Contains(
        "#/properties/a/properties/again contains itself",
        Assert.Throws<InvalidOperationException>(() => Inline("""{"properties": {"a": {"properties": {"again": {"$ref": "#/properties/a"}}}}}""")).Message,
        StringComparison.Ordinal);

    private static JsonObject Inline(string schema) => SchemaReferences.Inline(JsonNode.Parse(schema)!.AsObject());
}
