namespace Operator.Runtime.Entities.Attributes;

/// <summary>What a rule asks of one field: that it is given, or what its value is.</summary>
/// <param name="Path">The field as the spec spells it, with dots where it stands inside another one.</param>
/// <param name="Comparison">==, != or &gt;; null asks whether the field is given.</param>
/// <param name="Value">What the field's value is compared with.</param>
internal readonly record struct RuleTerm(string Path, string? Comparison, string? Value)
{
    /// <summary>As part of an enumeration of fields.</summary>
    public string Noun => Comparison switch
    {
        "==" => $"{Path}: {Value}",
        "!=" => $"{Path} other than {Value}",
        ">" => $"{Path} above {Value}",
        _ => Path,
    };

    /// <summary>As a condition.</summary>
    public string Clause => Comparison switch
    {
        "==" => $"{Path} is {Value}",
        "!=" => $"{Path} is given and not {Value}",
        ">" => $"{Path} is above {Value}",
        _ => $"{Path} is given",
    };

    /// <exception cref="ArgumentException">The text is no term; the message shows it.</exception>
    public static RuleTerm Parse(string text) => text.Split(' ') switch
    {
        [{ Length: > 0 } path] => new(path, null, null),
        [{ Length: > 0 } path, ("==" or "!=" or ">") and var comparison, { Length: > 0 } value] => new(path, comparison, value),
        _ => throw new ArgumentException($"'{text}' is neither a field nor a field, one of ==, != and >, and a value.", nameof(text)),
    };

    /// <summary>The terms of a list that commas separate.</summary>
    public static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The terms of a list as people enumerate things.</summary>
    public static string Enumerate(IReadOnlyList<string> terms, string conjunction)
    {
        string[] nouns = [.. terms.Select(term => Parse(term).Noun)];
        return nouns.Length == 1 ? nouns[0] : $"{string.Join(", ", nouns[..^1])} {conjunction} {nouns[^1]}";
    }

    /// <summary>The terms of a list as conditions, of which one is enough.</summary>
    public static string Alternatives(string list)
    {
        RuleTerm[] terms = [.. Split(list).Select(Parse)];
        return terms.All(term => term.Comparison is null) ? $"{Enumerate(Split(list), "or")} is given" : string.Join(" or ", terms.Select(term => term.Clause));
    }
}
