using System.Text.RegularExpressions;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Contract;

/// <summary>A review that names tests names tests that exist.</summary>
public sealed partial class ReviewDocumentTests
{
    private static readonly string Sources = string.Join('\n', Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
        .Select(File.ReadAllText));

    public static TheoryData<string> Named => [.. Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "docs/reviews"), "*.md")
        .SelectMany(file => Test().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
        .Distinct()];

    [Theory]
    [MemberData(nameof(Named))]
    public void Document_ThatNamesATest_NamesOneThatExists(string test)
    {
        var parts = test.Split('.');

        Assert.Contains($"class {parts[0]}", Sources, StringComparison.Ordinal);
        Assert.True(parts.Length == 1 || Sources.Contains($" {parts[1]}(", StringComparison.Ordinal), test);
    }

    [GeneratedRegex(@"`(\w+Tests(\.\w+)?)`", RegexOptions.NonBacktracking)]
    private static partial Regex Test();
}
