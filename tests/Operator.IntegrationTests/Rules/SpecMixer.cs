using System.Text.Json.Nodes;

namespace Operator.IntegrationTests.Rules;

/// <summary>
/// Makes specs that the schema of a kind admits and its rules perhaps do not: parts of two given ones put together, fields taken out, values moved to the
/// edges of what the schema allows.
/// </summary>
internal sealed class SpecMixer(JsonObject schema, IReadOnlyList<JsonObject> seeds, Random random)
{
    private static readonly int[] Numbers = [-1, 0, 1, 2, 9, 10, 11, 50];
    private static readonly string[] ReservedKeys = ["databricks-operator-x", ""];

    public JsonObject Next()
    {
        var spec = seeds[random.Next(seeds.Count)].DeepClone().AsObject();
        for (var more = random.Next(3); more > 0; more--)
        {
            Mix(spec, seeds[random.Next(seeds.Count)], schema);
        }

        Disturb(spec, schema);
        return spec;
    }

    private void Mix(JsonObject into, JsonObject from, JsonObject node)
    {
        foreach (var (name, value) in from)
        {
            if (random.Next(3) > 0 || Child(node, name) is not { } child)
            {
                continue;
            }

            switch (into[name], value)
            {
                case (null, _):
                    into[name] = value?.DeepClone();
                    break;
                case (JsonObject mine, JsonObject theirs):
                    Mix(mine, theirs, child);
                    break;
                case (JsonArray mine, JsonArray theirs) when child["items"] is JsonObject item:
                    MixLists(mine, theirs, child, item);
                    break;
            }
        }
    }

    private void MixLists(JsonArray into, JsonArray from, JsonObject list, JsonObject item)
    {
        foreach (var element in from.Where(_ => random.Next(2) == 0))
        {
            if (into.Count > 0 && element is JsonObject theirs && into[random.Next(into.Count)] is JsonObject mine && random.Next(2) == 0)
            {
                Mix(mine, theirs, item);
            }
            else if (into.Count < (int?)list["maxItems"] && !IsThere(into, element!, list))
            {
                into.Add(element!.DeepClone());
            }
        }
    }

    /// <summary>A list that is a map or a set holds nothing twice; the API server sees to that by itself.</summary>
    private static bool IsThere(JsonArray list, JsonNode element, JsonObject schema) => schema["x-kubernetes-list-map-keys"] is JsonArray keys
        ? list.Any(other => keys.All(key => JsonNode.DeepEquals(other![(string)key!], element[(string)key!])))
        : $"{schema["x-kubernetes-list-type"]}" == "set" && list.Any(other => JsonNode.DeepEquals(other, element));

    private void Disturb(JsonObject spec, JsonObject node)
    {
        var required = (node["required"] as JsonArray ?? []).Select(name => (string)name!).ToHashSet();
        foreach (var name in spec.Select(entry => entry.Key).ToList())
        {
            if (Child(node, name) is not { } child)
            {
                continue;
            }

            if (!required.Contains(name) && random.Next(8) == 0)
            {
                spec.Remove(name);
                continue;
            }

            if (Other(spec[name]!, child) is { } other)
            {
                spec[name] = other;
            }
        }
    }

    /// <summary>Another value for a field, or null after whatever happens inside of it.</summary>
    private JsonNode? Other(JsonNode value, JsonObject node)
    {
        switch (value)
        {
            case JsonObject map when node["additionalProperties"] is not null:
                if (random.Next(20) == 0 && map.Count < (int?)node["maxProperties"])
                {
                    map[ReservedKeys[random.Next(ReservedKeys.Length)]] = "1";
                }

                return null;
            case JsonObject map:
                Disturb(map, node);
                return null;
            case JsonArray list when node["items"] is JsonObject item:
                foreach (var element in list.OfType<JsonObject>())
                {
                    Disturb(element, item);
                }

                return null;
            default:
                return random.Next(4) == 0 ? Leaf(node) : null;
        }
    }

    private JsonNode? Leaf(JsonObject node) => $"{node["type"]}" switch
    {
        "boolean" => JsonValue.Create(random.Next(2) == 0),
        "string" when node["enum"] is JsonArray values => values[random.Next(values.Count)]!.DeepClone(),
        "integer" when Numbers[random.Next(Numbers.Length)] is var number
            && number >= ((long?)node["minimum"] ?? long.MinValue) && number <= ((long?)node["maximum"] ?? long.MaxValue) => JsonValue.Create(number),
        _ => null,
    };

    private static JsonObject? Child(JsonObject node, string name) => node["properties"]?[name] as JsonObject;
}
