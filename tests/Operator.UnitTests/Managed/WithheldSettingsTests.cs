using Operator.Api.V1Alpha1;
using Operator.Managed;
using Operator.Reconciling;
using Operator.Runtime.Status;

namespace Operator.UnitTests.Managed;

/// <summary>A pass over an object some of whose settings wait, so that what runs is not interrupted.</summary>
public sealed class WithheldSettingsTests
{
    private const string Message = "policies.disruption is Deny: sparkVersion";

    [Theory]
    [InlineData(true, ConditionTypes.Reconciling, "InProgress")]
    [InlineData(false, ConditionTypes.Stalled, "Failed")]
    public async Task Reconcile_AnEditThatWaits_IsNotReadyAndSaysWhoEndsTheWait(bool endsByItself, string condition, string kstatus)
    {
        using var pass = await WaitingAsync(endsByItself, isEdit: true);

        Assert.Equal(("False", Reasons.DisruptionDenied), pass.Condition(ConditionTypes.Ready));
        Assert.Equal(("False", Reasons.DisruptionDenied), pass.Condition(ConditionTypes.Synced));
        Assert.Equal(("True", Reasons.DisruptionDenied), pass.Condition(condition));
        Assert.Equal(Message, pass.Status.Conditions.Find(condition)!.Message);
        Assert.Equal(kstatus, Kstatus.Of(pass.Status, pass.Cluster.Metadata.Generation!.Value));
        Assert.DoesNotContain(pass.External.Calls, call => call.StartsWith("act", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, "True", Reasons.Available, "InProgress")]
    [InlineData(false, "False", Reasons.DisruptionDenied, "Failed")]
    public async Task Reconcile_DriftThatWaits_LeavesReadyUnlessOnlyAPersonEndsTheWait(bool endsByItself, string ready, string reason, string kstatus)
    {
        using var pass = await WaitingAsync(endsByItself, isEdit: false);

        Assert.Equal((ready, reason), pass.Condition(ConditionTypes.Ready));
        Assert.Equal(("False", Reasons.DisruptionDenied), pass.Condition(ConditionTypes.Synced));
        Assert.Equal(["sparkVersion"], pass.Status.Drift!.Fields);
        Assert.Equal(kstatus, Kstatus.Of(pass.Status, pass.Cluster.Metadata.Generation!.Value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reconcile_WhileNothingChanges_WritesNothingAndOnlyLooks(bool isEdit)
    {
        using var pass = await WaitingAsync(endsByItself: true, isEdit);
        pass.Reset();
        for (var look = 0; look < 3; look++)
        {
            pass.Time.Advance(TimeSpan.FromHours(1));
            await pass.ReconcileAsync();
        }

        Assert.Empty(pass.Writes);
        Assert.Empty(pass.Events);
        Assert.Equal(["get new-1", "get new-1", "get new-1"], pass.External.Calls);
    }

    [Fact]
    public async Task Reconcile_WhileItWaits_ComesBackAtTheRegularTimeOnly()
    {
        using var pass = await WaitingAsync(endsByItself: true, isEdit: true);
        pass.External.IsObserved = true;

        Assert.True((await pass.ReconcileAsync()).RequeueAfter > TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reconcile_OnceTheWaitIsOver_SendsAnEditAsAnEditAndDriftAsDrift(bool isEdit)
    {
        using var pass = await WaitingAsync(endsByItself: true, isEdit);
        pass.Reset();
        pass.External.Change = new Change(PlanAction.Edit, ["sparkVersion"], false, "Edited: sparkVersion");

        await pass.ReconcileAsync();

        Assert.Contains("act Edit", pass.External.Calls);
        Assert.Contains(pass.Events, one => one.Contains(isEdit ? " Edit:" : " DriftCorrected:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconcile_ACallBesideWhatWaits_IsMadeAndRecordsNothingOfTheRest()
    {
        using var pass = await WaitingAsync(endsByItself: true, isEdit: true);
        var before = pass.Status.AppliedFields;
        pass.External.Change = Withheld(
            endsByItself: true) with
        { Action = PlanAction.Resize, Fields = ["numWorkers", "sparkVersion"], Message = "Resized: numWorkers" };
        pass.External.KeepsChanges = false;

        await pass.ReconcileAsync();

        Assert.Contains("act Resize", pass.External.Calls);
        Assert.Equal(before, pass.Status.AppliedFields);
        Assert.Equal(["numWorkers"], pass.Status.Sync!.Single().Unkept!.Select(one => one.Field));
        pass.External.Change = Withheld(endsByItself: true);
        await pass.ReconcileAsync();
        Assert.Null(pass.Status.Drift);
        Assert.Equal(("False", Reasons.DisruptionDenied), pass.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Reconcile_AnObjectThatIsOnItsWay_KeepsSayingSo()
    {
        using var pass = await WaitingAsync(endsByItself: false, isEdit: true);
        pass.External.Assessed = _ => ReconcileOutcome.InProgress(Reasons.Updating, "The cluster is being resized", PassHarness.Timing.Transition);

        await pass.ReconcileAsync();

        Assert.Equal(("False", Reasons.Updating), pass.Condition(ConditionTypes.Ready));
        Assert.Equal(("False", Reasons.DisruptionDenied), pass.Condition(ConditionTypes.Synced));
        Assert.True(pass.Status.Conditions.IsTrue(ConditionTypes.Reconciling));
    }

    private static Change Withheld(bool endsByItself) =>
        Change.None with { Fields = ["sparkVersion"], Later = Message, Withheld = new WithheldSettings(["sparkVersion"], endsByItself) };

    /// <summary>An object that was in sync, and some of whose settings have to wait now.</summary>
    private static async Task<PassHarness> WaitingAsync(bool endsByItself, bool isEdit)
    {
        var pass = PassHarness.Start();
        await pass.ReconcileAsync();
        await pass.ReconcileAsync();
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };
        pass.External.Change = Withheld(endsByItself);
        if (isEdit)
        {
            pass.Edit(spec => spec.NumWorkers = 9);
        }

        await pass.ReconcileAsync();
        return pass;
    }
}
