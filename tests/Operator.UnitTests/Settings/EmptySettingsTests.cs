using Operator.Settings;
using static Operator.UnitTests.Settings.Trees;

namespace Operator.UnitTests.Settings;

/// <summary>Null, an empty object, an empty list and an empty text say no more than nothing; zero and false do.</summary>
public sealed class EmptySettingsTests
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
        var rules = Rules(("map", FieldRule.Map("")), ("l", FieldRule.Exact("")), ("s", FieldRule.Set("")), (
            "default", FieldRule.Exact("") with { EmptyTextIsValue = true }));

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
}
