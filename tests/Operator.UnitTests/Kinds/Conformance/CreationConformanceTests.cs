using System.Net;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Status;

namespace Operator.UnitTests.Kinds.Conformance;

/// <summary>One object for a resource, whatever happens while it is made.</summary>
public sealed class CreationConformanceTests : KindConformanceTests
{
    [Fact]
    public void Samples_OfTheRegistry_AreOnePerKind() =>
        Assert.Equal(Names.Order(StringComparer.Ordinal), KindSamples.Kinds.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Create_NewObject_MakesOneAndRecordsIt(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        one.Create();

        await one.SettleAsync();

        Assert.Equal([one.Id], one.Ids);
        Assert.True(one.IsAlive);
        Assert.Equal(1, one.Creations);
        Assert.Equal([one.Sample.Creates], one.Changes);
        var only = Assert.Single(one.Harness.Events, text => !text.StartsWith("Normal RunSucceeded", StringComparison.Ordinal));
        Assert.StartsWith("Normal Created", only, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Create_NewObject_StoresTheFinalizerBeforeTheCall(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        one.Create();

        await one.Harness.PassAsync();

        var steps = one.Harness.Record.Steps;
        Assert.StartsWith("PATCH ", steps[0], StringComparison.Ordinal);
        Assert.DoesNotContain("/status", steps[0], StringComparison.Ordinal);
        Assert.Single(steps, one.Sample.Creates);
        Assert.EndsWith("/status", steps[^1], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(KindsAtBothPaces))]
    public async Task Create_LostReply_MakesOne(string kind, bool isSlow)
    {
        await using var one = await SampledObject.StartAsync(kind);
        one.Create();
        one.Harness.Workspace.LoseReply(one.Sample.Creates, isSlow);

        await one.Harness.PassAsync();
        Assert.Equal(1, one.Creations);
        Assert.False(one.Harness.State.Conditions.IsTrue(ConditionTypes.Ready));
        await one.SettleAsync();

        Assert.Equal([one.Id], one.Ids);
        Assert.Equal(one.Sample.RepeatsCreation ? 2 : 1, one.Creations);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Create_RecordThatCouldNotBeWritten_MakesOneAfterARestart(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        one.Create();
        one.Harness.Api.Refusal = request => request.Path.EndsWith("/status", StringComparison.Ordinal) ? HttpStatusCode.InternalServerError : null;

        await Record.ExceptionAsync(() => one.Harness.PassAsync());
        Assert.Equal(1, one.Creations);
        Assert.Null(one.RecordedId);
        one.Harness.Api.Refusal = _ => null;
        one.Harness.Restart();
        await one.SettleAsync();

        Assert.Equal([one.Id], one.Ids);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Create_ProcessThatDiesBeforeTheReply_MakesOneAfterARestart(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        one.Create();
        var hasWorked = one.Harness.Workspace.HoldReply(one.Sample.Creates);

        var pass = one.Harness.PassAsync();
        await hasWorked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        one.Harness.Restart();
        await Record.ExceptionAsync(() => pass);
        Assert.Null(one.RecordedId);
        await one.SettleAsync();

        Assert.Equal([one.Id], one.Ids);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Create_CallThatTakesLong_MakesOne(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        one.Create();
        one.Harness.Workspace.Delay(one.Sample.Creates, TimeSpan.FromSeconds(50));

        await one.Harness.PassAsync();
        await one.SettleAsync();

        Assert.Equal([one.Id], one.Ids);
        Assert.Equal(1, one.Creations);
    }

    [Theory]
    [MemberData(nameof(KindsAndFailures))]
    public async Task Create_Failure_IsSaidAndMakesOneInTheEnd(string kind, FailedCall failure)
    {
        await using var one = await SampledObject.StartAsync(kind);
        one.Create();
        one.Fail(one.Sample.Creates, failure);

        await one.Harness.PassAsync();
        Assert.Equal(0, one.Creations);
        Assert.False(one.Harness.State.Conditions.IsTrue(ConditionTypes.Ready));
        Assert.Equal(failure.Reason(), one.Harness.Condition(ConditionTypes.Synced).Reason);
        Assert.Equal(failure == FailedCall.Refused, one.Harness.State.Conditions.IsTrue(ConditionTypes.Stalled));
        await one.SettleAsync();

        Assert.Equal([one.Id], one.Ids);
        Assert.Equal(1, one.Creations);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Create_WithoutTheLease_CallsNobody(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        one.Create();
        one.Harness.Process.MayWrite = false;

        await Record.ExceptionAsync(() => one.Harness.PassAsync());

        Assert.Empty(one.Changes);
        Assert.Empty(one.Harness.Api.Writes);
    }
}
