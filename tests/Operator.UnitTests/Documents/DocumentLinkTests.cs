using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Documents;

/// <summary>Every link of a page leads somewhere, and every page of the book is in its index.</summary>
public sealed class DocumentLinkTests
{
    private const string Index = "docs/README.md";

    private static readonly Dictionary<string, MarkdownPage> Pages = MarkdownPage.All.ToDictionary(page => page.Path, StringComparer.Ordinal);

    public static TheoryData<string> WithLinks => [.. MarkdownPage.All.Where(page => page.Links.Any(IsLocal)).Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(WithLinks))]
    public void Links_OfAPage_LeadToFilesAndHeadingsThatExist(string path) =>
        Assert.Empty(Pages[path].Links.Where(IsLocal).Select(link => Problem(path, link)).OfType<string>());

    [Fact]
    public void Pages_OfTheBook_AreInItsIndex()
    {
        var linked = Pages[Index].Links.Where(IsLocal).Select(link => Resolve(Index, link.Split('#')[0])).ToHashSet(StringComparer.Ordinal);
        var pages = MarkdownPage.All.Select(page => page.Path).Where(path => path.StartsWith("docs/", StringComparison.Ordinal) && path != Index)
            // A kind each, which the API reference lists; what was once decided, found or measured.
            .Where(path => path.Split('/') is not [_, "api" or "decisions" or "reviews" or "performance", _]);

        Assert.Empty(pages.Except(linked, StringComparer.Ordinal));
    }

    [Fact]
    public void Readme_OfTheRepository_IsOneScreenAndLeadsToTheBook()
    {
        Assert.InRange(Pages["README.md"].Text.TrimEnd('\n').Split('\n').Length, 1, 65);
        Assert.Contains(Index, Pages["README.md"].Links.Select(link => Resolve("README.md", link.TrimEnd('/'))));
    }

    private static bool IsLocal(string link) => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal);

    private static string? Problem(string page, string link)
    {
        var (file, anchor) = link.Split('#') is [var before, var after] ? (before, after) : (link, null);
        var target = file.Length == 0 ? page : Resolve(page, file);
        return !Path.Exists(Path.Combine(Repository.Root, target)) ? $"{link}: there is no {target}"
            : anchor is null ? null
            : !Pages.TryGetValue(target, out var found) || !found.Anchors.Contains(anchor) ? $"{link}: {target} has no such heading"
            : null;
    }

    private static string Resolve(string page, string link) => Path.GetRelativePath(
        Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, link)));
}
