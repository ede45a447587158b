using System.Text.RegularExpressions;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Contract;

/// <summary>docs/databricks-behavior.md has the sections that comments cite, no others, and a public source for each.</summary>
public sealed partial class BehaviorDocumentTests
{
    private const string Document = "databricks-behavior.md";

    /// <summary>What a section says that has no source.</summary>
    private const string NoSource = "No public source";

    /// <summary>How sections were cited while they were in no file here.</summary>
    private const string OldCitation = "F" + "§";

    /// <summary>Fewer sections or citations than these were not found, and not all of them checked.</summary>
    private const int Fewest = 30;

    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", Document));

    private static readonly IReadOnlyDictionary<string, string> Sections = Text.Split("\n## ").Skip(1)
        .Where(section => char.IsAsciiDigit(section[0]))
        .ToDictionary(section => section.Split(' ')[0], section => section, StringComparer.Ordinal);

    private static readonly IReadOnlyDictionary<string, string> Links = Link().Matches(Text)
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["address"].Value, StringComparer.Ordinal);

    /// <summary>All files that may cite a section, by their paths. Reviews quote what was there when they were written.</summary>
    private static readonly IReadOnlyDictionary<string, string> Files = new[] { "src", "tests", "docs", "charts", "config", "hack" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj" or "TestResults" or "reviews"))
        .Where(file => Path.GetFileName(file) != Document)
        .ToDictionary(file => Path.GetRelativePath(Repository.Root, file), File.ReadAllText, StringComparer.Ordinal);

    private static readonly HashSet<string> Cited =
        Files.Values.SelectMany(text => Citation().Matches(text)).Select(match => match.Groups["section"].Value).ToHashSet(StringComparer.Ordinal);

    [Fact]
    public void Sections_ThatAreCited_AreThoseOfTheDocument()
    {
        Assert.True(Cited.Count > Fewest, $"Only {Cited.Count} sections are cited.");
        Assert.Equal(Cited.Order(StringComparer.Ordinal), Sections.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Sections_NamedInTheDocument_AreInIt() =>
        Assert.Empty(Reference().Matches(Text).Select(match => match.Groups["section"].Value).Except(Sections.Keys, StringComparer.Ordinal));

    [Fact]
    public void Sections_OfTheDocument_HaveASourceOrSayThatTheyHaveNone()
    {
        Assert.True(Sections.Count > Fewest, $"Only {Sections.Count} sections were found.");
        Assert.All(Sections.Values, section => Assert.True(
            section.Contains(NoSource, StringComparison.Ordinal) || Label().Matches(section).Any(match => Links.ContainsKey(match.Groups["name"].Value)),
            section));
    }

    [Fact]
    public void Links_OfTheDocument_AreDefinedUsedAndPublic()
    {
        var used = Label().Matches(Text).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal);

        Assert.Equal(Links.Keys.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
        Assert.All(Links.Values, address => Assert.StartsWith("https://", address, StringComparison.Ordinal));
    }

    [Fact]
    public void Citations_OfWhatIsInNoFileHere_AreGone() =>
        Assert.Empty(Files.Where(file => file.Value.Contains(OldCitation, StringComparison.Ordinal)).Select(file => file.Key));

    [GeneratedRegex(@"behavior §(?<section>\d+(\.\d+)*)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Citation();

    [GeneratedRegex(@"§(?<section>\d+(\.\d+)*)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();

    /// <summary>A link by name, and neither its definition nor one with its address beside it.</summary>
    [GeneratedRegex(@"\[(?<name>[a-z][a-z0-9#.-]*)\](?![:(])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();

    [GeneratedRegex(@"^\[(?<name>[^\]]+)\]: (?<address>\S+)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Link();
}
