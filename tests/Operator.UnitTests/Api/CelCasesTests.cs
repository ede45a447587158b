using System.Text.Json.Nodes;
using Operator.Commands;
using Operator.UnitTests.Schema;
using YamlDotNet.RepresentationModel;

namespace Operator.UnitTests.Api;

/// <summary>The cases in the folder cel are run against an API server elsewhere; here they are kept complete.</summary>
public sealed class CelCasesTests
{
    private sealed record Case(string Name, string? Message, bool Schema);

    public static TheoryData<string> Kinds => [.. GeneratedFiles.Definitions().Select(Plural)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cases_OfAKind_HoldARefusalForEachRule(string plural)
    {
        Case[] cases = Cases(plural);

        Assert.All(Messages(plural), rule => Assert.Contains(cases, item => item.Message is { } message && rule.Contains(message, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cases_RefusedByARule_NameAMessageOfTheDefinition(string plural)
    {
        string[] rules = [.. Messages(plural)];

        Assert.All(
            Cases(plural).Where(item => item is { Message: not null, Schema: false }),
            item => Assert.Single(rules, rule => rule.Contains(item.Message!, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cases_OfAKind_AreNamedOnceAndHoldAcceptedOnes(string plural)
    {
        Case[] cases = Cases(plural);

        Assert.Equal(cases.Length, cases.DistinctBy(item => item.Name).Count());
        Assert.Contains(cases, item => item.Message is null);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rules_OfAKind_NameAFieldInTheirMessage(string plural)
    {
        IEnumerable<string> fields = Nodes(Root(plural)).SelectMany(node => (node["properties"] as JsonObject ?? []).Select(property => property.Key));

        Assert.All(Messages(plural), message => Assert.Contains(fields, field => message.Contains(field, StringComparison.Ordinal)));
    }

    private static Case[] Cases(string plural)
    {
        YamlStream stream = [];
        stream.Load(File.OpenText(Path.Combine(Repository.Root, "tests/Operator.UnitTests/Api/cel", $"{plural}.yaml")));
        YamlSequenceNode cases = (YamlSequenceNode)stream.Documents[0].RootNode;
        return [.. cases.Select(node => new Case(Text(node, "name")!, Text(node, "message"), Text(node, "schema") == "true"))];
    }

    private static string? Text(YamlNode node, string key) =>
        ((YamlMappingNode)node).Children.TryGetValue(key, out YamlNode? value) ? ((YamlScalarNode)value).Value : null;

    private static IEnumerable<string> Messages(string plural) =>
        Nodes(Root(plural))
            .SelectMany(node => node["x-kubernetes-validations"] as JsonArray ?? [])
            .Select(rule => rule!["message"]!.GetValue<string>())
            .Distinct();

    private static JsonObject Root(string plural) => GeneratedFiles.Definitions()
        .Single(definition => Plural(definition) == plural)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject();

    private static string Plural(JsonObject definition) => definition["spec"]!["names"]!["plural"]!.GetValue<string>();

    private static IEnumerable<JsonObject> Nodes(JsonObject node) => (node["properties"] as JsonObject ?? [])
        .Select(property => property.Value).Append(node["items"]).Append(node["additionalProperties"])
        .OfType<JsonObject>().SelectMany(Nodes).Prepend(node);
}
