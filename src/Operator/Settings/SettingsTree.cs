using System.Globalization;
using System.Text.Json.Nodes;

namespace Operator.Settings;

/// <summary>Changes to settings trees before they are sent.</summary>
internal static class SettingsTree
{
    /// <summary>Merges the user's extra REST fields into the settings: objects deeply, everything else replaces.</summary>
    public static void Merge(JsonObject target, JsonObject extra)
    {
        foreach (var (name, value) in extra)
        {
            if (target[name] is JsonObject inner && value is JsonObject more)
            {
                Merge(inner, more);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }

    /// <summary>Paths at which both trees set something that is not an object: an extra field must not contradict the typed spec.</summary>
    public static IEnumerable<string> Overlaps(JsonObject target, JsonObject extra) => Overlaps(target, extra, FieldPath.Root);

    /// <summary>The paths of all values in the tree, and of lists as a whole: what is remembered as applied.</summary>
    public static IEnumerable<string> Leaves(JsonObject settings, IReadOnlyDictionary<string, FieldRule> rules) => Leaves(settings, FieldPath.Root, rules);

    /// <summary>
    /// Makes every given field in <paramref name="target"/> what it is in <paramref name="observed"/>, absent if it is absent there, because
    /// a full write would otherwise reset it.
    /// </summary>
    public static void Carry(JsonObject target, JsonObject observed, IReadOnlyList<string> paths, IReadOnlyDictionary<string, FieldRule> rules)
    {
        if (paths.Count > 0)
        {
            Carry(target, observed, FieldPath.Root, paths, rules);
        }
    }

    /// <summary>A copy whose objects have their names in one order, so that equal trees have equal texts.</summary>
    /// <param name="node">Any value.</param>
    /// <param name="without">A name that counts for nothing wherever it stands; null for none.</param>
    public static JsonNode? Sorted(JsonNode? node, string? without = null) => node switch
    {
        JsonObject inner => new JsonObject(inner.Where(pair => pair.Key != without).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value, without)))),
        JsonArray list => new JsonArray([.. list.Select(element => Sorted(element, without))]),
        _ => node?.DeepClone(),
    };

    /// <summary>What identifies an element: its key, or its position when it has none.</summary>
    internal static string KeyOf(JsonArray list, int index, string? key) =>
        (key is null ? null : (list[index] as JsonObject)?[key]?.ToString()) ?? index.ToString(CultureInfo.InvariantCulture);

    /// <summary>The element of that key; null when there is none.</summary>
    internal static JsonNode? Find(JsonArray list, string name, string? key) =>
        Enumerable.Range(0, list.Count).Where(index => KeyOf(list, index, key) == name).Select(index => list[index]).FirstOrDefault();

    private static void Carry(
        JsonObject target, JsonObject observed, FieldPath parent, IReadOnlyList<string> paths, IReadOnlyDictionary<string, FieldRule> rules)
    {
        var isMap = rules.GetValueOrDefault(parent.Pattern)?.IsMap ?? false;
        foreach (var name in target.Select(pair => pair.Key).Union(observed.Select(pair => pair.Key)).ToList())
        {
            var path = isMap ? parent.Entry(name) : parent.Field(name);
            if (paths.Any(path.IsWithin))
            {
                Replace(target, name, observed[name]);
            }
            else if (paths.Any(path.IsAbove))
            {
                CarryInside(target, name, observed[name], path, paths, rules);
            }
        }
    }

    private static void CarryInside(
        JsonObject target, string name, JsonNode? observed, FieldPath path, IReadOnlyList<string> paths, IReadOnlyDictionary<string, FieldRule> rules)
    {
        if (target[name] is JsonArray list)
        {
            CarryElements(list, observed as JsonArray ?? [], path, paths, rules);
            return;
        }

        var nested = target[name] as JsonObject ?? [];
        Carry(nested, observed as JsonObject ?? [], path, paths, rules);
        if (nested.Parent is null && nested.Count > 0)
        {
            target[name] = nested;
        }
    }

    /// <summary>Which elements there are is the spec's say; only fields inside those that both sides have are carried.</summary>
    private static void CarryElements(
        JsonArray target, JsonArray observed, FieldPath list, IReadOnlyList<string> paths, IReadOnlyDictionary<string, FieldRule> rules)
    {
        var key = rules.GetValueOrDefault(list.Pattern)?.Key;
        for (var index = 0; index < target.Count; index++)
        {
            var name = KeyOf(target, index, key);
            if (Find(observed, name, key) is not { } twin)
            {
                continue;
            }

            var path = list.Element(name);
            if (paths.Any(path.IsWithin))
            {
                target[index] = twin.DeepClone();
            }
            else if (target[index] is JsonObject element && twin is JsonObject other)
            {
                Carry(element, other, path, paths, rules);
            }
        }
    }

    private static void Replace(JsonObject target, string name, JsonNode? value)
    {
        if (value is null)
        {
            target.Remove(name);
        }
        else
        {
            target[name] = value.DeepClone();
        }
    }

    private static IEnumerable<string> Overlaps(JsonObject target, JsonObject extra, FieldPath parent)
    {
        foreach (var (name, value) in extra)
        {
            var path = parent.Field(name);
            if (target[name] is JsonObject inner && value is JsonObject more)
            {
                foreach (var overlap in Overlaps(inner, more, path))
                {
                    yield return overlap;
                }
            }
            else if (target[name] is not null)
            {
                yield return path.Display;
            }
        }
    }

    private static IEnumerable<string> Leaves(JsonObject settings, FieldPath parent, IReadOnlyDictionary<string, FieldRule> rules)
    {
        var isMap = rules.GetValueOrDefault(parent.Pattern)?.IsMap ?? false;
        foreach (var (name, value) in settings)
        {
            var path = isMap ? parent.Entry(name) : parent.Field(name);
            var rule = FieldRule.Of(rules, parent, name);
            var isGiven = !SettingsComparer.IsEmpty(FieldRule.Meaning(value, rule));
            if (rule is { IsRemembered: true } && isGiven && ValueFingerprint.Of(path, value!) is { } remembered)
            {
                yield return remembered;
            }

            if (value is not JsonObject && isGiven)
            {
                yield return path.Display;
            }

            foreach (var leaf in Objects(value, path).SelectMany(inner => Leaves(inner.Value, inner.Path, rules)))
            {
                yield return leaf;
            }
        }
    }

    /// <summary>The value itself or its elements, as far as they are objects.</summary>
    internal static IEnumerable<(JsonObject Value, FieldPath Path)> Objects(JsonNode? value, FieldPath path) => value switch
    {
        JsonObject inner => [(inner, path)],
        JsonArray list => list.Select((element, index) => (Element: element as JsonObject, Path: path.Element(KeyOf(list, index, key: null))))
            .Where(element => element.Element is not null).Select(element => (element.Element!, element.Path)),
        _ => [],
    };
}
