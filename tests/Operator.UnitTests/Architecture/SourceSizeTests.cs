namespace Operator.UnitTests.Architecture;

/// <summary>The sizes that CONTRIBUTING.md asks for, in code and tests alike. There is no list of exceptions.</summary>
public sealed class SourceSizeTests
{
    private const int LinesOfAFile = 250;
    private const int ColumnsOfALine = 160;
    private const int LinesOfAMethod = 30;

    private const string EveryForm = """
        class A
        {
            A() { }

            int Block()
            {
                var one = 1;

                return Local();

                int Local()
                {
                    return one;
                }
            }

            int Expression() =>
                1
                + 2;

            int Property
            {
                get
                {
                    return 1;
                }
            }
        }
        """;

    [Fact]
    public void Files_OfCodeAndTests_HaveUpTo250Lines() => AssertNone(
        from file in SourceFile.All
        where file.Lines.Count > LinesOfAFile
        select $"{file.Path}: {file.Lines.Count} lines");

    [Fact]
    public void Lines_OfCodeAndTests_HaveUpTo160Columns() => AssertNone(
        from file in SourceFile.All
        from line in file.Lines.Index()
        where line.Item.Length > ColumnsOfALine
        select $"{file.Path}:{line.Index + 1}: {line.Item.Length} columns");

    [Fact]
    public void Methods_OfCodeAndTests_HaveUpTo30Lines() => AssertNone(
        from file in SourceFile.All
        from method in file.Methods()
        where method.Lines > LinesOfAMethod
        select $"{file.Path}: {method.Name} has {method.Lines} lines");

    /// <summary>What is not found or not understood cannot be too large.</summary>
    [Fact]
    public void Search_OfCodeAndTests_FindsAndUnderstandsThem()
    {
        Assert.True(SourceFile.All.Count > 600);
        Assert.Contains(SourceFile.All, file => file.Path.EndsWith("SourceSizeTests.cs", StringComparison.Ordinal));
        Assert.Equal([], SourceFile.All.Where(file => !file.IsCode).Select(file => file.Path));
    }

    [Fact]
    public void Methods_OfATypeOfEveryForm_AreMeasuredBetweenTheirBraces()
    {
        var file = new SourceFile("A.cs", EveryForm);

        Assert.Equal([("A", 0), ("Block", 4), ("Local", 1), ("Expression", 2), ("Property", 1)], file.Methods());
    }

    private static void AssertNone(IEnumerable<string> tooLarge)
    {
        var all = tooLarge.ToList();
        Assert.True(all.Count == 0, $"{all.Count} too large:\n{string.Join('\n', all)}");
    }
}
