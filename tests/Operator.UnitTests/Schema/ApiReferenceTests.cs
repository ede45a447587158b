using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Operator.Commands;

namespace Operator.UnitTests.Schema;

/// <summary>What a reader of docs/api finds of each field of each kind.</summary>
public sealed class ApiReferenceTests
{
    private const string Cell = @" ((?:[^|]|\\\|)*?) \|";

    public static TheoryData<string> Kinds => [.. GeneratedFiles.Definitions().Select(definition => $"{definition["spec"]!["names"]!["singular"]}")];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Page_OfAKind_DescribesEveryFieldAndGivesAnExampleThatItsSchemaAccepts(string kind)
    {
        var rows = Rows(kind);
        var root = Root(kind)["properties"]!.AsObject();
        var fields = Fields(root["spec"]!, "spec").Concat(Fields(root["status"]!, "status")).ToList();

        Assert.Equal(fields.Select(field => field.Path).Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(rows.Where(row => row.Value.Description.Length == 0).Select(row => row.Key));
        Assert.Empty(rows.Where(row => row.Value.Example.Length == 0).Select(row => row.Key));
        Assert.Empty(fields.SelectMany(field => Faults(Parse(rows[field.Path].Example, field.Schema), field.Schema, field.Path)));
    }

    [Fact]
    public void Index_OfTheReference_LinksAPageOfEachKind()
    {
        var index = GeneratedFiles.All()["docs/api.md"];

        Assert.All(Kinds, kind => Assert.Contains($"(api/{(string)kind}.md)", index, StringComparison.Ordinal));
    }

    private static JsonObject Root(string kind) => GeneratedFiles.Definitions()
        .Single(definition => $"{definition["spec"]!["names"]!["singular"]}" == kind)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject();

    private static Dictionary<string, (string Description, string Example)> Rows(string kind) =>
        Regex.Matches(GeneratedFiles.All()[$"docs/api/{kind}.md"], $"^\\| `([^`]+)` \\|{Cell}{Cell}{Cell} `(.*)` \\|$", RegexOptions.Multiline)
            .ToDictionary(row => row.Groups[1].Value, row => (row.Groups[4].Value, row.Groups[5].Value.Replace("\\|", "|", StringComparison.Ordinal)));

    private static IEnumerable<(string Path, JsonObject Schema)> Fields(JsonNode node, string path) => (node["properties"] as JsonObject ?? [])
        .SelectMany(property => Fields(property.Value!, $"{path}.{property.Key}").Prepend(($"{path}.{property.Key}", property.Value!.AsObject())))
        .Concat(node["items"] is { } items ? Fields(items, $"{path}[]") : []);

    private static JsonNode Parse(string example, JsonObject schema) => $"{schema["type"]}" == "string" ? JsonValue.Create(example) : JsonNode.Parse(example)!;

    private static IEnumerable<string> Faults(JsonNode node, JsonObject schema, string path) => (node, $"{schema["type"]}") switch
    {
        (JsonObject map, "object") => InObject(map, schema, path),
        (JsonArray list, "array") => list.SelectMany((element, index) => Faults(element!, schema["items"]!.AsObject(), $"{path}[{index}]"))
            .Concat(Outside(list.Count, schema, "minItems", "maxItems", path)),
        (JsonValue value, "string") when value.TryGetValue(out string? text) => InText(text, schema, path),
        (JsonValue value, "boolean") when value.TryGetValue(out bool _) => [],
        (JsonValue value, "integer") when value.TryGetValue(out long number) => Outside(number, schema, "minimum", "maximum", path),
        (JsonValue value, "number") when value.TryGetValue(out double number) => Outside(number, schema, "minimum", "maximum", path),
        _ => [$"{path}: {node.ToJsonString()} is no {schema["type"]}"],
    };

    private static IEnumerable<string> InObject(JsonObject map, JsonObject schema, string path)
    {
        var missing = (schema["required"] as JsonArray ?? []).Where(name => !map.ContainsKey($"{name}")).Select(name => $"{path}: {name} is required");
        var inside = map.SelectMany(entry => (schema["properties"]?[entry.Key] ?? schema["additionalProperties"]) is JsonObject known
            ? Faults(entry.Value!, known, $"{path}.{entry.Key}")
            : schema.ContainsKey("x-kubernetes-preserve-unknown-fields") ? [] : [$"{path}: there is no field {entry.Key}"]);
        return missing.Concat(inside);
    }

    private static IEnumerable<string> InText(string text, JsonObject schema, string path)
    {
        if (schema["enum"] is JsonArray values && !values.Any(value => $"{value}" == text))
        {
            yield return $"{path}: {text} is none of {values.ToJsonString()}";
        }

        if (schema["pattern"] is { } pattern && !Regex.IsMatch(text, $"{pattern}"))
        {
            yield return $"{path}: {text} does not match {pattern}";
        }

        if ($"{schema["format"]}" == "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _))
        {
            yield return $"{path}: {text} is no time";
        }

        foreach (var fault in Outside(text.Length, schema, "minLength", "maxLength", path))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> Outside(double value, JsonObject schema, string minimum, string maximum, string path) =>
        (schema[minimum] is { } low && value < Number(low)) || (schema[maximum] is { } high && value > Number(high))
            ? [$"{path}: {value} is outside {minimum} and {maximum}"]
            : [];

    private static double Number(JsonNode bound) => double.Parse($"{bound}", CultureInfo.InvariantCulture);
}
