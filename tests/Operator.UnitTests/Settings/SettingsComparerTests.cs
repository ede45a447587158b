using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Operator.Settings;
using static Operator.UnitTests.Settings.Trees;

namespace Operator.UnitTests.Settings;

public sealed class SettingsComparerTests
{
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
        Assert.Empty(
            Differences("""{"aws_attributes": {"zone_id": "a"}}""", """{"aws_attributes": {"zone_id": "a", "field_of_tomorrow": 1}, "another": {"x": [1]}}"""));

    [Fact]
    public void Compare_AnUnknownFieldTheSpecSets_IsCompared() =>
        Assert.Equal(["fieldOfTomorrow"], Differences("""{"field_of_tomorrow": 1}""", """{"field_of_tomorrow": 2}"""));

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
}
