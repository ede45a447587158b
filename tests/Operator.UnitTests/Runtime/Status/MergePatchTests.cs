using System.Text.Json.Nodes;
using Operator.Runtime.Status;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Status;

public sealed class MergePatchTests
{
    /// <summary>What a merge patch can say: nulls mean absence, so they are compared as that.</summary>
    [Fact]
    public void Between_AnyTwoObjects_AppliedToTheFirstGivesTheSecond()
    {
        for (var seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            var before = RandomObject(random, depth: 3);
            var after = random.Next(3) == 0 ? Mutated(random, before) : RandomObject(random, depth: 3);

            var patch = MergePatch.Between(before, after);
            var result = patch is null ? before : (JsonObject)JsonMergePatch.Apply(before, patch)!;

            Assert.True(JsonNode.DeepEquals(WithoutNulls(after), WithoutNulls(result)), $"seed {seed}: {before} to {after} by {patch} gave {result}");
        }
    }

    [Fact]
    public void Between_Equal_IsNothing() =>
        Assert.Null(MergePatch.Between(Parse("""{"a":{"b":[1,{"c":2}]},"d":null}"""), Parse("""{"d":null,"a":{"b":[1,{"c":2}]}}""")));

    [Fact]
    public void Between_OneLeaf_SaysOnlyThatLeaf() =>
        Assert.Equal("""{"a":{"b":2}}""", MergePatch.Between(Parse("""{"a":{"b":1,"c":3},"d":4}"""), Parse("""{"a":{"b":2,"c":3},"d":4}"""))!.ToJsonString());

    [Fact]
    public void Between_Removed_IsNull() =>
        Assert.Equal("""{"a":{"b":null},"d":null}""", MergePatch.Between(Parse("""{"a":{"b":1,"c":3},"d":4}"""), Parse("""{"a":{"c":3}}"""))!.ToJsonString());

    [Theory]
    [InlineData("""{"a":{"b":null}}""", """{"a":{}}""")]
    [InlineData("""{"a":{}}""", """{"a":{"b":null}}""")]
    public void Between_OnlyANullDiffers_DoesNotRemoveTheParent(string before, string after) =>
        Assert.Null(MergePatch.Between(Parse(before), Parse(after)));

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static JsonObject RandomObject(Random random, int depth)
    {
        var result = new JsonObject();
        for (var count = random.Next(4); count > 0; count--)
        {
            result[$"{(char)('a' + random.Next(4))}"] = RandomValue(random, depth);
        }

        return result;
    }

    private static JsonNode? RandomValue(Random random, int depth) => random.Next(depth > 0 ? 6 : 3) switch
    {
        0 => null,
        1 => random.Next(3),
        2 => random.Next(2) == 0 ? "x" : "",
        3 => new JsonArray(random.Next(2), RandomObject(random, depth - 1)),
        _ => RandomObject(random, depth - 1),
    };

    private static JsonObject Mutated(Random random, JsonObject source)
    {
        var copy = (JsonObject)source.DeepClone();
        copy[$"{(char)('a' + random.Next(4))}"] = RandomValue(random, 2);
        return copy;
    }

    /// <summary>Inside arrays nothing is taken away: a merge patch replaces them whole.</summary>
    private static JsonNode? WithoutNulls(JsonNode? node)
    {
        if (node is not JsonObject source)
        {
            return node?.DeepClone();
        }

        var result = new JsonObject();
        foreach (var (name, value) in source.Where(pair => pair.Value is not null))
        {
            result[name] = WithoutNulls(value);
        }

        return result;
    }
}
