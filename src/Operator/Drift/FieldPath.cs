using System.Text;

namespace Operator.Drift;

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
    public bool IsWithin(string ancestor) =>
        Display == ancestor || (Display.StartsWith(ancestor, StringComparison.Ordinal) && Display[ancestor.Length] is '.' or '[');

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
