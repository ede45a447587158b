using System.Text.Json.Nodes;

namespace Operator.Commands.Conversion;

/// <summary>One object of a Terraform state.</summary>
/// <param name="Type">Of the resource: databricks_job.</param>
/// <param name="Address">As Terraform prints it: module.etl.databricks_job.load["a"].</param>
/// <param name="Name">Of the resource, with the key of its instance.</param>
/// <param name="Attributes">As the provider keeps them.</param>
internal sealed record TerraformInstance(string Type, string Address, string Name, JsonObject Attributes)
{
    public static IEnumerable<TerraformInstance> Of(JsonObject resource)
    {
        var (type, name) = ($"{resource["type"]}", $"{resource["name"]}");
        var module = resource["module"]?.ToString() is { Length: > 0 } path ? $"{path}." : "";
        foreach (var instance in (resource["instances"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var key = instance["index_key"];
            yield return new TerraformInstance(
                type, $"{module}{type}.{name}{(key is null ? "" : $"[{key.ToJsonString()}]")}", key is null ? name : $"{name}-{key}",
                instance["attributes"] as JsonObject ?? []);
        }
    }

    /// <summary>Empty where the attribute is not set.</summary>
    public string Text(string attribute) => Attributes[attribute]?.ToString() ?? "";
}
