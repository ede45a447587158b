using System.Globalization;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Contract;

/// <summary>docs/databricks-traps.md names guards and tests that exist.</summary>
public sealed class DatabricksTrapsDocumentTests
{
    private const int Traps = 20;

    private static readonly IReadOnlyList<string[]> Rows =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "databricks-traps.md"))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)),
    ];

    [Fact]
    public void Rows_OfTheTable_AreTheTwentyEachWithATrapAGuardAndATest()
    {
        Assert.Equal(Enumerable.Range(1, Traps), Rows.Select(cells => int.Parse(cells[0], CultureInfo.InvariantCulture)));
        Assert.All(Rows, cells =>
        {
            Assert.Equal(4, cells.Length);
            Assert.NotEmpty(cells[1]);
            Assert.NotEmpty(Names(cells[2]));
            Assert.NotEmpty(Names(cells[3]));
        });
    }

    [Fact]
    public void Guards_OfTheTable_AreTypesOfTheProgram()
    {
        var types = Sources("src", "*.cs").Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);

        Assert.All(Rows.SelectMany(cells => Names(cells[2])), guard => Assert.Contains(guard, types));
    }

    [Fact]
    public void Tests_OfTheTable_AreInTheSources()
    {
        var sources = Sources("tests", "*Tests.cs").ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);

        Assert.All(Rows.SelectMany(cells => Names(cells[3])), test =>
            Assert.Contains(sources[test.Split('.')[0]], source => source.Contains($" {test.Split('.')[1]}(", StringComparison.Ordinal)));
    }

    private static string[] Names(string cell) =>
        [.. cell.Split(',', StringSplitOptions.TrimEntries).Where(name => name.Length > 2).Select(name => name.Trim('`'))];

    private static IEnumerable<string> Sources(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}
