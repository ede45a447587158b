using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Runtime.Status;

namespace Operator.UnitTests.Managed;

/// <summary>A creation that is given up may still take effect: one remote object all the same, and none that stays behind.</summary>
public sealed class SlowCreationTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(55)]
    [InlineData(115)]
    public async Task Reconcile_ACreationThatHangsAndThenHappens_MakesOneObject(int seconds)
    {
        using var pass = await LostAsync(seconds, PassHarness.Failure(DatabricksErrorKind.Transient, mayHaveTakenEffect: true));
        pass.Time.Advance(TimeSpan.FromSeconds(1));

        await pass.ReconcileAsync();
        Assert.Single(pass.External.Objects);

        pass.External.Unseen.Clear();
        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();

        Assert.Single(pass.External.Objects);
        Assert.Equal("new-1", pass.Status.ClusterId);
    }

    [Fact]
    public async Task Reconcile_ACreationThatEndsInAnUnexpectedError_CountsAsPossible()
    {
        using var pass = PassHarness.Start();
        pass.External.Before["create"] = () =>
        {
            pass.Time.Advance(TimeSpan.FromSeconds(55));
            pass.External.Objects.Add(new FakeObject("new-1", PassHarness.Marker));
            pass.External.Unseen.Add("new-1");
            throw new OperationCanceledException("the pass took too long");
        };
        await Assert.ThrowsAsync<OperationCanceledException>(pass.ReconcileAsync);
        pass.External.Before.Clear();

        await pass.ReconcileAsync();

        Assert.Single(pass.External.Objects);
        Assert.Equal(("False", Reasons.Provisioning), pass.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Reconcile_TheProcessStopsWhileACreationIsUnderWay_StillRecordsItsId()
    {
        using var pass = PassHarness.Start();
        using var stopping = new CancellationTokenSource();
        pass.Stopping = stopping.Token;
        pass.External.Before["create"] = stopping.CancelAsync;

        await pass.ReconcileAsync();

        Assert.Equal("new-1", (string?)pass.Stored["status"]!["clusterId"]);
    }

    [Fact]
    public async Task Finalize_AnObjectThatReadsDoNotShowYet_IsWaitedForAndDeleted()
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.External.Unseen.Add("new-1");

        var first = await pass.FinalizeAsync();
        Assert.NotNull(first.RequeueAfter);
        Assert.Equal(("False", Reasons.Deleting), pass.Condition(ConditionTypes.Ready));

        pass.External.Unseen.Clear();
        pass.Time.Advance(PassHarness.Grace);
        var second = await pass.FinalizeAsync();

        Assert.Null(second.RequeueAfter);
        Assert.Empty(pass.External.Objects);
    }

    [Fact]
    public async Task Finalize_AnObjectThatWasSeenAndIsGone_IsReleasedAtOnce()
    {
        using var pass = await PassHarness.CreatedAsync();
        await pass.ReconcileAsync();
        pass.External.Objects.Clear();

        var result = await pass.FinalizeAsync();

        Assert.Null(result.RequeueAfter);
        Assert.True(result.IsSuccess);
    }

    [Fact]
    public async Task Finalize_ASecondObjectOfALostAttempt_IsDeletedAsWell()
    {
        using var pass = await LostAsync(seconds: 55, PassHarness.Failure(DatabricksErrorKind.Transient, mayHaveTakenEffect: true));
        pass.Time.Advance(PassHarness.Grace);
        // The list still does not show the first one, so that a second is made.
        await pass.ReconcileAsync();
        Assert.Equal(2, pass.External.Objects.Count);
        await pass.ReconcileAsync();
        pass.External.Unseen.Clear();
        pass.Time.Advance(PassHarness.Grace);

        await FinalizeUntilReleasedAsync(pass);

        Assert.Empty(pass.External.Objects);
    }

    [Fact]
    public async Task Finalize_ASecondObjectThatAListHasShown_IsDeletedAsWell()
    {
        using var pass = await PassHarness.CreatedAsync();
        await pass.ReconcileAsync();
        pass.External.Objects.Add(new FakeObject("second", PassHarness.Marker));
        pass.External.Objects.Add(new FakeObject("foreign", "another's marker"));
        pass.External.ListedTwice.AddRange("second", "foreign");

        await FinalizeUntilReleasedAsync(pass);

        Assert.Equal(["foreign"], pass.External.Objects.Select(one => one.Id));
    }

    [Theory]
    [InlineData(PassHarness.Me, Reasons.Conflict)]
    [InlineData("person@example.com", "")]
    public async Task Reconcile_ASecondObjectWithTheMarker_IsAConflictThatNamesBothUnlessAPersonCopiedIt(string creator, string stalled)
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.External.Objects.Add(new FakeObject("second", PassHarness.Marker) { Creator = creator });
        pass.External.ListedTwice.Add("second");

        await pass.ReconcileAsync();

        Assert.Equal(stalled, pass.Condition(ConditionTypes.Stalled).Reason);
        var message = pass.Status.Conditions.Find(ConditionTypes.Ready)!.Message;
        Assert.Equal(stalled.Length > 0, message.Contains("new-1", StringComparison.Ordinal) && message.Contains("second", StringComparison.Ordinal));

        pass.External.ListedTwice.Clear();
        await pass.ReconcileAsync();
        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Finalize_AnObjectWhoseCreationWasAnswered_NeedsNoSearch()
    {
        using var pass = await PassHarness.CreatedAsync();
        await pass.ReconcileAsync();
        pass.Reset();

        await FinalizeUntilReleasedAsync(pass);

        Assert.DoesNotContain(pass.External.Calls, call => call.StartsWith("search", StringComparison.Ordinal));
    }

    /// <summary>A creation that took effect at its very end, is seen by nobody yet, and whose answer was lost.</summary>
    private static async Task<PassHarness> LostAsync(int seconds, DatabricksException failure)
    {
        var pass = PassHarness.Start();
        pass.External.Before["create"] = () =>
        {
            pass.Time.Advance(TimeSpan.FromSeconds(seconds));
            return Task.CompletedTask;
        };
        pass.External.Failures["create"] = (failure, true);
        pass.External.Unseen.Add("new-1");
        await pass.ReconcileAsync();
        pass.External.Failures.Clear();
        pass.External.Before.Clear();
        return pass;
    }

    private static async Task FinalizeUntilReleasedAsync(PassHarness pass)
    {
        for (var round = 0; round < 10; round++)
        {
            if ((await pass.FinalizeAsync()).RequeueAfter is not { } wait)
            {
                return;
            }

            pass.Time.Advance(wait);
        }

        Assert.Fail(string.Join("; ", pass.External.Calls));
    }
}
