using Operator.Api.V1Alpha1;
using Operator.Managed;
using Operator.Settings;

namespace Operator.UnitTests.Managed;

/// <summary>What the status remembers decides what is drift, and what is not sent again.</summary>
public sealed class PartRecordsTests
{
    private static readonly Change InSync = Change.None with { Desired = "wanted" };

    private readonly DatabricksClusterStatus status = new() { ObservedGeneration = 1 };

    [Fact]
    public void Of_AfterThePartWasFoundEqual_ADifferenceIsDrift()
    {
        Look(InSync);

        Assert.Equal(["sparkVersion"], Look(Edit("sparkVersion")).Drift);
    }

    [Fact]
    public void Of_WithAnotherWish_ADifferenceIsNoDrift()
    {
        Look(InSync);

        Assert.Empty(Look(Edit("sparkVersion") with { Desired = "another" }).Drift);
    }

    [Fact]
    public void Of_AnotherGenerationWithTheSameWish_ADifferenceIsDrift()
    {
        Look(InSync);

        Assert.Equal(["sparkVersion"], Look(Edit("sparkVersion"), generation: 7).Drift);
    }

    [Fact]
    public void Of_APartThatWasNeverWritten_IsNoDriftBesideOneThatWas()
    {
        Look(InSync);

        Assert.Empty(Look(Change.FirstOf(InSync, Change.OfPart("pinned", "Pinned") with { Desired = "true" })).Drift);
    }

    [Fact]
    public void Of_APartThatIsNoLongerAskedFor_IsForgotten()
    {
        Look(Change.NoneOf("pinned", "true"));
        Look(Change.NoneOf("pinned", ""));

        Assert.Empty(Look(Change.OfPart("pinned", "Pinned") with { Desired = "true" }).Drift);
    }

    [Fact]
    public void Of_APartThatWasNotLookedAt_KeepsItsRecord()
    {
        Look(Change.NoneOf("pinned", "true"));
        Look(Change.NoneOf("pinned", null));

        Assert.Equal(["pinned"], Look(Change.OfPart("pinned", "Pinned") with { Desired = "true" }).Drift);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public void Of_ASettingThatIsNotKept_IsSentAFewTimesOnly(bool restarts, int times)
    {
        var sent = 0;
        for (var pass = 0; pass < 10; pass++)
        {
            var choice = Look(Edit("newerField") with { Restarts = restarts });
            if (!choice.Next.IsNothing)
            {
                sent++;
                Records().RecordUpdate(choice.Acting);
            }
        }

        Assert.Equal(times, sent);
        Assert.Equal(["newerField"], Look(Edit("newerField") with { Restarts = restarts }).Next.Refused);
        Assert.Empty(Look(Edit("newerField")).Drift);
    }

    [Fact]
    public void Of_AnotherSettingEditedBesideOneThatIsNotKept_IsSentAlone()
    {
        Records().RecordUpdate(Look(Edit("newerField") with { Restarts = true }).Acting);

        var choice = Look(Edit("newerField", "sparkVersion") with { Restarts = true, Desired = "edited" });

        Assert.Equal(["sparkVersion"], choice.Next.Fields);
        Assert.Equal(["newerField"], choice.Next.Refused);
    }

    [Fact]
    public void Of_TheSettingThatIsNotKeptEdited_IsSentAgain()
    {
        Records().RecordUpdate(Look(Edit("newerField") with { Restarts = true }).Acting);

        var edited = Edit("newerField") with { Restarts = true, Asked = new Dictionary<string, string> { ["newerField"] = "another" } };

        Assert.Equal(["newerField"], Look(edited).Next.Fields);
    }

    [Fact]
    public void Of_OneThatRestartsBesideOneThatDoesNot_LeavesTheOtherToBeSent()
    {
        var resize = new Change(PlanAction.Resize, ["numWorkers"], false, "Resized") { Desired = "wanted", Asked = Asked("numWorkers") };
        var both = Edit("newerField", "numWorkers") with
        {
            Restarts = true,
            OfFields = some => some.Contains("newerField")
            ? Edit([.. some]) with { Restarts = true }
            : resize
        };
        Records().RecordUpdate(Look(Edit("newerField") with { Restarts = true }).Acting);

        Assert.Equal(PlanAction.Resize, Look(both).Next.Action);
    }

    [Fact]
    public void Of_DriftThatIsOnlyReported_HoldsUpNoOtherPart()
    {
        Look(InSync);
        var parts = Change.FirstOf(
            Edit("sparkConf"), Change.OfPart("libraries", "Installed") with { Desired = "a" }, Change.OfPower(PowerChange.Start, restarts: false, "Started"));

        var choice = Look(parts, onlyReports: true);

        Assert.Equal("libraries", choice.Next.Part);
        Assert.Equal(["sparkConf"], choice.Reported);
    }

    [Fact]
    public void Of_DriftThatIsOnlyReportedBesideANewSecret_SendsTheSecretAndLeavesTheDrift()
    {
        Look(InSync);

        var choice = Look(Edit("sparkConf", "dockerImage") with { Renewed = ["dockerImage"] }, onlyReports: true);

        Assert.Equal(["dockerImage"], choice.Next.Fields);
        Assert.Equal(["sparkConf"], choice.Next.Held);
        Assert.False(choice.IsDrift);
    }

    [Fact]
    public void Of_RecordsOfAnOlderOperator_AreTakenOverWhereTheSpecWasNotEdited()
    {
        status.AppliedFields = ["sparkVersion"];

        Assert.Equal(["sparkVersion"], Look(Edit("sparkVersion")).Drift);
        Assert.Equal(["sparkVersion"], Look(Edit("sparkVersion")).Drift);
    }

    [Fact]
    public void Of_RecordsOfAnOlderOperatorAndAnEditedSpec_AreNoDrift()
    {
        status.AppliedFields = ["sparkVersion"];

        Assert.Empty(Look(Edit("sparkVersion"), generation: 2).Drift);
    }

    [Fact]
    public void Of_RecordsOfOtherRules_AreTakenOverAndNothingIsSentAgain()
    {
        (status.AppliedFields, status.Sync) = (["sparkVersion"], [new PartStatus
        {
            Name = PartNames.Settings, Rules = ComparisonRules.Version + 1, Applied = "another "
                + "hash", Unkept = [new UnkeptSetting { Field = "newerField", Value = "another hash", Tries = 1 }],
        }]);

        var choice = Look(Edit("newerField", "sparkVersion") with { Restarts = true });

        Assert.Equal(["sparkVersion"], choice.Drift);
        Assert.Equal(["newerField"], choice.Next.Refused);
        Assert.Equal((ComparisonRules.Version, "wanted"), (status.Sync!.Single().Rules, status.Sync!.Single().Applied));
    }

    private PartRecords Records(long generation = 1) => new(status, generation);

    private PartChoice Look(Change decided, bool onlyReports = false, long generation = 1)
    {
        var records = Records(generation);
        var choice = PartChoice.Of(decided, records, isAdoption: false, onlyReports);
        records.RecordObserved(choice);
        return choice;
    }

    private static Change Edit(params string[] fields) => new(PlanAction.Edit, fields, false, "Edited") { Desired = "wanted", Asked = Asked(fields) };

    private static Dictionary<string, string> Asked(params string[] fields) => fields.ToDictionary(field => field, field => $"value of {field}");
}
