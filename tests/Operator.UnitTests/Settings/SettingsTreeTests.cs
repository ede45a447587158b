using Operator.Settings;
using static Operator.UnitTests.Settings.Trees;

namespace Operator.UnitTests.Settings;

public sealed class SettingsTreeTests
{
    private static readonly Dictionary<string, FieldRule> Rules = new()
    {
        ["spark_conf"] = FieldRule.Map(""),
        ["tasks"] = FieldRule.KeyedList("task_key", ""),
    };

    [Theory]
    [InlineData("""{"a": 1}""", """{"b": 2}""", """{"a": 1, "b": 2}""")]
    [InlineData("""{"a": {"x": 1, "l": [1, 2]}}""", """{"a": {"y": 2, "l": [3]}}""", """{"a": {"x": 1, "l": [3], "y": 2}}""")]
    [InlineData("""{"a": 1}""", """{"a": {"x": 1}}""", """{"a": {"x": 1}}""")]
    public void Merge_ExtraSettings_MergesObjectsAndReplacesTheRest(string target, string extra, string expected)
    {
        var merged = Of(target);

        SettingsTree.Merge(merged, Of(extra));

        Assert.Equal(Of(expected).ToJsonString(), merged.ToJsonString());
    }

    [Fact]
    public void Merge_AnExtraObject_IsNotShared()
    {
        var extra = Of("""{"a": {"x": 1}}""");
        var target = Of("{}");

        SettingsTree.Merge(target, extra);
        target["a"]!["x"] = 2;

        Assert.Equal(1, (int)extra["a"]!["x"]!);
    }

    [Theory]
    [InlineData("""{"a_b": 1}""", """{"a_b": 1}""", "aB")]
    [InlineData("""{"a": {"x": 1}}""", """{"a": {"x": 2, "y": 1}}""", "a.x")]
    [InlineData("""{"a": {"x": 1}}""", """{"a": null}""", "a")]
    [InlineData("""{"a": [1]}""", """{"a": [1]}""", "a")]
    public void Overlaps_ASettingOfBoth_IsNamed(string target, string extra, string expected) =>
        Assert.Equal([expected], SettingsTree.Overlaps(Of(target), Of(extra)));

    [Fact]
    public void Overlaps_DifferentFieldsOfOneBlock_AreNone() =>
        Assert.Empty(SettingsTree.Overlaps(Of("""{"a": {"x": 1}}"""), Of("""{"a": {"y": 1}, "b": 1}""")));

    [Fact]
    public void Leaves_OfATree_AreItsValuesAndItsListsWithWhatIsInThem() => Assert.Equal(
        ["a", "aws.zone", "sparkConf[\"x.y\"]", "l", "l[0].a"],
        SettingsTree.Leaves(
            Of("""{"a": 0, "aws": {"zone": "z", "empty": {}}, "spark_conf": {"x.y": ""}, "l": [{"a": 1}], "none": null, "nothing": [], "text": ""}"""), Rules));

    [Theory]
    [InlineData("a", """{"a": 1, "b": 1}""", """{"a": 2}""", """{"a": 2, "b": 1}""")]
    [InlineData("a", """{"a": 1, "b": 1}""", """{"b": 2}""", """{"b": 1}""")]
    [InlineData("a.x", """{"a": {"x": 1, "y": 1}}""", """{"a": {"x": 2, "y": 2}}""", """{"a": {"x": 2, "y": 1}}""")]
    [InlineData("a.x", """{"b": 1}""", """{"a": {"x": 2, "y": 2}}""", """{"b": 1, "a": {"x": 2}}""")]
    [InlineData(
        "sparkConf[\"k.1\"]",
        """{"spark_conf": {"k.1": "mine", "k.2": "mine"}}""",
        """{"spark_conf": {"k.1": "theirs", "k.2": "theirs"}}""",
        """{"spark_conf": {"k.1": "theirs", "k.2": "mine"}}""")]
    [InlineData(
        "tasks[b].x",
        """{"tasks": [{"task_key": "a", "x": 1}, {"task_key": "b", "x": 1}]}""",
        """{"tasks": [{"task_key": "b", "x": 9}]}""",
        """{"tasks": [{"task_key": "a", "x": 1}, {"task_key": "b", "x": 9}]}""")]
    [InlineData("l[1].x", """{"l": [{"x": 1}, {"x": 1}]}""", """{"l": [{"x": 9}, {"x": 8}]}""", """{"l": [{"x": 1}, {"x": 8}]}""")]
    [InlineData("ab", """{"a": 1}""", """{"a": 2}""", """{"a": 1}""")]
    public void Carry_AnIgnoredPath_TakesTheWorkspacesValueOrItsAbsence(string path, string target, string observed, string expected)
    {
        var body = Of(target);

        SettingsTree.Carry(body, Of(observed), [path], Rules);

        Assert.Equal(Of(expected).ToJsonString(), body.ToJsonString());
    }
}
