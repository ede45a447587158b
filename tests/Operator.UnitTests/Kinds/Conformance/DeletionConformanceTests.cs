using System.Net;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Conformance;

/// <summary>A deletion ends, or says what holds it and how to let the object go.</summary>
public sealed class DeletionConformanceTests : KindConformanceTests
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Delete_ByDefault_EndsTheObjectByOneCall(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind);

        await one.LeaveAsync();

        Assert.False(one.IsAlive);
        Assert.Equal([one.Sample.Deletes], one.Changes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Delete_UnderRetain_LeavesTheObject(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind, """{"policies":{"deletion":"Retain"}}""");

        await one.LeaveAsync();

        Assert.True(one.IsAlive);
        Assert.Empty(one.Changes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Delete_AnnotationRetain_WinsOverTheSpec(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        one.Annotate(Annotations.DeletionPolicy, "Retain");

        await one.LeaveAsync();

        Assert.True(one.IsAlive);
        Assert.Empty(one.Changes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Delete_AnnotationOfNoPolicy_HoldsItUntilThatIsRight(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        one.Annotate(Annotations.DeletionPolicy, "Sometimes");

        Assert.False(await one.Harness.FinalizeAsync());
        Assert.Equal(("False", Reasons.DeleteBlocked), one.Harness.Condition(ConditionTypes.Ready));
        Assert.Contains(Annotations.Abandon, one.Harness.Message(), StringComparison.Ordinal);
        Assert.True(one.IsAlive);
        one.Annotate(Annotations.DeletionPolicy, "Delete");
        await one.LeaveAsync();

        Assert.False(one.IsAlive);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Abandon_WhileTheWorkspaceIsDown_LetsItGoWithoutACall(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        one.Remote.Faults.Add(FailedCall.Unavailable.On("*")! with { Count = null });

        Assert.False(await one.Harness.FinalizeAsync());
        Assert.Contains(Annotations.Abandon, one.Harness.Message(), StringComparison.Ordinal);
        one.Annotate(Annotations.Abandon, "true");
        one.Harness.Forget();
        await one.Harness.PassAsync();

        Assert.True(one.Harness.IsGone);
        Assert.Empty(one.Harness.Workspace.Calls);
        Assert.True(one.IsAlive);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Delete_OfWhatIsSuspended_WaitsAndSaysSo(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        one.PatchSpec("""{"suspend":true}""");

        Assert.False(await one.Harness.FinalizeAsync());
        Assert.Equal(("False", Reasons.DeleteBlocked), one.Harness.Condition(ConditionTypes.Ready));
        Assert.Contains("spec.suspend", one.Harness.Message(), StringComparison.Ordinal);
        Assert.Empty(one.Harness.Workspace.Calls);
        one.PatchSpec("""{"suspend":false}""");
        await one.LeaveAsync();

        Assert.False(one.IsAlive);
    }

    [Theory]
    [MemberData(nameof(KindsThatAreOnlyRead))]
    public async Task Delete_OfWhatIsOnlyRead_LeavesItAlone(string kind, string management)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        one.PatchSpec($$$"""{"policies":{"management":"{{{management}}}"}}""");
        await one.Harness.PassAsync();

        await one.LeaveAsync();

        Assert.True(one.IsAlive);
        Assert.Empty(one.Changes);
    }

    [Theory]
    [MemberData(nameof(KindsAtBothPaces))]
    public async Task Delete_LostReply_IsFinished(string kind, bool isSlow)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        one.Harness.Workspace.LoseReply(one.Sample.Deletes, isSlow);

        await one.LeaveAsync();

        Assert.False(one.IsAlive);
    }

    [Theory]
    [MemberData(nameof(KindsAndFailures))]
    public async Task Delete_Failure_IsSaidWithTheWayOutAndFinishedInTheEnd(string kind, FailedCall failure)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        one.Fail(one.Sample.Deletes, failure);

        Assert.False(await one.Harness.FinalizeAsync());
        Assert.Equal(("False", Reasons.DeleteFailed), one.Harness.Condition(ConditionTypes.Ready));
        Assert.Contains(Annotations.Abandon, one.Harness.Message(), StringComparison.Ordinal);
        Assert.True(one.IsAlive);
        await one.LeaveAsync();

        Assert.False(one.IsAlive);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Delete_ProcessThatDiesBeforeItLetsGo_IsFinishedAfterARestart(string kind)
    {
        await using var one = await SampledObject.SettledAsync(kind);
        one.Harness.Delete();
        one.Harness.Api.Refusal = request => request.Method == HttpMethod.Patch && !request.Path.EndsWith("/status", StringComparison.Ordinal)
            ? HttpStatusCode.InternalServerError
            : null;

        Exception? refused = null;
        for (var pass = 0; refused is null && pass < 5; pass++)
        {
            refused = await Record.ExceptionAsync(() => one.Harness.PassAfterAsync(TimeSpan.FromSeconds(5)));
        }

        Assert.NotNull(refused);
        Assert.False(one.IsAlive);
        one.Harness.Api.Refusal = _ => null;
        one.Harness.Restart();
        await one.LeaveAsync();
    }
}
