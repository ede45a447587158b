using System.Text.RegularExpressions;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Contract;

/// <summary>docs/gitops.md: each promise has its test, and each test that it names exists.</summary>
public sealed partial class GitOpsDocumentTests
{
    private const int Promises = 34;

    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "gitops.md"));

    private static readonly Dictionary<string, string> Sources = Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
        .GroupBy(file => Path.GetFileNameWithoutExtension(file)!)
        .ToDictionary(files => files.Key, files => string.Join('\n', files.Select(File.ReadAllText)), StringComparer.Ordinal);

    public static TheoryData<string> Named => [.. Test().Matches(Document).Select(match => match.Groups[1].Value).Distinct()];

    [Fact]
    public void Table_OfPromises_HasEachOfThemOnceWithATest()
    {
        var rows = Row().Matches(Document).Select(row => (Id: row.Groups[1].Value, Tests: row.Groups[2].Value)).ToList();

        Assert.Equal(Enumerable.Range(1, Promises).Select(number => $"AC{number}"), rows.Select(row => row.Id));
        Assert.All(rows, row => Assert.True(Test().IsMatch(row.Tests), row.Id));
    }

    [Theory]
    [MemberData(nameof(Named))]
    public void Table_ThatNamesATest_NamesOneThatExists(string test)
    {
        var parts = test.Split('.');

        Assert.True(Sources.TryGetValue(parts[0], out var source), $"There is no {parts[0]}.cs.");
        Assert.True(parts.Length == 1 || source.Contains($" {parts[1]}(", StringComparison.Ordinal), test);
    }

    [Fact]
    public void Document_OnTakingOutOfGit_TellsPruneAndRetainApart()
    {
        var section = Document.Split("\n## ").Single(text => text.StartsWith("Taking out of Git", StringComparison.Ordinal));

        Assert.Matches(@"Prune=false.*\| stays \| stays, and is still managed", section);
        Assert.Matches(@"policies\.deletion: Retain.*\| deleted \| stays, and nothing manages it", section);
    }

    /// <summary>One that is not up yet would refuse objects of the same sync.</summary>
    [Fact]
    public void Chart_OfTheOperator_HasNoWebhook() => Assert.All(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "charts"), "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "config"), "*.yaml", SearchOption.AllDirectories)),
        file => Assert.DoesNotContain("WebhookConfiguration", File.ReadAllText(file), StringComparison.Ordinal));

    /// <summary>What a reader copies must be there.</summary>
    [Fact]
    public void Links_ToFiles_LeadToThem() => Assert.All(
        Link().Matches(Document).Select(match => match.Groups[1].Value),
        link => Assert.True(Path.Exists(Path.Combine(Repository.Root, "docs", link)), link));

    [Fact]
    public void Samples_OfRuns_HaveNoTimeToLive() => Assert.All(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "config", "samples"), "*.yaml"),
        file => Assert.DoesNotMatch(@"(?m)^\s*ttlSecondsAfterFinished:", File.ReadAllText(file)));

    [GeneratedRegex(@"`(\w+Tests(?:\.\w+)?)`", RegexOptions.NonBacktracking)]
    private static partial Regex Test();

    [GeneratedRegex(@"(?m)^\| (AC\d+) \| [^|]+ \| (.+) \|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"\]\((\.\.?/[^)#]+|[a-z-]+\.md)\)", RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}
