using System.Globalization;
using System.Text.Json.Nodes;

namespace Operator.Settings;

/// <summary>
/// Compares the settings a spec asks for with those of the workspace. Null, {}, [] and absent are the same thing, and so is "" unless a rule calls it a value:
/// Databricks does not tell them apart after a round trip. Only differences that a call could and should remove are reported.
/// </summary>
internal sealed class SettingsComparer
{
    private readonly ComparisonContext context;
    private readonly List<Difference> differences = [];
    /// <summary>Settings that are remembered and were compared.</summary>
    private readonly HashSet<string> remembered = new(StringComparer.Ordinal);

    /// <summary>Objects that both sides have.</summary>
    private readonly HashSet<string> shared = new(StringComparer.Ordinal);

    private SettingsComparer(ComparisonContext context) => this.context = context;

    public static IReadOnlyList<Difference> Compare(JsonObject desired, JsonObject observed, ComparisonContext context)
    {
        var comparer = new SettingsComparer(context);
        foreach (var name in Names(desired, observed))
        {
            var path = FieldPath.Root.Field(name);
            comparer.CompareValue(desired[name], observed[name], new Place(path, name, context.RuleFor(path), RemoteAddition.ServerChosen, context.HasPolicy));
        }

        comparer.FindTakenOut();
        return comparer.differences;
    }

    internal static bool IsEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonObject value => value.All(pair => IsEmpty(pair.Value)),
        JsonArray value => value.Count == 0,
        _ => false,
    };

    private void CompareValue(JsonNode? desired, JsonNode? observed, Place place)
    {
        if (place.Rule is { IsIgnored: true } || context.IsIgnored(place.Path))
        {
            return;
        }

        if (place.Rule is { IsRemembered: true })
        {
            remembered.Add(place.Path.Display);
        }

        (desired, observed) = (FieldRule.Meaning(desired, place.Rule), FieldRule.Answer(observed, place.Rule));
        if (place.Rule is { MayBeHidden: true } rule && IsEmpty(observed))
        {
            if (rule.IsRemembered && !context.WasGiven(place.Path, desired))
            {
                Found(place, desired, observed);
            }
        }
        else if (!IsAlike(desired, observed, place))
        {
            CompareContents(desired, observed, place);
        }
    }

    /// <summary>True where a side that says nothing means what the other side says.</summary>
    private bool IsAlike(JsonNode? desired, JsonNode? observed, Place place)
    {
        var (rule, nothingDesired, nothingObserved) = (place.Rule, IsEmpty(desired), IsEmpty(observed));
        return (nothingDesired && (nothingObserved || IsAcceptedAddition(place)))
            || (rule?.Default is { } standard && IsSame(nothingDesired ? standard : desired!, nothingObserved ? standard : observed!, rule))
            || (rule?.AbsentMeans is { } absent && nothingObserved && IsSame(desired!, absent, rule));
    }

    private void CompareContents(JsonNode? desired, JsonNode? observed, Place place)
    {
        var isOneSided = IsEmpty(desired) || IsEmpty(observed);
        switch (desired ?? observed)
        {
            case JsonObject when desired is null or JsonObject && observed is null or JsonObject:
                CompareObjects(
                    desired as JsonObject ?? [], observed as JsonObject ?? [], place, IsEmpty(desired) ? place.Additions : RemoteAddition.ServerChosen);
                break;
            case JsonArray when !isOneSided && desired is JsonArray left && observed is JsonArray right:
                CompareLists(left, right, place);
                break;
            default:
                if (isOneSided || !IsSame(desired!, observed!, place.Rule))
                {
                    Found(place, desired, observed);
                }

                break;
        }
    }

    /// <summary>What was given and shows neither in the spec nor in an answer was taken out of the spec, where what holds it is on both sides.</summary>
    private void FindTakenOut()
    {
        foreach (var path in context.KnowsValues ? context.Applied.Select(ValueFingerprint.PathOf).OfType<string>() : [])
        {
            var holder = path.LastIndexOf('.') is var end and > 0 ? path[..end] : "";
            if (!remembered.Contains(path) && (holder.Length == 0 || shared.Contains(holder)) && !context.IsIgnored(new FieldPath("", path)))
            {
                differences.Add(new Difference(path, path));
            }
        }
    }

    /// <summary>A value that only the workspace has is no difference when the server or a policy put it there, or when it could not be taken away.</summary>
    private bool IsAcceptedAddition(Place place) =>
        place.Rule is { IsImmutable: true }
        || ((place.HasPolicy || place.Additions == RemoteAddition.ServerChosen) && !context.WasApplied(place.Path));

    /// <param name="desired">Empty when the whole object is an addition.</param>
    /// <param name="observed">Empty when it is missing in the workspace.</param>
    /// <param name="place">Of the object.</param>
    /// <param name="unknown">What a field without a rule means that only the workspace has.</param>
    private void CompareObjects(JsonObject desired, JsonObject observed, Place place, RemoteAddition unknown)
    {
        if (context.KnowsWhatWasApplied && desired.Count > 0 && observed.Count > 0)
        {
            shared.Add(place.Path.Display);
        }

        var hasPolicy = place.HasPolicy || (place.Rule?.PolicyField is { } field && !IsEmpty(desired[field]));
        foreach (var name in Names(desired, observed))
        {
            var path = place.Rule is { IsMap: true } ? place.Path.Entry(name) : place.Path.Field(name);
            var rule = FieldRule.Of(context.Rules, place.Path, name);
            CompareValue(desired[name], observed[name], new Place(path, place.Field, rule, unknown, hasPolicy));
        }
    }

    private void CompareLists(JsonArray desired, JsonArray observed, Place place)
    {
        if (place.Rule?.Key is { } key)
        {
            var (left, right) = (ByKey(desired, key), ByKey(observed, key));
            foreach (var name in left.Keys.Union(right.Keys))
            {
                CompareKeyed(left.GetValueOrDefault(name), right.GetValueOrDefault(name), place, name);
            }
        }
        else if (place.Rule is { IsSet: true })
        {
            if (!IsSameSet(desired, observed, place))
            {
                Found(place, desired, observed);
            }
        }
        else if (desired.Count != observed.Count)
        {
            Found(place, desired, observed);
        }
        else
        {
            for (var index = 0; index < desired.Count; index++)
            {
                CompareElement(desired[index], observed[index], place, index.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>An element that one side lacks is one difference, whatever is in it.</summary>
    private void CompareKeyed(JsonNode? desired, JsonNode? observed, Place list, string key)
    {
        var path = list.Path.Element(key);
        if (desired is not null && observed is not null)
        {
            CompareElement(desired, observed, list, key);
        }
        else if (!context.IsIgnored(path))
        {
            Found(new Place(path, list.Field, context.RuleFor(path), RemoteAddition.Differs, list.HasPolicy), desired, observed);
        }
    }

    private void CompareElement(JsonNode? desired, JsonNode? observed, Place list, string keyOrIndex)
    {
        var path = list.Path.Element(keyOrIndex);
        CompareValue(desired, observed, new Place(path, list.Field, context.RuleFor(path) ?? FieldRule.ListElement, RemoteAddition.Differs, list.HasPolicy));
    }

    private bool IsSameSet(JsonArray desired, JsonArray observed, Place list) =>
        desired.All(one => observed.Any(other => IsSameElement(one, other, list)))
        && observed.All(other => desired.Any(one => IsSameElement(one, other, list)));

    /// <summary>By the same rules as everything else: what is empty or filled in inside an element makes it no other one.</summary>
    private bool IsSameElement(JsonNode? desired, JsonNode? observed, Place list)
    {
        if (JsonNode.DeepEquals(desired, observed))
        {
            return true;
        }

        var comparer = new SettingsComparer(context);
        comparer.CompareElement(desired, observed, list, "*");
        return comparer.differences.Count == 0;
    }

    private void Found(Place place, JsonNode? desired, JsonNode? observed) => differences.Add(
        new Difference(place.Path.Display, place.Field, place.Rule?.IsImmutable ?? false, IsEmpty(desired) ? null : ComparisonRules.HashOf(desired))
        {
            Values = new ComparedValues(desired, observed),
        });

    private bool IsSame(JsonNode desired, JsonNode observed, FieldRule? rule) =>
        rule?.Allows(desired, observed, context.AcceptsAnyChoice) == true || JsonNode.DeepEquals(desired, observed);

    private static Dictionary<string, JsonNode?> ByKey(JsonArray list, string key)
    {
        var elements = new Dictionary<string, JsonNode?>(list.Count, StringComparer.Ordinal);
        for (var index = 0; index < list.Count; index++)
        {
            elements[SettingsTree.KeyOf(list, index, key)] = list[index];
        }

        return elements;
    }

    private static IEnumerable<string> Names(JsonObject left, JsonObject right) =>
        left.Select(pair => pair.Key).Union(right.Select(pair => pair.Key), StringComparer.Ordinal);

    /// <summary>
    /// A value's path, the top-level field it belongs to, its rule, what it means where only the workspace has it and no rule speaks, and whether a policy
    /// rules here.
    /// </summary>
    private readonly record struct Place(FieldPath Path, string Field, FieldRule? Rule, RemoteAddition Unknown, bool HasPolicy)
    {
        public RemoteAddition Additions => Rule?.WhenUnset ?? Unknown;
    }
}
