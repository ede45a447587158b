using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Operator.Runtime.Schema;

namespace Operator.UnitTests.Schema;

public sealed class SchemaGeneratorTests
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters = { new JsonStringEnumConverter() },
    };

    [Fact]
    public void Generate_TypeWithEverySortOfField_GivesTheStructuralSchema()
    {
        JsonObject schema = Generate(typeof(SampleSpec));

        JsonNode expected = JsonNode.Parse("""
            {
              "type": "object",
              "description": "The wish.",
              "required": ["name"],
              "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 10, "pattern": "^[a-z]+$",
                  "description": "A name, over two lines, like abc or SampleMode. Lower case. Example: abc"},
                "mode": {"type": "string", "enum": ["Fast", "Slow"], "description": "How. Fast: not slow. Slow: not fast."},
                "ratio": {"type": "number", "format": "double", "minimum": 0, "maximum": 2.5, "description": "Number."},
                "count": {"type": "integer", "format": "int32", "maximum": 2147483647, "description": "Number."},
                "id": {"type": "integer", "format": "int64", "maximum": 9007199254740991, "description": "Number. Example: 7"},
                "at": {"type": "string", "format": "date-time", "description": "Time."},
                "words": {"type": "array", "minItems": 1, "maxItems": 3, "x-kubernetes-list-type": "set", "description": "Words.",
                  "items": {"type": "string", "minLength": 2, "maxLength": 4}},
                "labels": {"type": "object", "maxProperties": 5, "description": "Labels.", "additionalProperties": {"type": "string", "maxLength": 6}},
                "parts": {"type": "array", "maxItems": 2, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["key"], "description": "Parts.",
                  "items": {"type": "object", "description": "A part.", "required": ["key"],
                    "properties": {"key": {"type": "string", "enum": ["a", "b"], "description": "Its key."}},
                    "x-kubernetes-validations": [{"message": "key must not be a", "rule": "self.key != 'a'"}]}}
              }
            }
            """)!;
        Assert.True(JsonNode.DeepEquals(expected, schema), schema.ToJsonString());
    }

    [Theory]
    [InlineData(typeof(UnboundedString), "UnboundedString.text needs enum or format or maxLength")]
    [InlineData(typeof(UnboundedList), "UnboundedList.numbers needs maxItems")]
    [InlineData(typeof(UntypedList), "UntypedList.numbers needs x-kubernetes-list-type")]
    [InlineData(typeof(UnboundedMap), "UnboundedMap.numbers needs maxProperties")]
    [InlineData(typeof(UndocumentedField), "UndocumentedField.flag has no description")]
    [InlineData(typeof(UntypedField), "UntypedField.value has no type")]
    public void Generate_TypeTheApiServerCouldNotTake_NamesTheFieldAndWhatItLacks(Type type, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidOperationException>(() => Generate(type)).Message, StringComparison.Ordinal);

    [Fact]
    public void Generate_NoDocumentationFile_SaysWhichFileToPublish()
    {
        SchemaGenerator generator = new(Options, new XmlDocumentation(Path.Combine(AppContext.BaseDirectory, "nowhere")));

        FileNotFoundException exception = Assert.Throws<FileNotFoundException>(() => generator.Generate(typeof(SampleSpec)));
        Assert.EndsWith("Operator.UnitTests.xml", exception.FileName, StringComparison.Ordinal);
    }

    [Fact]
    public void GenerateDefinition_ClusterScopedKindWithoutExtras_OmitsWhatTheServerWouldDrop()
    {
        JsonNode spec = new CustomResourceDefinitionGenerator(Options, AppContext.BaseDirectory).Generate(typeof(SampleEntity))["spec"]!;

        Assert.Equal("Cluster", spec["scope"]!.GetValue<string>());
        Assert.Equal("SampleList", spec["names"]!["listKind"]!.GetValue<string>());
        Assert.False(spec["names"]!.AsObject().ContainsKey("shortNames"));
        Assert.False(spec["versions"]![0]!.AsObject().ContainsKey("additionalPrinterColumns"));
        JsonNode root = spec["versions"]![0]!["schema"]!["openAPIV3Schema"]!;
        Assert.Equal("the name must not be x", root["x-kubernetes-validations"]![0]!["message"]!.GetValue<string>());
    }

    private static JsonObject Generate(Type type) => new SchemaGenerator(Options, new XmlDocumentation(AppContext.BaseDirectory)).Generate(type);
}
