using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Conformance;

/// <summary>Which objects a resource takes for its own, and that it leaves alone all others.</summary>
public sealed class AdoptionConformanceTests : KindConformanceTests
{
    [Theory]
    [MemberData(nameof(KindsWith), ConformanceCase.AdoptionByMarker)]
    public async Task Adopt_WhatAnEarlierResourceLeft_IsTakenAgain(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind, """{"policies":{"deletion":"Retain"}}""");
        var id = one.Id;
        await one.LeaveAsync();

        one.Create(uid: "uid-2");
        await one.SettleAsync();

        Assert.Equal(id, one.Id);
        Assert.Equal([id], one.Ids);
        Assert.Equal(1, one.Creations);
    }

    [Theory]
    [MemberData(nameof(KindsWith), ConformanceCase.AdoptionByName)]
    public async Task Adopt_Namesake_IsTakenWhereThePolicyIsByName(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        var theirs = one.Sample.Namesake(one.Remote);
        one.Create("""{"policies":{"adoption":"ByName"}}""");

        await one.SettleAsync();

        Assert.Equal(theirs, one.Id);
        Assert.Equal([theirs], one.Ids);
    }

    [Theory]
    [MemberData(nameof(KindsWith), ConformanceCase.AdoptionByName)]
    public async Task Adopt_Namesake_IsLeftAloneOtherwise(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        var theirs = one.Sample.Namesake(one.Remote);
        var view = one.Sample.View(one.Remote, theirs);
        one.Create();

        await one.Harness.SettleAsync();
        await one.LookAsync();
        await one.LeaveAsync();

        Assert.Contains(theirs, one.Ids);
        Assert.Equal(view, one.Sample.View(one.Remote, theirs));
    }

    [Theory]
    [MemberData(nameof(KindsWith), ConformanceCase.ExternalId)]
    public async Task Adopt_ExternalId_IsTaken(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        var theirs = one.Sample.Namesake(one.Remote);
        one.Create(one.Sample.TakesOver!(theirs));

        await one.SettleAsync();

        Assert.Equal(theirs, one.Id);
        Assert.Equal([theirs], one.Ids);
        Assert.Equal(0, one.Creations);
    }

    [Theory]
    [MemberData(nameof(KindsWith), ConformanceCase.ExternalId)]
    public async Task Adopt_ExternalIdOfNothing_StallsAndMakesNone(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        one.Create(one.Sample.TakesOver!("123"));

        await one.Harness.SettleAsync();
        await one.LookAsync();

        Assert.Equal(("True", Reasons.AdoptionTargetNotFound), one.Harness.Condition(ConditionTypes.Stalled));
        Assert.Empty(one.Ids);
        Assert.Empty(one.Changes);
    }
}
