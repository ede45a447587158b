using System.Text.RegularExpressions;

namespace Operator.UnitTests.Documents;

/// <summary>The book has one word for a thing, and the glossary says which.</summary>
public sealed class GlossaryTests
{
    private const string Glossary = "docs/glossary.md";

    private static readonly IReadOnlyList<(string Word, string Meaning, string[] Others)> Rows =
    [
        .. MarkdownPage.Of(Glossary).Text.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 5).Skip(2)
            .Select(cells => (cells[1], cells[2], cells[3].Split(", ", StringSplitOptions.RemoveEmptyEntries))),
    ];

    private static readonly IReadOnlyList<MarkdownPage> Book =
        [.. MarkdownPage.All.Where(page => (page.IsOfTheBook || page.Path == "README.md") && page.Path != Glossary)];

    public static TheoryData<string> Words => [.. Rows.Select(row => row.Word)];

    public static TheoryData<string> Pages => [.. Book.Select(page => page.Path)];

    [Fact]
    public void Words_OfTheGlossary_StandInOrderAndHaveAMeaning()
    {
        Assert.True(Rows.Count > 15, $"Only {Rows.Count} words were found.");
        Assert.Equal(Rows.Select(row => row.Word).Order(StringComparer.OrdinalIgnoreCase), Rows.Select(row => row.Word));
        Assert.All(Rows, row => Assert.NotEmpty(row.Meaning));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Word_OfTheGlossary_IsUsedInTheBook(string word) =>
        Assert.Contains(Book, page => Regex.IsMatch(page.Prose, $@"\b{Regex.Escape(word)}", RegexOptions.IgnoreCase));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_OfTheBook_HasNoWordThatTheGlossaryReplaces(string path)
    {
        var prose = Regex.Replace(MarkdownPage.Of(path).Prose, @"\s+", " ");

        Assert.DoesNotContain(Rows.SelectMany(row => row.Others), other => Regex.IsMatch(prose, $@"\b{Regex.Escape(other)}", RegexOptions.IgnoreCase));
    }
}
