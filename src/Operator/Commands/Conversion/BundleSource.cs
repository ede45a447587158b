using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Commands.Import;
using Operator.Options;

namespace Operator.Commands.Conversion;

/// <summary>
/// A Databricks Asset Bundle as <c>databricks bundle summary -o json</c> prints it, or <c>databricks bundle validate -o json</c>: variables are resolved and
/// targets applied, which only that program can do. Settings have the names of the REST API
/// (https://docs.databricks.com/aws/en/dev-tools/bundles/resources).
/// </summary>
/// <param name="word">As the option --from names it.</param>
/// <param name="command">That prints it, for messages.</param>
internal sealed class BundleSource(string word, string command) : IForeignSource
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["jobs"] = "jobs",
        ["clusters"] = "clusters",
        ["sql_warehouses"] = "warehouses",
    };

    /// <summary>What the bundle says of the resource itself. Deletion is Retain in every manifest, which is what prevent_destroy asks for.</summary>
    private static readonly string[] NotSettings = ["id", "url", "modified_status", "permissions", "lifecycle"];

    /// <summary>Parts of a bundle that do something, beside its resources.</summary>
    private static readonly string[] OtherParts = ["artifacts", "scripts", "python"];

    public string Word => word;

    public ForeignSet Read(string name, string text)
    {
        if (Parse(text) is not { } bundle || bundle["bundle"] is not JsonObject)
        {
            throw new StartupException($"{name} is not what `{command}` prints: it is no JSON object with a field bundle");
        }

        var objects = new List<ForeignObject>();
        var missing = OtherParts.Where(part => bundle[part] is JsonObject { Count: > 0 })
            .Select(part => new ImportNotice(part, "not converted: it is done by the bundle's own program; keep it where the bundle is built")).ToList();
        foreach (var (type, resources) in bundle["resources"] as JsonObject ?? [])
        {
            foreach (var (key, resource) in resources as JsonObject ?? [])
            {
                Read(type, key, resource as JsonObject ?? [], objects, missing);
            }
        }

        return new ForeignSet(objects, missing);
    }

    private void Read(string type, string key, JsonObject resource, List<ForeignObject> objects, List<ImportNotice> missing)
    {
        var place = $"resources.{type}.{key}";
        if (!Words.TryGetValue(type, out var kind))
        {
            missing.Add(new ImportNotice(place, "not converted: the operator has no kind for it; leave it in the bundle"));
            return;
        }

        if (Unresolved(resource) is { } variable)
        {
            missing.Add(new ImportNotice(place, $"not converted: {variable} is not resolved, which `{command}` does"));
            return;
        }

        var wire = (JsonObject)resource.DeepClone();
        foreach (var field in NotSettings)
        {
            wire.Remove(field);
        }

        objects.Add(new ForeignObject(kind, place, key, wire) { Id = resource["id"]?.ToString() ?? "", Beside = Grants(resource["permissions"]) });
    }

    private static JsonObject Grants(JsonNode? permissions) => ForeignGrants.Of((permissions as JsonArray ?? []).OfType<JsonObject>(), "level");

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>References of jobs are written with two braces, so this is none of them.</summary>
    private static string? Unresolved(JsonNode? node) => node switch
    {
        JsonObject fields => fields.Select(field => Unresolved(field.Value)).FirstOrDefault(found => found is not null),
        JsonArray items => items.Select(Unresolved).FirstOrDefault(found => found is not null),
        JsonValue value when value.GetValueKind() == JsonValueKind.String && value.ToString().Contains("${", StringComparison.Ordinal) => value.ToString(),
        _ => null,
    };
}
