using System.Text.RegularExpressions;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Contract;

/// <summary>The index of the decisions says of each what the record itself says.</summary>
public sealed partial class DecisionDocumentTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "decisions");

    public static TheoryData<string> Records => [.. Directory
        .EnumerateFiles(Folder, "*.md")
        .Select(file => Path.GetFileName(file))
        .Except(["README.md", "template.md"])];

    [Theory]
    [MemberData(nameof(Records))]
    public void Record_AnyOne_BeginsWithItsNumberStatusAndDate(string record) =>
        Assert.Matches(Heading(), File.ReadAllText(Path.Combine(Folder, record)));

    [Theory]
    [MemberData(nameof(Records))]
    public void Index_AnyRecord_HasARowWithItsTitleStatusAndDate(string record)
    {
        var parts = Heading().Match(File.ReadAllText(Path.Combine(Folder, record))).Groups;

        Assert.Contains(
            $"| [{record[..4]}]({record}) | {parts["title"]} | {parts["status"]} | {parts["date"]} |", File.ReadAllLines(Path.Combine(Folder, "README.md")));
    }

    [Fact]
    public void Index_Rows_AreTheRecordsInTheirOrder() =>
        Assert.Equal(
            Directory.EnumerateFiles(Folder, "0*.md").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal),
            Row().Matches(File.ReadAllText(Path.Combine(Folder, "README.md"))).Select(row => row.Groups["file"].Value));

    [Theory]
    [MemberData(nameof(Records))]
    public void Number_OfARecord_IsInItsTitleAndNoOtherRecordHasIt(string record)
    {
        Assert.StartsWith($"# {record[..4]}: ", File.ReadAllText(Path.Combine(Folder, record)), StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(Folder, $"{record[..4]}-*.md"));
    }

    [GeneratedRegex(
        @"\A# \d{4}: (?<title>.+)\n\nStatus: (?<status>Proposed|Accepted(, amended by \d{4})?|Superseded by \d{4}) · Date: (?<date>\d{4}-\d{2}-\d{2})\n")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| \[\d{4}\]\((?<file>[^)]+)\) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
