using System.Text.Json.Nodes;

namespace Operator.Settings;

/// <summary>
/// Settings that only the workspace has and that this version has no field for, newer ones for example. A write that replaces everything would take them away
/// without a word: it carries them, as it carries what ignoreDrift names.
/// </summary>
/// <param name="fields">Patterns of the settings that the spec has a field for.</param>
/// <param name="context">As of the comparison: what was applied once and is gone from the spec was taken out by the user and does not stay.</param>
/// <param name="excludes">Whether an object, by what it asks for, has no room for the field of that name.</param>
internal sealed class UnknownSettings(IReadOnlySet<string> fields, ComparisonContext context, Func<JsonObject, string, bool> excludes)
{
    /// <param name="target">The settings to be written.</param>
    /// <param name="observed">Those of the workspace.</param>
    public void Keep(JsonObject target, JsonObject observed) => Keep(target, observed, FieldPath.Root);

    private void Keep(JsonObject target, JsonObject observed, FieldPath parent)
    {
        var holder = context.RuleFor(parent);
        if (holder is { IsMap: true } or { IsChoice: true } or { IsIgnored: true }
            || (holder?.PolicyField is { } policy && !SettingsComparer.IsEmpty(target[policy])))
        {
            // What a policy puts in it puts in again, and perhaps otherwise by now.
            return;
        }

        foreach (var (name, value) in observed)
        {
            var path = parent.Field(name);
            if (!SettingsComparer.IsEmpty(target[name]))
            {
                KeepInside(target[name], value, path);
            }
            else if (IsUnknown(path) && !SettingsComparer.IsEmpty(value) && !context.WasApplied(path) && !excludes(target, name))
            {
                target[name] = value!.DeepClone();
            }
        }
    }

    private void KeepInside(JsonNode? target, JsonNode? observed, FieldPath path)
    {
        if (target is JsonObject mine && observed is JsonObject theirs)
        {
            Keep(mine, theirs, path);
        }
        else if (context.RuleFor(path)?.Key is { } key && target is JsonArray list && observed is JsonArray others)
        {
            for (var index = 0; index < list.Count; index++)
            {
                var name = SettingsTree.KeyOf(list, index, key);
                if (list[index] is JsonObject element && SettingsTree.Find(others, name, key) is JsonObject twin)
                {
                    Keep(element, twin, path.Element(name));
                }
            }
        }
    }

    private bool IsUnknown(FieldPath path) => context.RuleFor(path) is null && !fields.Contains(path.Pattern);
}
