using Operator.Runtime.Rules;

namespace Operator.UnitTests.Rules;

public sealed class ObjectValidatorTests
{
    private static readonly ObjectValidator Validator = new(Shapes.Options);

    [Fact]
    public void Problems_OfAnObjectThatBreaksNothing_AreNone() => Assert.Empty(Validator.Problems(Full(), "spec"));

    [Fact]
    public void Problems_AtEveryDepth_BeginWithThePathOfTheField()
    {
        var tree = new Tree
        {
            Leaves = [new Leaf { Name = "a" }, new Leaf()],
            Branches = [new Branch { Key = "low", Leaf = new Leaf { Name = "a" } }, new Branch { Key = "high", Leaf = new Leaf() }],
            Labels = new Dictionary<string, string> { ["ours-x"] = "1" },
        };

        Assert.Equal(
            [
                "spec.left is required, unless right is given",
                "spec.leaves[1]: give name or colour",
                "spec.branches[high].leaf: give name or colour",
                "spec.labels must not have an empty key or one that starts with ours-, which is reserved",
            ],
            Validator.Problems(tree, "spec"));
    }

    [Theory]
    [InlineData("a/red b/red", true)]
    [InlineData("a/red a/green", true)]
    [InlineData("a/ /a", true)]
    [InlineData("a/red b/red a/red", false)]
    [InlineData("a/ a/", false)]
    public void Problems_OfAListInWhichNothingMayBeTwice_AreThereWhenSomethingIs(string leaves, bool isValid)
    {
        var tree = Full();
        var parts = leaves.Split(' ').Select(leaf => leaf.Split('/'));
        tree.Leaves = [.. parts.Select(leaf => new Leaf { Name = NullIfEmpty(leaf[0]), Colour = NullIfEmpty(leaf[1]) })];

        Assert.Equal(isValid ? [] : ["tree.leaves: give each leaf once"], Validator.Problems(tree, "tree"));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("ours-", false)]
    [InlineData("theirs", true)]
    [InlineData("our", true)]
    public void Problems_OfAMapWithReservedKeys_AreThereWhenOneIsUsed(string key, bool isValid)
    {
        var tree = Full();
        tree.Labels = new Dictionary<string, string> { ["fine"] = "", [key] = "" };

        Assert.Equal(isValid ? 0 : 1, Validator.Problems(tree, "spec").Count);
    }

    /// <summary>A value that was taken out of the cache is in the API server all the same.</summary>
    [Fact]
    public void Problems_OfATrimmedField_CountItAsGiven()
    {
        Assert.Empty(Validator.Problems(new Tree { Trimmed = "left" }, "spec"));
        Assert.Equal(["spec: left and right exclude each other: there is one way"], Validator.Problems(new Tree { Trimmed = "left", Right = "x" }, "spec"));
    }

    /// <summary>It is asked at every pass over every object.</summary>
    [Fact]
    public void Problems_OfAnObjectThatBreaksNothing_CostNoMemory()
    {
        var tree = Full();
        tree.Labels = null;
        for (var round = 0; round < 100; round++)
        {
            Validator.Problems(tree, "spec");
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Validator.Problems(tree, "spec");

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static Tree Full() => new()
    {
        Left = "x",
        Leaves = [new Leaf { Name = "a" }, new Leaf { Colour = "red" }],
        Branches = [new Branch { Key = "low", Leaf = new Leaf { Name = "a" } }, new Branch { Key = "high" }],
        Labels = new Dictionary<string, string> { ["fine"] = "1" },
    };
}
