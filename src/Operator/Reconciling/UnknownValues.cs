using System.Collections;
using System.Reflection;
using System.Text.Json;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Reconciling;

/// <summary>
/// Values in a spec that this version does not know, of fields that are open for newer ones. They are sent all the same, because Databricks may know them;
/// where it refuses the request they are the likely reason.
/// </summary>
internal static class UnknownValues
{
    /// <summary>One sentence for each, with what is known and the nearest of that.</summary>
    public static IEnumerable<string> Of(object spec) => Inside(spec, "spec");

    private static IEnumerable<string> Inside(object holder, string path) => holder.GetType().GetProperties().SelectMany(property =>
        property.GetIndexParameters().Length == 0 && property.GetValue(holder) is { } value ? Of(property, value, $"{path}.{Name(property.Name)}") : []);

    private static IEnumerable<string> Of(PropertyInfo property, object value, string path) => value switch
    {
        string text => property.GetCustomAttribute<KnownValuesAttribute>() is { } known && !IsKnown(known, text) ? [Sentence(path, text, known)] : [],
        IList list => list.Cast<object?>()
            .SelectMany((element, index) => element is null or string ? [] : Inside(element, $"{path}[{Key(property, element) ?? $"{index}"}]")),
        _ when IsOurs(value.GetType()) => Inside(value, path),
        _ => [],
    };

    /// <summary>Texts, numbers, maps and free JSON have no fields that are known.</summary>
    private static bool IsOurs(Type type) => type.IsClass && type.Assembly == typeof(Api.V1Alpha1.ICommonSpec).Assembly;

    private static bool IsKnown(KnownValuesAttribute known, string text) =>
        known.Values.Contains(text, known.IgnoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    private static string Sentence(string path, string text, KnownValuesAttribute known) =>
        $"{path} is {text}, which is none of the values this operator knows: {string.Join(", ", known.Values)}; did you mean {Nearest(text, known.Values)}?";

    private static string Nearest(string text, IReadOnlyList<string> known) =>
        known.MinBy(value => Distance(text.ToUpperInvariant(), value.ToUpperInvariant()))!;

    /// <summary>How many letters have to be added, taken out or changed to make the one of the other.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var index = 0; index < one.Length; index++)
        {
            var diagonal = row[0]++;
            for (var column = 0; column < other.Length; column++)
            {
                var changed = diagonal + (one[index] == other[column] ? 0 : 1);
                diagonal = row[column + 1];
                row[column + 1] = Math.Min(changed, Math.Min(diagonal, row[column]) + 1);
            }
        }

        return row[^1];
    }

    private static string? Key(PropertyInfo list, object element) => list.GetCustomAttribute<XListMapKeysAttribute>() is { Keys: [var key] }
        ? Array.Find(element.GetType().GetProperties(), property => Name(property.Name) == key)?.GetValue(element)?.ToString()
        : null;

    private static string Name(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);
}
