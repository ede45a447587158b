using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Conformance;

/// <summary>What policies.management and spec.suspend keep the operator from.</summary>
public sealed class PolicyConformanceTests : KindConformanceTests
{
    private const string Observe = """{"policies":{"management":"Observe"}}""";
    private const string Plan = """{"policies":{"management":"Plan"}}""";
    private const string Manage = """{"policies":{"management":"Manage"}}""";

    [Theory]
    [MemberData(nameof(KindsWith), ConformanceCase.ObservationOfNothing)]
    public async Task Observe_OfNothing_SaysSoAndMakesNone(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        one.Create(Observe);

        await one.Harness.SettleAsync();
        await one.LookAsync();

        Assert.Equal(("False", Reasons.RemoteMissing), one.Harness.Condition(ConditionTypes.Ready));
        Assert.Empty(one.Ids);
        Assert.Empty(one.Changes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Observe_OfAnObject_SaysWhatDiffersAndWritesNothing(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        var theirs = one.Sample.Namesake(one.Remote);
        one.Create(one.Sample.TakesOver?.Invoke(theirs) ?? "{}");
        one.PatchSpec(Observe);
        one.Edit();

        await one.Harness.PassAsync();
        await one.LookAsync();

        Assert.Empty(one.Changes);
        Assert.Equal(theirs, one.Id);
        Assert.Equal(
            one.Sample.Drift is null ? ("True", Reasons.Observed) : ("False", Reasons.DriftDetected), one.Harness.Condition(ConditionTypes.Synced));
        Assert.True(one.IsAlive);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Plan_OfNothing_IsCarriedOutWhenItIsManaged(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        one.Create(Plan);

        await one.Harness.SettleAsync();
        await one.LookAsync();
        Assert.Equal(PlanAction.Create, one.Harness.State.Plan?.Action);
        Assert.Equal(("False", Reasons.ChangesPlanned), one.Harness.Condition(ConditionTypes.Synced));
        Assert.Empty(one.Changes);
        one.PatchSpec(Manage);
        await one.SettleAsync();

        Assert.Equal([one.Id], one.Ids);
        Assert.Equal([one.Sample.Creates], one.Changes);
        Assert.Null(one.Harness.State.Plan);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Plan_OfAnEdit_IsCarriedOutWhenItIsManaged(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        one.PatchSpec(Plan);
        one.Edit();

        await one.Harness.PassAsync();
        await one.LookAsync();
        Assert.NotEqual(PlanAction.None, one.Harness.State.Plan?.Action ?? PlanAction.None);
        Assert.NotEmpty(one.Harness.State.Plan?.Fields ?? []);
        Assert.Equal(("False", Reasons.ChangesPlanned), one.Harness.Condition(ConditionTypes.Synced));
        Assert.Empty(one.Changes);
        one.PatchSpec(Manage);
        await one.SettleAsync();

        Assert.Equal([one.Sample.Edits], one.Changes);
        Assert.Null(one.Harness.State.Plan);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Suspend_WhileItLasts_CallsNobodyAndHoldsAnEdit(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        var ready = one.Harness.Condition(ConditionTypes.Ready);
        one.PatchSpec("""{"suspend":true}""");

        await one.Harness.PassAsync();
        one.Edit();
        await one.Harness.PassAsync();
        await one.LookAsync();
        Assert.Empty(one.Harness.Workspace.Calls);
        Assert.Equal(("Unknown", Reasons.Suspended), one.Harness.Condition(ConditionTypes.Synced));
        Assert.Equal(ready, one.Harness.Condition(ConditionTypes.Ready));
        one.PatchSpec("""{"suspend":false}""");
        await one.SettleAsync();

        Assert.Equal([one.Sample.Edits], one.Changes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Outage_OfTheWorkspace_TakesNothingFromAnObjectThatWasWell(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        var ready = one.Harness.Condition(ConditionTypes.Ready);
        var outage = one.Remote.Faults.Add(FailedCall.Unavailable.On("*")! with { Count = null });

        await one.Harness.PassAfterAsync(TimeSpan.FromMinutes(11));
        Assert.Equal(ready, one.Harness.Condition(ConditionTypes.Ready));
        Assert.Equal(("Unknown", Reasons.ApiUnavailable), one.Harness.Condition(ConditionTypes.Synced));
        one.Remote.Faults.Remove(outage.Id);
        await one.SettleAsync();

        Assert.Equal(ready, one.Harness.Condition(ConditionTypes.Ready));
        Assert.Empty(one.Changes);
        Assert.True(one.IsAlive);
    }
}
