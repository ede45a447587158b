namespace Operator.Benchmarks.Reports;

/// <summary>A text by people with parts that the program writes, each between two comments.</summary>
internal static class Page
{
    /// <param name="text">All of it.</param>
    /// <param name="part">Its name in the comments.</param>
    /// <param name="content">The new one.</param>
    /// <param name="command">What writes it.</param>
    /// <returns>The text with a new part; all else stays.</returns>
    public static string Replace(string text, string part, string content, string command = "make bench")
    {
        var (begin, end) = ($"<!-- {part}: written by `{command}` -->\n", $"<!-- end of {part} -->");
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        var to = text.IndexOf(end, StringComparison.Ordinal);
        return from >= 0 && to > from
            ? $"{text[..from]}{begin}{content}{text[to..]}"
            : throw new InvalidOperationException($"The page lacks the lines between which the {part} belong: {begin.Trim()} and {end}");
    }
}
