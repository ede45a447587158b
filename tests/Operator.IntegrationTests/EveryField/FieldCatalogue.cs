using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Databricks.Simulator.Clusters;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.EveryField;

/// <summary>Specs with two values for each of their fields, read from a file beside this one.</summary>
internal static partial class FieldCatalogue
{
    private const string Arrow = " -> ";

    public static IReadOnlyList<SpecPart> Read(string file) =>
        [.. YamlFile.Read(Path.Combine(AppContext.BaseDirectory, "EveryField", file)).AsArray().Select(part => new SpecPart(
            (string)part!["name"]!, Enum.Parse<Cloud>((string?)part["cloud"] ?? nameof(Cloud.Aws)), part["spec"]!.DeepClone().AsObject()))];

    /// <summary>The fields of a spec under test: each leaf with two values, and each object or list, which can only be there or not.</summary>
    public static IEnumerable<string> Fields(JsonNode template) =>
        Below(template).Where(field => field.Node is not JsonValue || IsTwo(field.Node)).Select(field => field.Path);

    /// <summary>The leaves under test.</summary>
    public static IEnumerable<string> Leaves(JsonNode template) => Below(template).Where(field => IsTwo(field.Node)).Select(field => field.Path);

    /// <summary>The spec with the first value of all fields but one, which has its second value.</summary>
    public static JsonObject With(JsonNode template, string? other) => Resolve(template, other).AsObject();

    public static JsonObject Without(JsonNode template, string path)
    {
        var spec = Resolve(template, null).AsObject();
        var steps = Steps().Matches(path).Select(step => step.Value.Trim('[', ']')).ToList();
        var parent = steps[..^1].Aggregate(
            (JsonNode)spec, (node, step) => node is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : node[step]!);
        parent.AsObject().Remove(steps[^1]);
        return spec;
    }

    private static IEnumerable<(string Path, JsonNode Node)> Below(JsonNode node) => node switch
    {
        JsonObject map => map.SelectMany(entry => Below(entry.Value!).Prepend((entry.Value!.GetPath()[2..], entry.Value))),
        JsonArray list => list.SelectMany(element => Below(element!)),
        _ => [],
    };

    private static JsonNode Resolve(JsonNode node, string? other) => node switch
    {
        JsonObject map => new JsonObject(map.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Resolve(entry.Value!, other)))),
        JsonArray list => new JsonArray([.. list.Select(element => Resolve(element!, other))]),
        _ when IsTwo(node) => Value(((string)node!).Split(Arrow)[node.GetPath()[2..] == other ? 1 : 0]),
        _ => node.DeepClone(),
    };

    private static bool IsTwo(JsonNode node) =>
        node is JsonValue value && value.TryGetValue(out string? text) && text.Contains(Arrow, StringComparison.Ordinal);

    /// <summary>JSON where it is some, else a text.</summary>
    private static JsonNode Value(string text)
    {
        try
        {
            return JsonNode.Parse(text)!;
        }
        catch (System.Text.Json.JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    [GeneratedRegex(@"[^.\[\]]+|\[\d+\]")]
    private static partial Regex Steps();
}

/// <summary>The spec of one object.</summary>
internal sealed record SpecPart(string Name, Cloud Cloud, JsonObject Template);
