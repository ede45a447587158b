using System.Text.Json.Nodes;

namespace Operator.Commands.Doctor;

/// <summary>A CRD as far as the API server's description of its API shows it, which every account may read; the operator's own may not read CRDs.</summary>
internal static class ServedDefinition
{
    /// <summary>Of every kind; the description leaves out what they hold.</summary>
    private static readonly string[] Common = ["apiVersion", "kind", "metadata"];

    /// <summary>Where the description is: of one version of one group, and of all groups on a server before 1.24.</summary>
    public static IReadOnlyList<string> PathsOf(JsonObject expected) =>
        [$"openapi/v3/apis/{expected["spec"]!["group"]}/{VersionOf(expected)["name"]}", "openapi/v2"];

    /// <summary>Null where the kind is not served.</summary>
    /// <param name="expected">The CRD as this program generates it.</param>
    /// <param name="description">OpenAPI, with the group and version among others.</param>
    public static JsonObject? Of(JsonObject expected, JsonObject description)
    {
        var schemas = (description["components"]?["schemas"] ?? description["definitions"]) as JsonObject ?? [];
        if (schemas.Select(entry => entry.Value as JsonObject).FirstOrDefault(schema => IsOf(expected, schema)) is not { } found)
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

    private static bool IsOf(JsonObject expected, JsonObject? schema) => (schema?["x-kubernetes-group-version-kind"] as JsonArray ?? []).Any(one =>
        one?["kind"]?.ToString() == expected["spec"]!["names"]!["kind"]!.ToString()
        && one["group"]?.ToString() == expected["spec"]!["group"]!.ToString()
        && one["version"]?.ToString() == VersionOf(expected)["name"]!.ToString());

    private static JsonNode VersionOf(JsonObject expected) => expected["spec"]!["versions"]![0]!;
}
