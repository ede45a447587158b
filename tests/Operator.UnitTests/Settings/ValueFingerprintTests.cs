using System.Text.Json.Nodes;
using Operator.Settings;

namespace Operator.UnitTests.Settings;

/// <summary>A setting that no answer shows: a change of it is sent once, and nothing is sent for ever.</summary>
public sealed class ValueFingerprintTests
{
    private static readonly Dictionary<string, FieldRule> Rules = new() { ["login"] = FieldRule.NotReturned("Never shown.") };

    [Theory]
    [InlineData("""{"login": {"user": "u"}}""", """{"login": {"user": "u"}}""", 0)]
    [InlineData("""{"login": {"user": "u"}}""", """{"login": {"user": "v"}}""", 1)]
    [InlineData("""{"login": {"user": "u"}}""", "{}", 1)]
    [InlineData("{}", """{"login": {"user": "u"}}""", 1)]
    [InlineData("{}", "{}", 0)]
    public void Compare_AHiddenSetting_WithWhatWasGivenLast(string given, string wanted, int count) =>
        Assert.Equal(count, Compare(wanted, "{}", [.. SettingsTree.Leaves(Parse(given), Rules)], known: true).Count);

    [Fact]
    public void Compare_AHiddenSettingOfAnObjectTheOperatorNeverWrote_IsNoDifference() =>
        Assert.Empty(Compare("""{"login": {"user": "u"}}""", "{}", [], known: false));

    [Theory]
    [InlineData("""{"login": {"user": "u"}}""", 0)]
    [InlineData("""{"login": {"user": "theirs"}}""", 1)]
    public void Compare_AHiddenSettingThatIsShownAllTheSame_IsComparedByWhatIsShown(string shown, int count) =>
        Assert.Equal(count, Compare("""{"login": {"user": "u"}}""", shown, ["login=00000000"], known: true).Count);

    [Fact]
    public void Leaves_OfAHiddenSetting_DoNotShowItsValue() =>
        Assert.DoesNotContain(SettingsTree.Leaves(Parse("""{"login": "hunter2"}"""), Rules), path => path.Contains("hunter2", StringComparison.Ordinal));

    private static IReadOnlyList<Difference> Compare(string desired, string observed, HashSet<string> applied, bool known) => SettingsComparer.Compare(
        Parse(desired), Parse(observed), new ComparisonContext { Rules = Rules, Applied = applied, KnowsWhatWasApplied = known });

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
