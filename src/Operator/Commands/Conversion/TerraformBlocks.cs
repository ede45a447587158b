using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Operator.Commands.Conversion;

/// <summary>
/// Attributes of a resource in a Terraform state, by the names and shapes of the REST API: there a block is a list of at most one element, a repeated block has
/// its name in the singular, and what a block leaves out stands as 0, false or "" (https://registry.terraform.io/providers/databricks/databricks/latest/docs).
/// </summary>
/// <param name="type">Of the spec, as the mapper of the kind writes it: it knows which fields are objects and which are lists.</param>
/// <param name="missing">Hears the path of each attribute that is set and that the type does not know.</param>
internal sealed class TerraformBlocks(JsonTypeInfo type, Action<string> missing)
{
    private const string SecretSuffix = "_secret_ref";

    /// <summary>In a block these are said even when they are 0 or false.</summary>
    private static readonly string[] MeaningfulZeros = ["num_workers", "max_concurrent_runs", "enabled", "value"];

    /// <param name="attributes">Of the resource.</param>
    /// <param name="zerosAreUnset">Also outside of blocks.</param>
    public JsonObject Read(JsonObject attributes, bool zerosAreUnset) => ReadObject(attributes, type, "", zerosAreUnset);

    private JsonObject ReadObject(JsonObject attributes, JsonTypeInfo holder, string path, bool zerosAreUnset = true)
    {
        var fields = holder.Properties.ToDictionary(property => property.Name, StringComparer.Ordinal);
        var read = new JsonObject();
        foreach (var (name, value) in attributes.Where(attribute => IsSet(attribute.Key, attribute.Value, zerosAreUnset)))
        {
            var at = path.Length > 0 ? $"{path}.{name}" : name;
            if (fields.ContainsKey(name + SecretSuffix))
            {
                // No manifest holds it; the reader of the spec writes a reference.
                read[name] = value!.DeepClone();
            }
            else if (Candidates(name).FirstOrDefault(fields.ContainsKey) is { } field)
            {
                read[field] = ReadValue(value!, type.Options.GetTypeInfo(fields[field].PropertyType), at);
            }
            else
            {
                missing(at);
            }
        }

        return read;
    }

    /// <summary>The names that the API may have for an attribute, the likeliest first.</summary>
    private static IEnumerable<string> Candidates(string name) => [name, name == "library" ? "libraries" : $"{name}s", $"git_{name}"];

    private JsonNode ReadValue(JsonNode value, JsonTypeInfo fieldType, string path) => (value, fieldType.Kind) switch
    {
        (JsonArray block, JsonTypeInfoKind.Object) => ReadObject(block[0] as JsonObject ?? [], fieldType, path),
        (JsonObject block, JsonTypeInfoKind.Object) => ReadObject(block, fieldType, path),
        (JsonArray list, JsonTypeInfoKind.Enumerable) => ReadList(list, type.Options.GetTypeInfo(fieldType.ElementType!), path),
        _ => value.DeepClone(),
    };

    private JsonArray ReadList(JsonArray list, JsonTypeInfo elementType, string path) =>
    [
        .. list.Select((element, index) => element is JsonObject block && elementType.Kind == JsonTypeInfoKind.Object
            ? ReadObject(block, elementType, $"{path}[{index}]")
            : element?.DeepClone()),
    ];

    private static bool IsSet(string name, JsonNode? value, bool zerosAreUnset) => value switch
    {
        null => false,
        JsonArray list => list.Count > 0 && list[0] is not null,
        JsonObject map => map.Count > 0,
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => value.ToString().Length > 0,
            JsonValueKind.False => !zerosAreUnset || MeaningfulZeros.Contains(name),
            JsonValueKind.Number => !zerosAreUnset || value.ToString() != "0" || MeaningfulZeros.Contains(name),
            _ => true,
        },
    };
}
