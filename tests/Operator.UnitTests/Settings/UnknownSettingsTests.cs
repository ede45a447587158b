using Operator.Settings;
using static Operator.UnitTests.Settings.Trees;

namespace Operator.UnitTests.Settings;

/// <summary>What a write that replaces everything carries along.</summary>
public sealed class UnknownSettingsTests
{
    private static readonly HashSet<string> Fields = ["known", "block", "block.known", "list", "list[].key", "list[].known"];

    [Theory]
    [InlineData("""{"a": 1}""", """{"a": 2, "new": {"x": [1]}, "zero": 0}""", """{"a": 1, "new": {"x": [1]}, "zero": 0}""")]
    [InlineData("{}", """{"known": 1, "ruled": 1, "empty": {}, "none": null}""", "{}")]
    [InlineData("""{"block": {"known": 1}}""", """{"block": {"known": 2, "new": 1}}""", """{"block": {"known": 1, "new": 1}}""")]
    [InlineData("{}", """{"block": {"new": 1}}""", "{}")]
    [InlineData(
        """{"list": [{"key": "a"}, {"key": "b"}]}""",
        """{"list": [{"key": "b", "new": 1}, {"key": "c", "new": 2}]}""",
        """{"list": [{"key": "a"}, {"key": "b", "new": 1}]}""")]
    [InlineData("""{"plain": [{"x": 1}]}""", """{"plain": [{"x": 1, "new": 1}]}""", """{"plain": [{"x": 1}]}""")]
    [InlineData("""{"map": {"mine": "1"}}""", """{"map": {"mine": "1", "theirs": "2"}}""", """{"map": {"mine": "1"}}""")]
    [InlineData("""{"choice": {"one": 1}}""", """{"choice": {"new": 1}}""", """{"choice": {"one": 1}}""")]
    [InlineData("""{"ruled_by": {"policy": "p"}}""", """{"ruled_by": {"policy": "p", "new": 1}}""", """{"ruled_by": {"policy": "p"}}""")]
    [InlineData("""{"ruled_by": {"x": 1}}""", """{"ruled_by": {"x": 1, "new": 1}}""", """{"ruled_by": {"x": 1, "new": 1}}""")]
    [InlineData("{}", """{"taken_out": {"x": 1}, "excluded": 1}""", "{}")]
    public void Keep_OfWhatTheWorkspaceHas_IsWhatTheSpecHasNoFieldForAndRoomFor(string target, string observed, string expected)
    {
        var written = Of(target);
        var context = new ComparisonContext
        {
            Rules = new Dictionary<string, FieldRule>
            {
                ["ruled"] = FieldRule.ServerChosen(""),
                ["block"] = FieldRule.ServerChosen(""),
                ["list"] = FieldRule.KeyedList("key", ""),
                ["plain"] = FieldRule.Exact(""),
                ["map"] = FieldRule.Map(""),
                ["choice"] = FieldRule.Exact("") with { IsChoice = true },
                ["ruled_by"] = FieldRule.Exact("") with { PolicyField = "policy" },
            },
            Applied = new HashSet<string> { "takenOut.x" },
        };

        new UnknownSettings(Fields, context, (_, name) => name == "excluded").Keep(written, Of(observed));

        Assert.Equal(Of(expected).ToJsonString(), written.ToJsonString());
    }
}
