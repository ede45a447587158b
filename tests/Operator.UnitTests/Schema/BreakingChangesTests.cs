using System.Text.Json.Nodes;
using Operator.Commands;
using YamlDotNet.Serialization;

namespace Operator.UnitTests.Schema;

/// <summary>The definitions take what those of the last release took: hack/previous-crds/README.md says what to do when they are not to.</summary>
public sealed class BreakingChangesTests
{
    private const string Folder = "hack/previous-crds";

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, Folder), "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Definition_ComparedWithTheLastRelease_BreaksNothing(string file)
    {
        var previous = Read(file);
        var name = (string)previous["metadata"]!["name"]!;
        var current = Assert.Single(GeneratedFiles.Definitions(), definition => (string)definition["metadata"]!["name"]! == name);

        Assert.Empty(BreakingChanges.Between(previous, current));
    }

    /// <summary>A copy that was read wrongly would break nothing.</summary>
    [Fact]
    public void LastRelease_OfTheFiveKinds_IsReadInFull()
    {
        Assert.Equal(5, Files.Count);
        Assert.All(Files, file => Assert.True(Fields(Root(Read((string)file))) > 40, (string)file));
    }

    [Theory]
    [InlineData("{}", """{"properties": null}""", "v1.a: is gone")]
    [InlineData("""{"type": "string"}""", """{"type": "integer"}""", """v1.a: type was "string" and is "integer" """)]
    [InlineData("""{"minimum": 1}""", """{"minimum": 2}""", "v1.a: minimum rose from 1 to 2")]
    [InlineData("{}", """{"minimum": -5}""", "v1.a: minimum rose from not given to -5")]
    [InlineData("{}", """{"minLength": 1}""", "v1.a: minLength rose from not given to 1")]
    [InlineData("""{"minItems": 1}""", """{"minItems": 3}""", "v1.a: minItems rose from 1 to 3")]
    [InlineData("""{"maximum": 9007199254740991}""", """{"maximum": 2147483647}""", "v1.a: maximum fell from 9007199254740991 to 2147483647")]
    [InlineData("{}", """{"maximum": 10}""", "v1.a: maximum fell from not given to 10")]
    [InlineData("""{"maxLength": 64}""", """{"maxLength": 63}""", "v1.a: maxLength fell from 64 to 63")]
    [InlineData("""{"maxProperties": 64}""", """{"maxProperties": 32}""", "v1.a: maxProperties fell from 64 to 32")]
    [InlineData("""{"pattern": "^a"}""", """{"pattern": "^b"}""", """v1.a: pattern was "^a" and is "^b" """)]
    [InlineData("{}", """{"pattern": "^b"}""", """v1.a: pattern was not given and is "^b" """)]
    [InlineData("{}", """{"format": "date-time"}""", """v1.a: format was not given and is "date-time" """)]
    [InlineData("""{"enum": ["a", "b"]}""", """{"enum": ["a", "c"]}""", """v1.a: enum was ["a","b"] and is ["a","c"] """)]
    [InlineData("{}", """{"enum": ["a"]}""", """v1.a: enum was not given and is ["a"] """)]
    [InlineData("""{"default": 15}""", """{"default": 16}""", "v1.a: default was 15 and is 16")]
    [InlineData("""{"default": false}""", "{}", "v1.a: default was false and is not given")]
    [InlineData("""{"required": ["x"]}""", """{"required": ["x", "y"]}""", "v1.a.y: is required now")]
    [InlineData("{}", """{"x-kubernetes-validations": [{"rule": "self > 0", "message": "not 0"}]}""", "v1.a: new rule: not 0")]
    [InlineData("""{"x-kubernetes-preserve-unknown-fields": true}""", "{}", "v1.a: unknown fields are dropped now")]
    [InlineData(
        """{"x-kubernetes-list-type": "atomic"}""", """{"x-kubernetes-list-type": "set"}""", """v1.a: x-kubernetes-list-type was "atomic" and is "set" """)]
    [InlineData("""{"properties": {"b": {}}}""", """{"properties": {"c": {}}}""", "v1.a.b: is gone")]
    [InlineData("""{"items": {"maxLength": 5}}""", """{"items": {"maxLength": 4}}""", "v1.a[]: maxLength fell from 5 to 4")]
    [InlineData("""{"additionalProperties": {"maxLength": 5}}""", """{"additionalProperties": {"maxLength": 4}}""", "v1.a.*: maxLength fell from 5 to 4")]
    [InlineData("""{"additionalProperties": {}}""", "{}", "v1.a.*: is gone")]
    public void Between_WhatWasTakenAndIsNotAnyMore_NamesTheField(string before, string after, string expected) =>
        Assert.Equal(expected.TrimEnd(), Assert.Single(BreakingChanges.Between(Holding(before), Holding(after))));

    [Theory]
    [InlineData("{}", """{"properties": {"more": {"type": "string"}}}""")]
    [InlineData("""{"minimum": 2, "maximum": 3}""", """{"minimum": 1, "maximum": 4}""")]
    [InlineData("""{"minLength": 1, "maxLength": 3}""", "{}")]
    [InlineData("{}", """{"minItems": 0}""")]
    [InlineData("""{"pattern": "^a", "format": "date-time"}""", "{}")]
    [InlineData("""{"enum": ["a"]}""", """{"enum": ["b", "a"]}""")]
    [InlineData("""{"enum": ["a"]}""", "{}")]
    [InlineData("{}", """{"default": 1, "description": "New."}""")]
    [InlineData("""{"required": ["x"]}""", "{}")]
    [InlineData(
        """{"x-kubernetes-validations": [{"rule": "self > 0", "message": "one"}]}""",
        """{"x-kubernetes-validations": [{"rule": "self > 0", "message": "two"}]}""")]
    [InlineData("""{"x-kubernetes-validations": [{"rule": "self > 0", "message": "one"}]}""", "{}")]
    [InlineData("{}", """{"x-kubernetes-validations": [{"rule": "!oldSelf.hasValue() || self > 0", "message": "not 0", "optionalOldSelf": true}]}""")]
    public void Between_WhatIsTakenBesides_IsNothing(string before, string after) => Assert.Empty(BreakingChanges.Between(Holding(before), Holding(after)));

    [Theory]
    [InlineData("served", "v1: the version is not served any more")]
    [InlineData("name", "v1: the version is not served any more")]
    [InlineData("scope", """spec: scope was "Namespaced" and is "Cluster" """)]
    [InlineData("kind", """spec.names: kind was "Sample" and is "Other" """)]
    public void Between_AnotherKindOrVersion_SaysSo(string changed, string expected)
    {
        var current = Holding("{}");
        var version = current["spec"]!["versions"]![0]!;
        switch (changed)
        {
            case "served": version["served"] = false; break;
            case "name": version["name"] = "v2"; break;
            case "scope": current["spec"]!["scope"] = "Cluster"; break;
            default: current["spec"]!["names"]!["kind"] = "Other"; break;
        }

        Assert.Equal(expected.TrimEnd(), Assert.Single(BreakingChanges.Between(Holding("{}"), current)));
    }

    /// <summary>A definition of one field; without it where the field says that it has no properties.</summary>
    private static JsonObject Holding(string field)
    {
        var schema = JsonNode.Parse(field)!.AsObject();
        var isGone = schema.ContainsKey("properties") && schema["properties"] is null;
        var root = new JsonObject { ["type"] = "object", ["properties"] = isGone ? new JsonObject() : new JsonObject { ["a"] = schema } };
        var definition = JsonNode.Parse("""
            {"spec": {"group": "example.com", "scope": "Namespaced", "names": {"kind": "Sample", "plural": "samples", "singular": "sample"},
              "versions": [{"name": "v1", "served": true, "schema": {}}]}}
            """)!.AsObject();
        definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"] = root;
        return definition;
    }

    private static JsonObject Read(string file)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, Folder, file));
        var parsed = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(text)!;
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(parsed))!.AsObject();
    }

    private static JsonObject Root(JsonObject definition) => definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject();

    private static int Fields(JsonNode schema) => (schema["properties"] as JsonObject ?? []).Sum(property => 1 + Fields(property.Value!))
        + (schema["items"] is { } items ? Fields(items) : 0);
}
