using System.Text.Json.Nodes;

namespace Operator.Commands.Doctor;

/// <summary>A CRD as far as the API server's description of its API shows it, which every account may read; the operator's own may not read CRDs.</summary>
internal static class ServedDefinition
{
    /// <summary>Of every kind; the description leaves out what they hold.</summary>
    private static readonly string[] Common = ["apiVersion", "kind", "metadata"];

    /// <summary>Where the description is: of one version of one group.</summary>
    public static string PathOf(JsonObject expected) => $"openapi/v3/apis/{expected["spec"]!["group"]}/{VersionOf(expected)["name"]}";

    /// <summary>Null where the kind is not served.</summary>
    /// <param name="expected">The CRD as this program generates it.</param>
    /// <param name="description">OpenAPI, of the group and version.</param>
    public static JsonObject? Of(JsonObject expected, JsonObject description)
    {
        var kind = expected["spec"]!["names"]!["kind"]!.ToString();
        var schemas = description["components"]?["schemas"] as JsonObject ?? [];
        if (schemas.Select(entry => entry.Value as JsonObject).FirstOrDefault(schema => IsOf(kind, schema)) is not { } found)
        {
            return null;
        }

        return new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["versions"] = new JsonArray(new JsonObject
                {
                    ["name"] = VersionOf(expected)["name"]!.DeepClone(),
                    ["served"] = true,
                    ["schema"] = new JsonObject { ["openAPIV3Schema"] = Comparable(found, expected) },
                }),
            },
            ["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Established", ["status"] = "True" }) },
        };
    }

    /// <summary>With what every kind has as the CRD writes it.</summary>
    private static JsonObject Comparable(JsonObject served, JsonObject expected)
    {
        var schema = (JsonObject)served.DeepClone();
        var properties = schema["properties"] as JsonObject ?? [];
        var known = VersionOf(expected)["schema"]!["openAPIV3Schema"]!["properties"]!.AsObject();
        foreach (var name in Common)
        {
            properties.Remove(name);
            if (known[name] is { } own)
            {
                properties[name] = own.DeepClone();
            }
        }

        return schema;
    }

    private static bool IsOf(string kind, JsonObject? schema) =>
        (schema?["x-kubernetes-group-version-kind"] as JsonArray ?? []).Any(one => one?["kind"]?.ToString() == kind);

    private static JsonNode VersionOf(JsonObject expected) => expected["spec"]!["versions"]![0]!;
}
