using Operator.Settings;
using static Operator.UnitTests.Settings.Trees;

namespace Operator.UnitTests.Settings;

/// <summary>Lists, sets, lists with keys and maps are each compared in their own way.</summary>
public sealed class ListSettingsTests
{
    [Fact]
    public void Compare_ElementsOfASet_AreComparedByTheRulesOfTheirFields()
    {
        var rules = Rules(
            ("l", FieldRule.Set("")), ("l[].repo", FieldRule.Exact("")), ("l[].flag", FieldRule.ServerDefault(false, "")), ("names", FieldRule.Set("")),
            ("names[]", FieldRule.ListElement with { IgnoresCase = true }));

        Assert.Empty(Differences("""{"l": [{"a": 1}]}""", """{"l": [{"a": 1, "flag": false, "field_of_tomorrow": 1}]}""", rules));
        Assert.Equal(["l"], Differences("""{"l": [{"a": 1}]}""", """{"l": [{"a": 1, "repo": "theirs"}]}""", rules));
        Assert.Equal(["l"], Differences("""{"l": [{"a": 1, "repo": "mine"}]}""", """{"l": [{"a": 1}]}""", rules));
        Assert.Equal(["l"], Differences("""{"l": [{"a": 1}]}""", """{"l": [{"a": 1}, {"a": 2}]}""", rules));
        Assert.Empty(Differences("""{"names": ["Ada@example.com"]}""", """{"names": ["ada@example.com"]}""", rules));
    }

    [Fact]
    public void Compare_MapKeys_AreTheUsersOwnWords()
    {
        var rules = Rules(("spark_conf", FieldRule.Map("")), ("spark_conf[\"legacy.key\"]", FieldRule.ServerChosen("")));

        Assert.Equal(
            ["sparkConf[\"a.b_c\"]", "sparkConf[\"say \"hi\"\"]", "sparkConf[\"\"]"],
            Differences("""{"spark_conf": {"a.b_c": "1", "say \"hi\"": "x"}}""", """{"spark_conf": {"a.b_c": "2", "legacy.key": "true", "": "y"}}""", rules));
        Assert.Equal(["sparkConf[\"added\"]"], Differences("{}", """{"spark_conf": {"added": "1", "legacy.key": "true"}}""", rules));
    }

    [Fact]
    public void Compare_AList_IsOrderedUnlessARuleSaysOtherwise()
    {
        Assert.Equal(["l[0]", "l[1]"], Differences("""{"l": ["a", "b"]}""", """{"l": ["b", "a"]}"""));
        Assert.Equal(["l"], Differences("""{"l": ["a", "b"]}""", """{"l": ["a"]}"""));
        Assert.Equal(["l"], Differences("""{"l": ["a"]}""", "{}"));
        Assert.Empty(Differences("""{"l": ["a", "b"]}""", """{"l": ["b", "a"]}""", Rules(("l", FieldRule.Set("")))));
        Assert.Empty(Differences("""{"l": [{"x": 1, "y": 2}]}""", """{"l": [{"y": 2, "x": 1}]}""", Rules(("l", FieldRule.Set("")))));
        Assert.Equal(["l"], Differences("""{"l": ["a", "b"]}""", """{"l": ["a", "c"]}""", Rules(("l", FieldRule.Set("")))));
    }

    [Fact]
    public void Compare_AKeyedList_ComparesElementsByTheirKey()
    {
        var rules = Rules(("tasks", FieldRule.KeyedList("task_key", "")));

        Assert.Empty(Differences(
            """{"tasks": [{"task_key": "a", "x": 1}, {"task_key": "b"}]}""",
            """{"tasks": [{"task_key": "b"}, {"task_key": "a", "x": 1, "filled": 2}]}""",
            rules));
        Assert.Equal(["tasks[a].timeoutSeconds"], Differences(
            """{"tasks": [{"task_key": "a", "timeout_seconds": 1}]}""", """{"tasks": [{"task_key": "a", "timeout_seconds": 2}]}""", rules));
        Assert.Equal(["tasks[gone]", "tasks[new]"], Differences(
            """{"tasks": [{"task_key": "gone"}]}""", """{"tasks": [{"task_key": "new"}]}""", rules));
    }
}
