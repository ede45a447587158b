using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Runtime.Entities;
using Operator.Runtime.Entities.Attributes;
using Operator.Runtime.Schema;
using Operator.UnitTests.Rules;

namespace Operator.UnitTests.Schema;

/// <summary>What the rule attributes become in a definition.</summary>
public sealed class SchemaRulesTests
{
    [Fact]
    public void Generate_TypeWithRuleAttributes_WritesThemAsCel()
    {
        var schema = Generate(typeof(Tree));

        Assert.Equal(
            [
                ("!(has(self.left) && has(self.right))", "left and right exclude each other: there is one way"),
                ("has(self.right) || has(self.left)", "left is required, unless right is given"),
                ("has(self.left) == has(oldSelf.left) && (!has(self.left) || self.left == oldSelf.left)", "left cannot change: it is planted once"),
            ],
            Rules(schema));
        Assert.Equal([("self == oldSelf", "place cannot change: plant another one")], Rules(schema["properties"]!["place"]!));
        const string Labels = "labels must not have an empty key or one that starts with ours-, which is reserved";
        Assert.Equal([("self.all(key, size(key) > 0 && !key.startsWith('ours-'))", Labels)], Rules(schema["properties"]!["labels"]!));
        Assert.Equal(
            [
                ("self.all(one, self.exists_one(other, (has(one.name) ? one.name : '') == (has(other.name) ? other.name : '')"
                    + " && (has(one.colour) ? one.colour : '') == (has(other.colour) ? other.colour : '')))", "leaves: give each leaf once"),
            ],
            Rules(schema["properties"]!["leaves"]!));
        Assert.Equal([("has(self.name) || has(self.colour)", "give name or colour")], Rules(schema["properties"]!["leaves"]!["items"]!));
    }

    [Fact]
    public void Generate_RuleThatAlsoCountsAtCreation_SaysSo()
    {
        var rules = Generate(typeof(Ratcheted))["x-kubernetes-validations"]!.AsArray();

        Assert.Equal([true, null], rules.Select(rule => (bool?)rule!["optionalOldSelf"]));
    }

    [Fact]
    public void Generate_OptionalOldSelfWithoutOldSelf_IsRefusedAsTheApiServerWould() => Assert.Contains(
        "name must not be x", Assert.Throws<InvalidOperationException>(() => Generate(typeof(RatchetedForNothing))).Message, StringComparison.Ordinal);

    [Fact]
    public void GenerateDefinition_FieldThatIsKeptOnceRecorded_ComparesWithTheOldObject()
    {
        var definition = new CustomResourceDefinitionGenerator(Shapes.Options, AppContext.BaseDirectory).Generate(typeof(Recorded));

        const string NotYet = "!has(oldSelf.status) || !has(oldSelf.status.id) || ";
        Assert.Equal(
            [
                (NotYet + "(has(self.spec.place) == has(oldSelf.spec.place) && (!has(self.spec.place) || self.spec.place == oldSelf.spec.place))",
                    "spec.place cannot change once status.id is recorded; plant another one"),
                (NotYet + "!has(oldSelf.spec.name) || (has(self.spec.name) && self.spec.name == oldSelf.spec.name)",
                    "spec.name can neither change nor be removed once status.id is recorded; it is known by it"),
            ],
            Rules(definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!));
    }

    [Fact]
    public void GenerateDefinition_FieldThatIsKeptButNotThere_IsNamed()
    {
        var generator = new CustomResourceDefinitionGenerator(Shapes.Options, AppContext.BaseDirectory);

        var exception = Assert.Throws<InvalidOperationException>(() => generator.Generate(typeof(RecordedNowhere)));
        Assert.Contains("RecordedStatus has no field nowhere", exception.Message, StringComparison.Ordinal);
    }

    private static JsonObject Generate(Type type) => new SchemaGenerator(Shapes.Options, new XmlDocumentation(AppContext.BaseDirectory)).Generate(type);

    private static IEnumerable<(string Rule, string Message)> Rules(JsonNode schema) =>
        (schema["x-kubernetes-validations"] as JsonArray ?? []).Select(rule => ((string)rule!["rule"]!, (string)rule["message"]!));

    /// <summary>A rule that came later, and one that was always there.</summary>
    [ValidationRule("oldSelf.hasValue() || self.name != 'x'", "name must not be x", OptionalOldSelf = true)]
    [ValidationRule("self.name != 'y'", "name must not be y")]
    public sealed class Ratcheted
    {
        /// <summary>Name.</summary>
        [Required]
        [Length(0, 9)]
        public string Name { get; set; } = "";
    }

    /// <summary>A rule about no change.</summary>
    [ValidationRule("self.name != 'x'", "name must not be x", OptionalOldSelf = true)]
    public sealed class RatchetedForNothing
    {
        /// <summary>Name.</summary>
        [Required]
        [Length(0, 9)]
        public string Name { get; set; } = "";
    }

    /// <summary>A kind of which a field is kept.</summary>
    [KubernetesEntity(Group = "example.com", ApiVersion = "v1", Kind = "Recorded", PluralName = "recorded")]
    [ImmutableOnceRecorded("place", "id", "plant another one")]
    [ImmutableOnceRecorded("name", "id", "it is known by it", MayBeAdded = true)]
    public sealed class Recorded : CustomKubernetesEntity<RecordedSpec, RecordedStatus>;

    /// <summary>A kind whose record has another name.</summary>
    [KubernetesEntity(Group = "example.com", ApiVersion = "v1", Kind = "Recorded", PluralName = "recorded")]
    [ImmutableOnceRecorded("place", "nowhere", "plant another one")]
    public sealed class RecordedNowhere : CustomKubernetesEntity<RecordedSpec, RecordedStatus>;

    /// <summary>The wish.</summary>
    public sealed class RecordedSpec
    {
        /// <summary>Place.</summary>
        [Length(0, 9)]
        public string? Place { get; set; }

        /// <summary>Name.</summary>
        [Length(0, 9)]
        public string? Name { get; set; }
    }

    /// <summary>The state.</summary>
    public sealed class RecordedStatus
    {
        /// <summary>Id.</summary>
        [Length(0, 9)]
        public string? Id { get; set; }
    }
}
