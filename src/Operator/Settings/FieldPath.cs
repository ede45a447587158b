using System.Text;

namespace Operator.Settings;

/// <summary>
/// Where a value stands in a settings tree, in two spellings: the pattern that rules are looked up by (<c>tasks[].timeout_seconds</c>)
/// and the one people read and write in ignoreDrift (<c>tasks[main].timeoutSeconds</c>).
/// </summary>
internal readonly record struct FieldPath(string Pattern, string Display)
{
    public static readonly FieldPath Root = new("", "");

    /// <summary>A field of an object, by its wire name.</summary>
    public FieldPath Field(string wireName) => new(
        Pattern.Length == 0 ? wireName : $"{Pattern}.{wireName}",
        Display.Length == 0 ? Camel(wireName) : $"{Display}.{Camel(wireName)}");

    /// <summary>An entry of a map, whose key is the user's own word.</summary>
    public FieldPath Entry(string key) => new($"{Pattern}[\"\"]", $"{Display}[\"{key}\"]");

    /// <summary>An element of a list, by its key or its position.</summary>
    public FieldPath Element(string keyOrIndex) => new($"{Pattern}[]", $"{Display}[{keyOrIndex}]");

    /// <summary>True when <paramref name="ancestor"/> names this very field or something that contains it.</summary>
    public bool IsWithin(string ancestor) => Contains(ancestor, Display);

    /// <summary>True when <paramref name="descendant"/> names something inside this field.</summary>
    public bool IsAbove(string descendant) => descendant.Length > Display.Length && Contains(Display, descendant);

    /// <summary>True when one of two displayed paths names the other or something that contains it.</summary>
    public static bool Overlap(string one, string other) => Contains(one, other) || Contains(other, one);

    private static bool Contains(string ancestor, string path) =>
        path.StartsWith(ancestor, StringComparison.Ordinal) && (path.Length == ancestor.Length || path[ancestor.Length] is '.' or '[');

    private static string Camel(string wireName)
    {
        if (!wireName.Contains('_', StringComparison.Ordinal))
        {
            return wireName;
        }

        var name = new StringBuilder(wireName.Length);
        var upper = false;
        foreach (var character in wireName)
        {
            if (character == '_')
            {
                upper = name.Length > 0;
                continue;
            }

            name.Append(upper ? char.ToUpperInvariant(character) : character);
            upper = false;
        }

        return name.ToString();
    }
}
