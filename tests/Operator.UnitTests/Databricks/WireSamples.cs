using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

/// <summary>Random objects of the API, by reflection over what is registered: the same seed gives the same object.</summary>
internal sealed class WireSamples(int seed)
{
    /// <summary>Below this, records have what they must have and nothing else: tasks hold tasks.</summary>
    private const int MaxDepth = 5;

    private static readonly string[] Texts =
    [
        "", " ", "x", "null", "{}", "\0", "\u001f\u007f", "\u2028\ufeff", "ÿ", "😀\ud83d\ude80", "\"\\/\b\f\n\r\t", "</script>'&<>+",
        "{{secrets/scope/key}}", "9007199254740993", "A_NEW_STATE", new('ä', 5_000),
    ];

    private static readonly long[] Longs = [0, 1, -1, 9007199254740993, 750350742608178001, long.MaxValue, long.MinValue];
    private static readonly int[] Integers = [0, 1, -1, int.MaxValue, int.MinValue];
    private static readonly decimal[] Decimals = [0m, -1m, 0.1m, 4.50m, 79228162514264337593543950335m];
    private static readonly string[] Unknowns = ["field_of_next_year", "Field", "ß", "", "🙂"];

    private readonly Random random = new(seed);

    /// <summary>Every type of object that is sent or answered.</summary>
    public static IReadOnlyList<Type> Types { get; } =
        [.. typeof(WireRecord).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(WireRecord)) && !type.IsAbstract)];

    public JsonObject Of(Type type) => Record(AreaJson.InfoOf(type), 0);

    private JsonObject Record(JsonTypeInfo type, int depth)
    {
        var json = new JsonObject();
        foreach (var property in type.Properties.Where(property => !property.IsExtensionData && property.Get is not null))
        {
            if (property.IsRequired || property.AssociatedParameter is { IsMemberInitializer: false })
            {
                // What must be said is never empty, and a token at most 64 characters.
                json[property.Name] = property.PropertyType == typeof(string) ? "😀 required" : Filled(property.PropertyType, depth + 1);
            }
            else if (depth < MaxDepth && random.Next(3) > 0)
            {
                json[property.Name] = Value(property.PropertyType, depth + 1);
            }
        }

        if (random.Next(3) == 0)
        {
            json[Unknowns[random.Next(Unknowns.Length)]] = Anything(3);
        }

        return json;
    }

    private JsonNode? Value(Type type, int depth) => random.Next(8) == 0 ? null : Filled(type, depth);

    private JsonNode Filled(Type type, int depth)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain switch
        {
            _ when plain == typeof(string) => Text(),
            _ when plain == typeof(bool) => random.Next(2) == 0,
            _ when plain == typeof(int) => Integers[random.Next(Integers.Length)],
            _ when plain == typeof(long) => Longs[random.Next(Longs.Length)],
            _ when plain == typeof(decimal) => Decimals[random.Next(Decimals.Length)],
            _ when plain == typeof(JsonElement) => Anything(3) ?? 0,
            _ when plain.IsSubclassOf(typeof(WireRecord)) => Record(AreaJson.InfoOf(plain), depth),
            _ when plain.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => List(plain.GetGenericArguments()[0], depth),
            _ when plain.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) => Map(plain.GetGenericArguments()[1], depth),
            _ => throw new NotSupportedException($"No samples of {plain}."),
        };
    }

    private JsonArray List(Type item, int depth) =>
        [.. Enumerable.Range(0, random.Next(3)).Select(_ => item.IsValueType ? Filled(item, depth + 1) : Value(item, depth + 1))];

    private JsonObject Map(Type item, int depth)
    {
        var map = new JsonObject();
        for (var count = random.Next(3); count > 0; count--)
        {
            map[Text()] = Value(item, depth + 1);
        }

        return map;
    }

    private JsonNode? Anything(int depth) => random.Next(depth > 0 ? 8 : 6) switch
    {
        0 => null,
        1 => false,
        2 => 0,
        3 => Longs[random.Next(Longs.Length)],
        4 => Decimals[random.Next(Decimals.Length)],
        5 => Text(),
        6 => new JsonArray(Anything(depth - 1), Anything(depth - 1)),
        _ => new JsonObject { ["a"] = Anything(depth - 1), ["b"] = Anything(depth - 1) },
    };

    private string Text() => Texts[random.Next(Texts.Length)];
}
