using System.Text.Json.Nodes;
using Operator.Drift;

namespace Operator.Controllers.Jobs;

/// <summary>
/// Which of the settings written have to be remembered: those that the server may choose as well, so that one taken out of the spec
/// can be told from one it chose. All others are gone from the spec when the workspace has them and the spec has not. A job of a thousand tasks
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
        var isMap = rules.GetValueOrDefault(parent.Pattern) is { IsMap: true };
        foreach (var (name, value) in settings)
        {
            var path = isMap ? parent.Entry(name) : parent.Field(name);
            var rule = isMap ? rules.GetValueOrDefault($"{parent.Pattern}[\"{name}\"]") ?? FieldRule.MapEntry : rules.GetValueOrDefault(path.Pattern);
            if (rule is { IsRemembered: true } && !SettingsComparer.IsEmpty(value) && RememberedValue.Of(path, value!) is { } remembered)
            {
                yield return remembered;
            }

            foreach (var leaf in Of(value, path, rule, isHidden || rule is null or { WhenUnset: RemoteAddition.ServerChosen }, rules))
            {
                yield return leaf;
            }
        }
    }

    private static IEnumerable<string> Of(JsonNode? value, FieldPath path, FieldRule? rule, bool isHidden, IReadOnlyDictionary<string, FieldRule> rules) => value switch
    {
        JsonObject inner => Inside(inner, path, isHidden, rules),
        JsonArray list when rule?.Key is { } key => list.SelectMany((element, index) =>
            element is JsonObject inner ? Inside(inner, path.Element(SettingsTree.KeyOf(list, index, key)), isHidden: false, rules) : []),
        _ => isHidden && !SettingsComparer.IsEmpty(value) ? [path.Display] : [],
    };
}
