using Operator.Api.V1Alpha1;
using Operator.Runtime.Status;

namespace Operator.UnitTests.Kinds.Conformance;

/// <summary>What becomes of a change that somebody makes in the workspace, and of one that is made in the spec.</summary>
public sealed class DriftConformanceTests : KindConformanceTests
{
    private static readonly TimeSpan Recheck = TimeSpan.FromMinutes(11);

    [Theory]
    [MemberData(nameof(KindsWith), ConformanceCase.Drift)]
    public async Task Drift_ByDefault_IsPutRightByOneCall(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        one.Sample.Drift!.Make(one.Remote, one.Id);

        one.Harness.Workspace.Pass(Recheck);
        await one.SettleAsync();
        await one.LookAsync();

        Assert.Equal([one.Sample.Drift.Corrects], one.Changes);
        Assert.Null(one.Harness.State.Drift);
        Assert.Contains(one.Harness.Events, text => text.Contains("DriftCorrected", StringComparison.Ordinal));
        Assert.True(one.IsAlive);
    }

    [Theory]
    [MemberData(nameof(KindsWith), ConformanceCase.Drift)]
    public async Task Drift_UnderReport_IsSaidAndLeft(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind, """{"policies":{"drift":"Report"}}""");
        one.Sample.Drift!.Make(one.Remote, one.Id);

        await one.Harness.PassAfterAsync(Recheck);
        await one.LookAsync();

        Assert.Empty(one.Changes);
        Assert.Equal(("False", Reasons.DriftDetected), one.Harness.Condition(ConditionTypes.Synced));
        Assert.True(one.Harness.State.Conditions.IsTrue(ConditionTypes.Ready));
        Assert.Contains(one.Sample.Drift.Field, one.Harness.State.Drift?.Fields ?? []);
    }

    [Theory]
    [MemberData(nameof(KindsWith), ConformanceCase.Drift)]
    public async Task Drift_OfAnIgnoredField_IsNone(string kind)
    {
        var sample = KindSamples.Of(kind);
        await using var one = await SampledObject.SettledAsync(kind);
        one.PatchSpec($$$"""{"policies":{"ignoreDrift":["{{{sample.Drift!.Field}}}"]}}""");
        await one.SettleAsync();
        one.Harness.Forget();
        sample.Drift.Make(one.Remote, one.Id);

        await one.Harness.PassAfterAsync(Recheck);
        await one.LookAsync();

        Assert.Empty(one.Changes);
        Assert.True(one.IsAsItShouldBe);
        Assert.Null(one.Harness.State.Drift);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Edit_OfTheSpec_IsCarriedOutByOneCall(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        one.Edit();

        await one.SettleAsync();
        await one.LookAsync();

        Assert.Equal([one.Sample.Edits], one.Changes);
        Assert.Null(one.Harness.State.Drift);
        Assert.DoesNotContain(one.Harness.Events, text => text.Contains("Drift", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(KindsAtBothPaces))]
    public async Task Edit_LostReply_TakesEffectOnce(string kind, bool isSlow)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        var before = one.Edits;
        one.Edit();
        one.Harness.Workspace.LoseReply(one.Sample.Edits, isSlow);

        await one.SettleAsync();

        Assert.Equal(before + 1, one.Edits);
    }

    [Theory]
    [MemberData(nameof(KindsAndFailures))]
    public async Task Edit_Failure_IsSaidAndCarriedOutInTheEnd(string kind, FailedCall failure)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        var before = one.Edits;
        one.Edit();
        one.Fail(one.Sample.Edits, failure);

        await one.Harness.PassAsync();
        Assert.Equal(before, one.Edits);
        Assert.False(one.Harness.State.Conditions.IsTrue(ConditionTypes.Ready));
        Assert.Equal(failure.Reason(), one.Harness.Condition(ConditionTypes.Synced).Reason);
        await one.SettleAsync();

        Assert.Equal(before + 1, one.Edits);
        Assert.Single(one.Ids);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Quiet_ObjectThatIsAsItShouldBe_CostsNoWriteAnywhere(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        await one.LookAsync();
        one.Harness.Forget();

        await one.LookAsync();

        Assert.Empty(one.Changes);
        Assert.Empty(one.Harness.Api.Writes);
        Assert.Empty(one.Harness.Events);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Quiet_ObjectAfterARestart_CostsNoWriteAnywhere(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        await one.LookAsync();
        one.Harness.Forget();

        one.Harness.Restart();
        await one.LookAsync();

        Assert.Empty(one.Changes);
        Assert.Empty(one.Harness.Api.Writes);
        Assert.Empty(one.Harness.Events);
    }
}
