using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Operator.Settings;

namespace Operator.UnitTests.Settings;

/// <summary>Settings trees for tests: written down, or made up by FsCheck.</summary>
internal static class Trees
{
    private static readonly string[] Names = ["num_workers", "spark_conf", "aws_attributes", "init_scripts", "a_b", "x", "list"];
    private static readonly string[] Texts = ["", "true", "SINGLE_USER", "a.b", "quote\"d", "grüße", "{{secrets/a/b}}"];

    public static JsonObject Of(string json) => JsonNode.Parse(json)!.AsObject();

    public static Dictionary<string, FieldRule> Rules(params (string Pattern, FieldRule Rule)[] rules) =>
        rules.ToDictionary(row => row.Pattern, row => row.Rule);

    /// <summary>The paths on which the two disagree.</summary>
    public static string[] Differences(string desired, string observed, IReadOnlyDictionary<string, FieldRule>? rules = null, params string[] applied) =>
        Differences(desired, observed, new ComparisonContext { Rules = rules ?? new Dictionary<string, FieldRule>(), Applied = applied.ToHashSet() });

    public static string[] Differences(string desired, string observed, ComparisonContext context) =>
        [.. SettingsComparer.Compare(Of(desired), Of(observed), context).Select(difference => difference.Path)];

    /// <summary>Any tree of objects, lists, numbers, texts, booleans and nulls.</summary>
    public static Arbitrary<JsonObject> Any { get; } = Gen.Sized(size => Object(Math.Min(size, 4))).ToArbitrary();

    /// <summary>The same tree with the members of every object in another order.</summary>
    public static JsonNode? Reversed(JsonNode? node) => node switch
    {
        JsonObject value => new JsonObject(value.Reverse().Select(pair => KeyValuePair.Create(pair.Key, Reversed(pair.Value)))),
        JsonArray value => new JsonArray([.. value.Select(Reversed)]),
        _ => node?.DeepClone(),
    };

    private static Gen<JsonObject> Object(int depth) =>
        from names in Gen.SubListOf(Names)
        from values in Gen.ArrayOf(Value(depth), names.Count)
        select new JsonObject(names.Zip(values, (name, value) => KeyValuePair.Create(name, value?.DeepClone())));

    private static Gen<JsonNode?> Value(int depth)
    {
        var scalars = Gen.OneOf(
            Gen.Elements(Texts).Select(text => (JsonNode?)JsonValue.Create(text)),
            Gen.Choose(-1, 1000).Select(number => (JsonNode?)JsonValue.Create(number)),
            Gen.Elements(true, false).Select(flag => (JsonNode?)JsonValue.Create(flag)),
            Gen.Constant<JsonNode?>(null));
        return depth <= 0
            ? scalars
            : Gen.OneOf(
                scalars,
                Object(depth - 1).Select(inner => (JsonNode?)inner),
                Gen.ArrayOf(Value(depth - 1), 2).Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])));
    }
}
