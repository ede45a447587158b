using System.Globalization;
using System.Text;

namespace Operator.Commands.Import;

/// <summary>Names of resources, made of the names that objects have in the workspace: valid for every use in Kubernetes, and each only once.</summary>
internal sealed class ImportNames
{
    /// <summary>Of a label: such a name may also stand in a label's value.</summary>
    private const int Longest = 63;

    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <param name="text">The name in the workspace.</param>
    /// <param name="fallback">Where that has no letter and no digit that a name may have.</param>
    public string Take(string text, string fallback)
    {
        var name = Slug(text, Longest);
        name = name.Length > 0 ? name : Slug(fallback, Longest);
        var candidate = name;
        for (var number = 2; !taken.Add(candidate); number++)
        {
            var suffix = string.Create(CultureInfo.InvariantCulture, $"-{number}");
            candidate = $"{Slug(name, Longest - suffix.Length)}{suffix}";
        }

        return candidate;
    }

    /// <summary>An RFC 1123 label.</summary>
    private static string Slug(string text, int longest)
    {
        var slug = new StringBuilder(text.Length);
        foreach (var character in text.ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character))
            {
                slug.Append(character);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return (slug.Length > longest ? slug.ToString(0, longest) : slug.ToString()).Trim('-');
    }
}
