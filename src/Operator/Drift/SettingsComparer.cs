using System.Globalization;
using System.Text.Json.Nodes;

namespace Operator.Drift;

/// <summary>
/// Compares the settings a spec asks for with those of the workspace. Null, {}, [] and absent are the same thing: Databricks does not
/// tell them apart after a round trip. Only differences that a call could and should remove are reported.
/// </summary>
internal static class SettingsComparer
{
    public static IReadOnlyList<Difference> Compare(JsonObject desired, JsonObject observed, ComparisonContext context)
    {
        var differences = new List<Difference>();
        foreach (var name in Names(desired, observed))
        {
            var found = new List<FieldPath>();
            CompareValue(desired[name], observed[name], FieldPath.Root.Field(name), context, found);
            differences.AddRange(found.Select(path => new Difference(path.Display, name, context.RuleFor(path)?.IsImmutable ?? false)));
        }

        return differences;
    }

    internal static bool IsEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonObject value => value.All(pair => IsEmpty(pair.Value)),
        JsonArray value => value.Count == 0,
        _ => false,
    };

    private static void CompareValue(JsonNode? desired, JsonNode? observed, FieldPath path, ComparisonContext context, List<FieldPath> found)
    {
        var rule = context.RuleFor(path);
        var (nothingDesired, nothingObserved) = (IsEmpty(desired), IsEmpty(observed));
        if (rule is { IsIgnored: true } || (nothingDesired && nothingObserved) || context.IsIgnored(path))
        {
            return;
        }

        if (nothingDesired && IsAcceptedAddition(observed!, path, rule, context))
        {
            return;
        }

        if (rule?.Default is { } standard && Same(nothingDesired ? standard : desired!, nothingObserved ? standard : observed!, rule))
        {
            return;
        }

        switch (desired ?? observed)
        {
            case JsonObject when desired is null or JsonObject && observed is null or JsonObject:
                CompareObjects(desired as JsonObject ?? [], observed as JsonObject ?? [], path, rule, context, found);
                break;
            case JsonArray when !nothingDesired && !nothingObserved && desired is JsonArray left && observed is JsonArray right:
                CompareLists(left, right, path, rule, context, found);
                break;
            default:
                if (nothingDesired || nothingObserved || !Same(desired!, observed!, rule))
                {
                    found.Add(path);
                }

                break;
        }
    }

    /// <summary>A value that only the workspace has is no difference when the server or a policy put it there.</summary>
    private static bool IsAcceptedAddition(JsonNode observed, FieldPath path, FieldRule? rule, ComparisonContext context)
    {
        var removedByUser = context.Applied.Contains(path.Display) || (observed is JsonObject && context.Applied.Any(applied => IsBelow(applied, path.Display)));
        return !removedByUser && (context.HasPolicy || rule?.WhenUnset == RemoteAddition.ServerChosen);
    }

    private static bool IsBelow(string applied, string ancestor) =>
        applied.Length > ancestor.Length && applied.StartsWith(ancestor, StringComparison.Ordinal) && applied[ancestor.Length] is '.' or '[';

    private static void CompareObjects(
        JsonObject desired, JsonObject observed, FieldPath path, FieldRule? rule, ComparisonContext context, List<FieldPath> found)
    {
        foreach (var name in Names(desired, observed))
        {
            var child = rule is { IsMap: true } ? path.Entry(name) : path.Field(name);
            // The rule of a single map entry is found by its full name, that of all entries by the pattern.
            var named = rule is { IsMap: true } ? child with { Pattern = $"{path.Pattern}[\"{name}\"]" } : child;
            CompareValue(desired[name], observed[name], context.Rules.ContainsKey(named.Pattern) ? named : child, context, found);
        }
    }

    private static void CompareLists(
        JsonArray desired, JsonArray observed, FieldPath path, FieldRule? rule, ComparisonContext context, List<FieldPath> found)
    {
        if (rule?.Key is { } key)
        {
            var (left, right) = (ByKey(desired, key), ByKey(observed, key));
            foreach (var name in left.Keys.Union(right.Keys))
            {
                CompareValue(left.GetValueOrDefault(name), right.GetValueOrDefault(name), path.Element(name), context, found);
            }
        }
        else if (rule is { IsSet: true })
        {
            if (!Canonical(desired).SetEquals(Canonical(observed)))
            {
                found.Add(path);
            }
        }
        else if (desired.Count != observed.Count)
        {
            found.Add(path);
        }
        else
        {
            for (var index = 0; index < desired.Count; index++)
            {
                CompareValue(desired[index], observed[index], path.Element(index.ToString(CultureInfo.InvariantCulture)), context, found);
            }
        }
    }

    private static bool Same(JsonNode left, JsonNode right, FieldRule? rule)
    {
        if (rule?.Aliases is { } aliases && left is JsonValue && right is JsonValue)
        {
            var (one, other) = (left.ToString(), right.ToString());
            return aliases.GetValueOrDefault(one, one) == aliases.GetValueOrDefault(other, other);
        }

        return JsonNode.DeepEquals(left, right);
    }

    private static Dictionary<string, JsonNode?> ByKey(JsonArray list, string key)
    {
        var elements = new Dictionary<string, JsonNode?>(list.Count, StringComparer.Ordinal);
        for (var index = 0; index < list.Count; index++)
        {
            elements[(list[index] as JsonObject)?[key]?.ToString() ?? index.ToString(CultureInfo.InvariantCulture)] = list[index];
        }

        return elements;
    }

    private static HashSet<string> Canonical(JsonArray list) => [.. list.Select(element => element?.ToJsonString() ?? "null")];

    private static IEnumerable<string> Names(JsonObject left, JsonObject right) =>
        left.Select(pair => pair.Key).Union(right.Select(pair => pair.Key), StringComparer.Ordinal);
}
