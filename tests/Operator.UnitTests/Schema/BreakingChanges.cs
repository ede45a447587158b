using System.Globalization;
using System.Text.Json.Nodes;

namespace Operator.UnitTests.Schema;

/// <summary>
/// What a definition no longer knows or no longer takes that an earlier one did: objects in people's repositories would be refused, and stored ones could not
/// be written any more.
/// </summary>
internal static class BreakingChanges
{
    private static readonly string[] LowerBounds = ["minimum", "minLength", "minItems", "minProperties"];

    private static readonly string[] UpperBounds = ["maximum", "maxLength", "maxItems", "maxProperties"];

    /// <summary>Of these any change breaks something: what a value is, and who owns which part of it.</summary>
    private static readonly string[] Fixed =
    [
        "type", "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type",
    ];

    /// <summary>Each begins with the field it is about.</summary>
    public static IReadOnlyList<string> Between(JsonObject previous, JsonObject current)
    {
        var (before, after) = (previous["spec"]!, current["spec"]!);
        List<string> found =
        [
            .. Differences(before, after, ["group", "scope"], "spec"),
            .. Differences(before["names"]!, after["names"]!, ["kind", "plural", "singular"], "spec.names"),
        ];
        foreach (var version in before["versions"]!.AsArray().Select(version => version!))
        {
            var name = (string)version["name"]!;
            if (after["versions"]!.AsArray().FirstOrDefault(one => (string)one!["name"]! == name && (bool)one["served"]!) is { } served)
            {
                found.AddRange(In(Root(version), Root(served), name));
            }
            else
            {
                found.Add($"{name}: the version is not served any more");
            }
        }

        return found;
    }

    private static JsonObject Root(JsonNode version) => version["schema"]!["openAPIV3Schema"]!.AsObject();

    private static IEnumerable<string> In(JsonObject before, JsonObject after, string path) =>
    [
        .. Differences(before, after, Fixed, path),
        .. Bounds(before, after, path),
        .. Values(before, after, path),
        .. Required(before, after, path),
        .. Rules(before, after, path),
        .. Inside(before, after, path),
    ];

    private static IEnumerable<string> Differences(JsonNode before, JsonNode after, string[] names, string path) =>
        names.Where(name => !JsonNode.DeepEquals(before[name], after[name]))
            .Select(name => $"{path}: {name} was {Shown(before[name])} and is {Shown(after[name])}");

    private static IEnumerable<string> Bounds(JsonObject before, JsonObject after, string path)
    {
        foreach (var name in LowerBounds.Where(name => Number(after[name]) > (Number(before[name]) ?? LowestOf(name))))
        {
            yield return $"{path}: {name} rose from {Shown(before[name])} to {Shown(after[name])}";
        }

        foreach (var name in UpperBounds.Where(name => Number(after[name]) < (Number(before[name]) ?? double.PositiveInfinity)))
        {
            yield return $"{path}: {name} fell from {Shown(before[name])} to {Shown(after[name])}";
        }
    }

    private static IEnumerable<string> Values(JsonObject before, JsonObject after, string path)
    {
        // Whether another regular expression takes all that the first one took cannot be told.
        foreach (var name in new[] { "pattern", "format" }.Where(name => after[name] is { } now && !JsonNode.DeepEquals(before[name], now)))
        {
            yield return $"{path}: {name} was {Shown(before[name])} and is {Shown(after[name])}";
        }

        if (after["enum"] is { } values && (before["enum"] is not { } former || Texts(former).Except(Texts(values)).Any()))
        {
            yield return $"{path}: enum was {Shown(before["enum"])} and is {Shown(values)}";
        }

        if (before["default"] is { } standard && !JsonNode.DeepEquals(standard, after["default"]))
        {
            yield return $"{path}: default was {Shown(standard)} and is {Shown(after["default"])}";
        }
    }

    private static IEnumerable<string> Required(JsonObject before, JsonObject after, string path) =>
        Texts(after["required"]).Except(Texts(before["required"])).Select(name => $"{path}.{name}: is required now");

    /// <summary>With optionalOldSelf a rule can let pass what was stored before it.</summary>
    private static IEnumerable<string> Rules(JsonObject before, JsonObject after, string path)
    {
        var known = Rules(before).Select(rule => (string)rule["rule"]!).ToHashSet();
        return Rules(after).Where(rule => !known.Contains((string)rule["rule"]!) && (bool?)rule["optionalOldSelf"] != true)
            .Select(rule => $"{path}: new rule: {rule["message"]}");
    }

    private static IEnumerable<string> Inside(JsonObject before, JsonObject after, string path)
    {
        const string Unknown = "x-kubernetes-preserve-unknown-fields";
        if (before[Unknown] is not null && after[Unknown] is null)
        {
            yield return $"{path}: unknown fields are dropped now";
        }

        foreach (var (child, former, present) in Children(before, after, path))
        {
            IEnumerable<string> changes = present is JsonObject schema ? In(former, schema, child) : [$"{child}: is gone"];
            foreach (var change in changes)
            {
                yield return change;
            }
        }
    }

    /// <summary>What stood in a schema, each with its path and what stands there now.</summary>
    private static IEnumerable<(string Path, JsonObject Former, JsonNode? Present)> Children(JsonObject before, JsonObject after, string path)
    {
        foreach (var (name, property) in before["properties"] as JsonObject ?? [])
        {
            yield return ($"{path}.{name}", property!.AsObject(), after["properties"]?[name]);
        }

        foreach (var (name, place) in new[] { ("items", "[]"), ("additionalProperties", ".*") })
        {
            if (before[name] is JsonObject element)
            {
                yield return ($"{path}{place}", element, after[name]);
            }
        }
    }

    private static IEnumerable<JsonNode> Rules(JsonObject schema) => (schema["x-kubernetes-validations"] as JsonArray ?? []).Select(rule => rule!);

    private static IEnumerable<string> Texts(JsonNode? list) => (list as JsonArray ?? []).Select(text => (string)text!);

    /// <summary>No length, and no number of elements, is below zero.</summary>
    private static double LowestOf(string bound) => bound == "minimum" ? double.NegativeInfinity : 0;

    private static double? Number(JsonNode? bound) => bound is null ? null : double.Parse($"{bound}", CultureInfo.InvariantCulture);

    private static string Shown(JsonNode? node) => node?.ToJsonString() ?? "not given";
}
