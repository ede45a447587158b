using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Operator.Settings;

namespace Operator.Commands.Import;

/// <summary>
/// Reads wire JSON into a spec, by the type with which the mapper of the kind writes it: a field is read back where it is written from. What the field rules
/// call a default, and what they ignore, is left out; what the type has no field for goes into the nearest extraSettings above it.
/// </summary>
/// <param name="type">Of the spec, as the mapper writes it.</param>
/// <param name="rules">Of the kind.</param>
/// <param name="secret">The name of the Secret that references stand for: no answer holds what is in it.</param>
internal sealed class SpecReader(JsonTypeInfo type, IReadOnlyDictionary<string, FieldRule> rules, string secret)
{
    private const string ExtraSettings = "extra_settings";
    private const string SecretSuffix = "_secret_ref";

    private readonly List<string> secretKeys = [];

    /// <summary>Keys of the Secret that the spec refers to.</summary>
    public IReadOnlyList<string> SecretKeys => secretKeys;

    /// <summary>The spec, by the names of the manifest.</summary>
    public JsonObject Read(JsonObject wire)
    {
        var (spec, unknown) = ReadObject(wire, type, FieldPath.Root);
        if (unknown.Count > 0)
        {
            spec[NameOf(ExtraSettings)] = unknown;
        }

        return spec;
    }

    private (JsonObject Spec, JsonObject Unknown) ReadObject(JsonObject wire, JsonTypeInfo holder, FieldPath path)
    {
        var fields = holder.Properties.ToDictionary(property => property.Name, StringComparer.Ordinal);
        var (spec, unknown) = (new JsonObject(), new JsonObject());
        foreach (var (name, value) in wire)
        {
            if (SaysNothing(value, FieldRule.Of(rules, path, name)) || fields.ContainsKey(name + SecretSuffix))
            {
                continue;
            }

            if (!fields.TryGetValue(name, out var field) || name == ExtraSettings || !TryRead(spec, unknown, value!, field, path.Field(name)))
            {
                unknown[name] = value!.DeepClone();
            }
        }

        AddSecrets(spec, fields.Keys);
        if (unknown.Count > 0 && fields.ContainsKey(ExtraSettings))
        {
            spec[NameOf(ExtraSettings)] = unknown;
            unknown = [];
        }

        return (spec, unknown);
    }

    /// <summary>False where the type has no room for the value.</summary>
    private bool TryRead(JsonObject spec, JsonObject unknown, JsonNode value, JsonPropertyInfo field, FieldPath path)
    {
        var fieldType = type.Options.GetTypeInfo(field.PropertyType);
        var read = (value, fieldType.Kind) switch
        {
            (JsonObject inner, JsonTypeInfoKind.Object) => ReadInner(inner, fieldType, field.Name, unknown, path),
            (JsonObject map, JsonTypeInfoKind.Dictionary) => ReadMap(map, path),
            (JsonArray list, JsonTypeInfoKind.Enumerable) => ReadList(list, type.Options.GetTypeInfo(field.PropertyType.GetGenericArguments()[0]), path),
            (JsonValue scalar, JsonTypeInfoKind.None) => ReadScalar(scalar, field.PropertyType),
            _ => null,
        };
        if (read is null)
        {
            return false;
        }

        // An object of defaults alone says nothing.
        if (read is not JsonObject { Count: 0 })
        {
            spec[NameOf(field.Name)] = read;
        }

        return true;
    }

    private JsonObject ReadInner(JsonObject inner, JsonTypeInfo innerType, string name, JsonObject unknown, FieldPath path)
    {
        var (read, rest) = ReadObject(inner, innerType, path);
        if (rest.Count > 0)
        {
            unknown[name] = rest;
        }

        return read;
    }

    /// <summary>Null where an entry is no text.</summary>
    private JsonObject? ReadMap(JsonObject map, FieldPath path)
    {
        var read = new JsonObject();
        foreach (var (key, value) in map)
        {
            var rule = FieldRule.Of(rules, path, key);
            if (value is null || rule is { IsIgnored: true } or { WhenUnset: RemoteAddition.ServerChosen })
            {
                continue;
            }

            if (value is not JsonValue)
            {
                return null;
            }

            read[key] = value.ToString();
        }

        return read;
    }

    /// <summary>Null where an element has something that its type has no room for: lists do not merge, so the whole list is written as it is.</summary>
    private JsonArray? ReadList(JsonArray list, JsonTypeInfo elementType, FieldPath path)
    {
        var read = new JsonArray();
        foreach (var element in list)
        {
            switch (element)
            {
                case JsonObject inner when elementType.Kind == JsonTypeInfoKind.Object:
                    var (one, rest) = ReadObject(inner, elementType, path.Element(""));
                    if (rest.Count > 0)
                    {
                        return null;
                    }

                    read.Add((JsonNode)one);
                    break;
                case JsonValue scalar when ReadScalar(scalar, elementType.Type) is { } text:
                    read.Add(text);
                    break;
                default:
                    return null;
            }
        }

        return read;
    }

    /// <summary>A number may stand in the spec as a text: an id, or an amount of money.</summary>
    private static JsonNode? ReadScalar(JsonValue value, Type target)
    {
        var isText = (Nullable.GetUnderlyingType(target) ?? target) == typeof(string);
        return value.GetValueKind() switch
        {
            JsonValueKind.String => isText ? value.ToString() : null,
            JsonValueKind.Number when isText => decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number.ToString("0.############################", CultureInfo.InvariantCulture)
                : null,
            JsonValueKind.True or JsonValueKind.False => (Nullable.GetUnderlyingType(target) ?? target) == typeof(bool) ? value.DeepClone() : null,
            _ => isText ? null : value.DeepClone(),
        };
    }

    /// <summary>What a Secret holds is in no answer. Leaving out the reference would take the secret away with the next write.</summary>
    private void AddSecrets(JsonObject spec, IEnumerable<string> fields)
    {
        foreach (var field in spec.Count > 0 ? fields.Where(field => field.EndsWith(SecretSuffix, StringComparison.Ordinal)) : [])
        {
            var key = field[..^SecretSuffix.Length].Replace('_', '-');
            spec[NameOf(field)] = new JsonObject { ["name"] = secret, ["key"] = key };
            secretKeys.Add(key);
        }
    }

    private static bool SaysNothing(JsonNode? value, FieldRule? rule) =>
        rule is { IsIgnored: true }
        || SettingsComparer.IsEmpty(FieldRule.Meaning(value, rule))
        || (rule?.Default is { } standard && JsonNode.DeepEquals(value, standard));

    private static string NameOf(string wireName) => FieldPath.Root.Field(wireName).Display;
}
