using System.Text.Json.Nodes;
using Operator.Settings;

namespace Operator.Kinds.Jobs;

/// <summary>
/// Which of the settings written have to be remembered: those that the server or a policy may choose as well, so that one taken out of the spec
/// can be distinguished from one it chose. All others are gone from the spec when the workspace has them and the spec has not. A job of a thousand tasks
/// could not be remembered as a whole.
/// </summary>
internal static class JobAppliedFields
{
    public static IEnumerable<string> Of(JsonObject wire, IReadOnlyDictionary<string, FieldRule> rules) => Inside(wire, FieldPath.Root, isHidden: false, rules);

    /// <param name="settings">An object of the tree.</param>
    /// <param name="parent">Where it is.</param>
    /// <param name="isHidden">The object as a whole may be the server's choice.</param>
    /// <param name="rules">Rules by pattern.</param>
    private static IEnumerable<string> Inside(JsonObject settings, FieldPath parent, bool isHidden, IReadOnlyDictionary<string, FieldRule> rules)
    {
        var holder = rules.GetValueOrDefault(parent.Pattern);
        // Under a policy everything that is not asked for may be the policy's.
        isHidden |= holder?.PolicyField is { } policy && !SettingsComparer.IsEmpty(settings[policy]);
        foreach (var (name, value) in settings)
        {
            var path = holder is { IsMap: true } ? parent.Entry(name) : parent.Field(name);
            var rule = FieldRule.Of(rules, parent, name);
            var isGiven = !SettingsComparer.IsEmpty(FieldRule.Meaning(value, rule));
            if (rule is { IsRemembered: true } && isGiven && ValueFingerprint.Of(path, value!) is { } remembered)
            {
                yield return remembered;
            }

            foreach (var leaf in Of(value, path, rule, isHidden || rule is null or { WhenUnset: RemoteAddition.ServerChosen }, rules))
            {
                yield return leaf;
            }
        }
    }

    private static IEnumerable<string> Of(
        JsonNode? value, FieldPath path, FieldRule? rule, bool isHidden, IReadOnlyDictionary<string, FieldRule> rules) => value switch
        {
            JsonObject inner => Inside(inner, path, isHidden, rules),
            JsonArray list when rule?.Key is { } key => list.SelectMany((element, index) =>
                element is JsonObject inner ? Inside(inner, path.Element(SettingsTree.KeyOf(list, index, key)), isHidden: false, rules) : []),
            _ when isHidden && !SettingsComparer.IsEmpty(FieldRule.Meaning(value, rule)) =>
                SettingsTree.Objects(value, path).SelectMany(element => Inside(element.Value, element.Path, isHidden, rules)).Prepend(path.Display),
            _ => [],
        };
}
