using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Operator.Settings;
using static Operator.UnitTests.Settings.Trees;

namespace Operator.UnitTests.Settings;

public sealed class SettingsComparerTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"inner": {"deep": null}}""")]
    public void Compare_AnythingEmpty_IsTheSameAsAbsent(string empty)
    {
        var rules = Rules(("a", FieldRule.Exact("")));

        Assert.Empty(Differences($$"""{"a": {{empty}}}""", "{}", rules));
        Assert.Empty(Differences("{}", $$"""{"a": {{empty}}}""", rules));
        Assert.Empty(Differences($$"""{"a": {{empty}}}""", """{"a": {}}""", rules));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("false")]
    public void Compare_ZeroAndFalse_AreValues(string value) =>
        Assert.Equal(["a"], Differences($$"""{"a": {{value}}}""", "{}"));

    [Fact]
    public void Compare_AnEmptyText_IsTheSameAsAbsentAndNotAsAnother()
    {
        var rules = Rules(("a", FieldRule.Exact("")), ("chosen", FieldRule.ServerChosen("")));

        Assert.Empty(Differences("""{"a": ""}""", "{}", rules));
        Assert.Empty(Differences("{}", """{"a": ""}""", rules));
        Assert.Equal(["a"], Differences("""{"a": ""}""", """{"a": "x"}""", rules));
        Assert.Equal(["a"], Differences("""{"a": "x"}""", """{"a": ""}""", rules));
        Assert.Empty(Differences("""{"chosen": ""}""", """{"chosen": "theirs"}""", rules));
    }

    [Fact]
    public void Compare_AnEmptyTextThatIsAValue_IsNotAbsent()
    {
        var rules = Rules(("map", FieldRule.Map("")), ("l", FieldRule.Exact("")), ("s", FieldRule.Set("")), ("default", FieldRule.Exact("") with { EmptyTextIsValue = true }));

        Assert.Equal(["map[\"A\"]"], Differences("""{"map": {"A": "", "B": "1"}}""", """{"map": {"B": "1"}}""", rules));
        Assert.Equal(["map[\"A\"]"], Differences("""{"map": {"B": "1"}}""", """{"map": {"A": "", "B": "1"}}""", rules));
        Assert.Equal(["l[0]"], Differences("""{"l": ["", "x"]}""", """{"l": [null, "x"]}""", rules));
        Assert.Equal(["s"], Differences("""{"s": ["", "x"]}""", """{"s": ["x"]}""", rules));
        Assert.Equal(["default"], Differences("""{"default": ""}""", "{}", rules));
    }

    [Theory]
    [InlineData("""{"maven": {"coordinates": "a", "exclusions": []}}""")]
    [InlineData("""{"maven": {"coordinates": "a", "exclusions": null}}""")]
    [InlineData("""{"maven": {"coordinates": "a", "repo": ""}}""")]
    [InlineData("""{"maven": {"coordinates": "a"}, "pypi": {}}""")]
    [InlineData("""{"maven": {"coordinates": "a", "deep": {"deeper": {"list": [], "none": null}}}}""")]
    public void Compare_AnythingEmptyInsideAnElementOfASet_IsTheSameAsAbsent(string element)
    {
        var rules = Rules(("l", FieldRule.Set("")), ("l[].maven.exclusions", FieldRule.Set("")));

        Assert.Empty(Differences($$"""{"l": [{"jar": "x"}, {{element}}]}""", """{"l": [{"maven": {"coordinates": "a"}}, {"jar": "x"}]}""", rules));
        Assert.Empty(Differences("""{"l": [{"jar": "x"}, {"maven": {"coordinates": "a"}}]}""", $$"""{"l": [{{element}}, {"jar": "x"}]}""", rules));
        Assert.Equal(["l"], Differences($$"""{"l": [{{element}}]}""", """{"l": [{"maven": {"coordinates": "b"}}]}""", rules));
    }

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
    public void Compare_AGivenZeroThatNoAnswerShows_IsNoDifferenceAndIsNoDefaultEither()
    {
        var rules = Rules(("n", FieldRule.ServerChosen("") with { AbsentMeans = 0 }));

        Assert.Empty(Differences("""{"n": 0}""", "{}", rules));
        Assert.Equal(["n"], Differences("""{"n": 1}""", "{}", rules));
        Assert.Equal(["n"], Differences("""{"n": 0}""", """{"n": 1}""", rules));
        Assert.Equal(["n"], Differences("{}", """{"n": 0}""", rules, applied: "n"));
    }

    [Fact]
    public void Compare_AnAnswerThatSaysNoMoreThanNone_IsNoDifference()
    {
        var rules = Rules(("flag", FieldRule.NotReturned("") with { Default = false, HiddenAs = false }));

        Assert.Empty(Differences("""{"flag": true}""", """{"flag": false}""", rules));
        Assert.Equal(["flag"], Differences("{}", """{"flag": true}""", rules));
    }

    [Theory]
    [InlineData("-1", "-1.0")]
    [InlineData("100", "1e2")]
    [InlineData("\"a\"", "\"\\u0061\"")]
    public void Compare_TheSameValueWrittenDifferently_IsEqual(string one, string other) =>
        Assert.Empty(Differences($$"""{"a": {{one}}}""", $$"""{"a": {{other}}}"""));

    [Fact]
    public void Compare_AValueAgainstOneMadeInProcess_IsEqual()
    {
        var made = new JsonObject { ["a"] = 1, ["b"] = true, ["c"] = "x" };

        Assert.Empty(SettingsComparer.Compare(Of("""{"a": 1, "b": true, "c": "x"}"""), made, new ComparisonContext { Rules = Rules() }));
    }

    [Fact]
    public void Compare_AFieldThisVersionDoesNotKnow_IsNoDifference() =>
        Assert.Empty(Differences("""{"aws_attributes": {"zone_id": "a"}}""", """{"aws_attributes": {"zone_id": "a", "field_of_tomorrow": 1}, "another": {"x": [1]}}"""));

    [Fact]
    public void Compare_AnUnknownFieldTheSpecSets_IsCompared() => Assert.Equal(["fieldOfTomorrow"], Differences("""{"field_of_tomorrow": 1}""", """{"field_of_tomorrow": 2}"""));

    [Fact]
    public void Compare_AnExactFieldAddedElsewhere_IsADifferenceDownToItsLeaves() => Assert.Equal(
        ["image.url", "image.auth.name"],
        Differences("{}", """{"image": {"url": "x", "auth": {"name": "y"}}}""", Rules(("image", FieldRule.Exact("")))));

    [Fact]
    public void Compare_AFieldTheServerFills_IsADifferenceOnlyAfterItWasTakenOut()
    {
        var rules = Rules(("a", FieldRule.ServerChosen("")));

        Assert.Empty(Differences("{}", """{"a": 1}""", rules));
        Assert.Equal(["a"], Differences("{}", """{"a": 1}""", rules, applied: "a"));
        Assert.Equal(["a"], Differences("""{"a": 2}""", """{"a": 1}""", rules));
        Assert.Equal(["a"], Differences("""{"a": 2}""", "{}", rules));
    }

    [Fact]
    public void Compare_AFilledBlockOfWhichOneFieldWasTakenOut_DiffersInThatField() => Assert.Equal(
        ["block.mine"],
        Differences("{}", """{"block": {"mine": 1, "theirs": 2}}""", Rules(("block", FieldRule.ServerChosen(""))), applied: "block.mine"));

    [Fact]
    public void Compare_AServerDefault_EqualsNotBeingSet()
    {
        var rules = Rules(("flag", FieldRule.ServerDefault(false, "")));

        Assert.Empty(Differences("{}", """{"flag": false}""", rules));
        Assert.Empty(Differences("""{"flag": false}""", "{}", rules));
        Assert.Empty(Differences("{}", """{"flag": false}""", rules, applied: "flag"));
        Assert.Equal(["flag"], Differences("{}", """{"flag": true}""", rules));
        Assert.Equal(["flag"], Differences("""{"flag": true}""", "{}", rules));
    }

    [Fact]
    public void Compare_AnAlias_EqualsWhatItComesBackAs()
    {
        var rules = Rules(("mode", FieldRule.Alias(new Dictionary<string, string[]> { ["NEW"] = ["OLD"] }, "")));

        Assert.Empty(Differences("""{"mode": "NEW"}""", """{"mode": "OLD"}""", rules));
        Assert.Empty(Differences("""{"mode": "OLD"}""", """{"mode": "NEW"}""", rules));
        Assert.Equal(["mode"], Differences("""{"mode": "NEW"}""", """{"mode": "OTHER"}""", rules));
    }

    [Fact]
    public void Compare_AChoiceLeftToTheServer_TakesAnyAnswerOnlyWhereNothingTellsWhatWasAskedFor()
    {
        var context = new ComparisonContext { Rules = Rules(("zone", FieldRule.Resolved("", "auto"))) };

        Assert.Equal(["zone"], Differences("""{"zone": "auto"}""", """{"zone": "eu-1a"}""", context));
        Assert.Empty(Differences("""{"zone": "AUTO"}""", """{"zone": "auto"}""", context));
        context = context with { AcceptsAnyChoice = true };
        Assert.Empty(Differences("""{"zone": "AUTO"}""", """{"zone": "eu-1a"}""", context));
        Assert.Equal(["zone"], Differences("""{"zone": "eu-1b"}""", """{"zone": "eu-1a"}""", context));
        Assert.Equal(["zone"], Differences("""{"zone": "eu-1b"}""", """{"zone": "auto"}""", context));
    }

    [Fact]
    public void Compare_AFieldThatMayBeHidden_IsComparedOnlyWhenItIsThere()
    {
        var rules = Rules(("auth", FieldRule.NotReturned("")));

        Assert.Empty(Differences("""{"auth": {"name": "a"}}""", "{}", rules));
        Assert.Equal(["auth.name"], Differences("""{"auth": {"name": "a"}}""", """{"auth": {"name": "b"}}""", rules));
    }

    [Fact]
    public void Compare_AnImmutableField_SaysThatNoCallCanChangeIt()
    {
        var context = new ComparisonContext { Rules = Rules(("a", FieldRule.Immutable(""))) };

        Assert.True(Assert.Single(SettingsComparer.Compare(Of("""{"a": 1}"""), Of("""{"a": 2}"""), context)).IsImmutable);
        Assert.Empty(SettingsComparer.Compare(Of("{}"), Of("""{"a": 2}"""), context with { Applied = new HashSet<string> { "a" } }));
    }

    [Fact]
    public void Compare_AnIgnoredRule_HidesEverything() => Assert.Empty(Differences("""{"a": 1}""", """{"a": 2}""", Rules(("a", FieldRule.Ignored("")))));

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
            """{"tasks": [{"task_key": "a", "x": 1}, {"task_key": "b"}]}""", """{"tasks": [{"task_key": "b"}, {"task_key": "a", "x": 1, "filled": 2}]}""", rules));
        Assert.Equal(["tasks[a].timeoutSeconds"], Differences(
            """{"tasks": [{"task_key": "a", "timeout_seconds": 1}]}""", """{"tasks": [{"task_key": "a", "timeout_seconds": 2}]}""", rules));
        Assert.Equal(["tasks[gone]", "tasks[new]"], Differences(
            """{"tasks": [{"task_key": "gone"}]}""", """{"tasks": [{"task_key": "new"}]}""", rules));
    }

    [Fact]
    public void Compare_UnderAPolicy_ItsAdditionsAreIgnoredAndItsDisagreementsAreNot()
    {
        var context = new ComparisonContext
        {
            HasPolicy = true,
            Rules = Rules(("conf", FieldRule.Map("")), ("l", FieldRule.Exact(""))),
            Applied = new HashSet<string> { "conf[\"mine\"]" },
        };

        Assert.Empty(Differences("""{"conf": {"a": "1"}}""", """{"conf": {"a": "1", "injected": "1"}, "l": [1]}""", context));
        Assert.Equal(["conf[\"a\"]"], Differences("""{"conf": {"a": "1"}}""", """{"conf": {"a": "2"}}""", context));
        Assert.Equal(["conf[\"mine\"]"], Differences("{}", """{"conf": {"mine": "1", "injected": "1"}}""", context));
    }

    [Fact]
    public void Compare_UnderAPolicyOfAnObjectInside_OnlyItsAdditionsAreIgnored()
    {
        var rules = Rules(("c", FieldRule.Exact("") with { PolicyField = "policy" }), ("c.size", FieldRule.Exact("")), ("size", FieldRule.Exact("")));

        Assert.Equal(["size"], Differences("""{"c": {"policy": "p"}}""", """{"c": {"policy": "p", "size": 1}, "size": 1}""", rules));
        Assert.Equal(["c.size"], Differences("""{"c": {"a": 1}}""", """{"c": {"a": 1, "size": 1}}""", rules));
    }

    [Fact]
    public void Compare_AFieldWithoutCase_DiffersInItsLettersOnly()
    {
        var rules = Rules(("host", FieldRule.Exact("") with { IgnoresCase = true }));

        Assert.Empty(Differences("""{"host": "gitHub"}""", """{"host": "GITHUB"}""", rules));
        Assert.Equal(["host"], Differences("""{"host": "gitHub"}""", """{"host": "gitLab"}""", rules));
        Assert.Equal(["other"], Differences("""{"other": "gitHub"}""", """{"other": "GITHUB"}""", rules));
    }

    [Theory]
    [InlineData("sparkConf")]
    [InlineData("sparkConf[\"a.b\"]")]
    public void Compare_AnIgnoredPath_CoversItselfAndWhatIsInside(string path)
    {
        var context = new ComparisonContext { Rules = Rules(("spark_conf", FieldRule.Map(""))), Ignored = [path] };

        Assert.Empty(Differences("""{"spark_conf": {"a.b": "1"}}""", """{"spark_conf": {"a.b": "2"}}""", context));
        Assert.Equal(["sparkConfig"], Differences("""{"spark_config": 1}""", """{"spark_config": 2}""", context));
    }

    [Theory]
    [InlineData("""{"a": {"x": 1}}""", """{"a": [1]}""")]
    [InlineData("""{"a": {"x": 1}}""", """{"a": "text"}""")]
    [InlineData("""{"a": 1}""", """{"a": "1"}""")]
    [InlineData("""{"a": [1]}""", """{"a": 1}""")]
    public void Compare_ValuesOfDifferentTypes_Differ(string desired, string observed) => Assert.Equal(["a"], Differences(desired, observed));

    [Fact]
    public void Compare_AnyTreeWithItself_FindsNothing() =>
        Prop.ForAll(Any, tree => Compare(tree, tree).Count == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Compare_AnyTreeWithItsMembersReordered_FindsNothing() =>
        Prop.ForAll(Any, tree => Compare(tree, Reversed(tree)!.AsObject()).Count == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Compare_AnyTwoTrees_FindsNothingOnceTheDesiredOneWasWritten() =>
        Prop.ForAll(Any, Any, (desired, observed) =>
        {
            // What a server does that replaces every value it is sent, clears those it knows, and keeps what else it has.
            foreach (var name in desired.Select(pair => pair.Key).Append("spark_conf").Append("list").ToList())
            {
                observed[name] = desired[name]?.DeepClone();
            }

            return Compare(desired, observed).Count == 0;
        }).QuickCheckThrowOnFailure();

    private static IReadOnlyList<Difference> Compare(JsonObject desired, JsonObject observed) =>
        SettingsComparer.Compare(desired, observed, new ComparisonContext { Rules = Rules(("spark_conf", FieldRule.Map("")), ("list", FieldRule.Set(""))) });

    private static Dictionary<string, FieldRule> Rules(params (string Pattern, FieldRule Rule)[] rules) => rules.ToDictionary(row => row.Pattern, row => row.Rule);
}
