using System.Text.Json.Nodes;

namespace Operator.Drift;

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

    /// <summary>The paths of all values in the tree, lists counting as one value: what is remembered as applied.</summary>
    public static IEnumerable<string> Leaves(JsonObject settings, IReadOnlyDictionary<string, FieldRule> rules) => Leaves(settings, FieldPath.Root, rules);

    /// <summary>
    /// Takes over the workspace's value of every field the user told us not to look at, because a full write would otherwise
    /// reset it.
    /// </summary>
    public static void CarryIgnored(JsonObject target, JsonObject observed, IReadOnlyList<string> ignored, IReadOnlyDictionary<string, FieldRule> rules)
    {
        if (ignored.Count > 0)
        {
            Carry(target, observed, FieldPath.Root, ignored, rules);
        }
    }

    private static void Carry(JsonObject target, JsonObject observed, FieldPath parent, IReadOnlyList<string> ignored, IReadOnlyDictionary<string, FieldRule> rules)
    {
        var isMap = rules.GetValueOrDefault(parent.Pattern)?.IsMap ?? false;
        foreach (var (name, value) in observed)
        {
            var path = isMap ? parent.Entry(name) : parent.Field(name);
            if (ignored.Any(path.IsWithin))
            {
                target[name] = value?.DeepClone();
            }
            else if (value is JsonObject inner && ignored.Any(wanted => wanted.StartsWith(path.Display, StringComparison.Ordinal)))
            {
                var nested = target[name] as JsonObject ?? [];
                Carry(nested, inner, path, ignored, rules);
                if (nested.Parent is null && nested.Count > 0)
                {
                    target[name] = nested;
                }
            }
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
            if (value is JsonObject inner)
            {
                foreach (var leaf in Leaves(inner, path, rules))
                {
                    yield return leaf;
                }
            }
            else if (!SettingsComparer.IsEmpty(value))
            {
                yield return path.Display;
            }
        }
    }
}
