using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Runtime.Status;

namespace Operator.UnitTests.Managed;

/// <summary>Deletion finishes, or says what blocks it and how to let go.</summary>
public sealed class ManagedFinalizerTests
{
    [Theory]
    [InlineData(null, "delete new-1 Delete")]
    [InlineData(DeletionPolicy.Delete, "delete new-1 Delete")]
    [InlineData(DeletionPolicy.Terminate, "delete new-1 Terminate")]
    public async Task Finalize_UnderAPolicyThatActs_ActsOnTheRecordedObject(DeletionPolicy? policy, string expected)
    {
        using var pass = await PassHarness.CreatedAsync(With(policy));

        var result = await pass.FinalizeAsync();

        Assert.Equal(["get new-1", expected], pass.External.Calls);
        Assert.True(result.IsSuccess);
        Assert.Null(result.RequeueAfter);
    }

    [Fact]
    public async Task Finalize_Retained_CallsNobody()
    {
        using var pass = await PassHarness.CreatedAsync(With(DeletionPolicy.Retain));

        var result = await pass.FinalizeAsync();

        Assert.Empty(pass.External.Calls);
        Assert.Null(result.RequeueAfter);
    }

    [Theory]
    [InlineData(ManagementPolicy.Observe)]
    [InlineData(ManagementPolicy.Plan)]
    public async Task Finalize_OfWhatWasOnlyRead_CallsNobody(ManagementPolicy management)
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.Edit(spec => spec.Policies = new ClusterPolicies { Management = management });

        var result = await pass.FinalizeAsync();

        Assert.Empty(pass.External.Calls);
        Assert.Null(result.RequeueAfter);
    }

    [Fact]
    public async Task Finalize_AnObjectWhoseSpecNamesAnotherWorkspaceByNow_GoesToTheOneItWasMadeIn()
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.HasMoved = true;

        var result = await pass.FinalizeAsync();

        Assert.Equal(["get new-1", "delete new-1 Delete"], pass.External.Calls);
        Assert.Null(result.RequeueAfter);
    }

    [Fact]
    public async Task Finalize_WhatTheWorkspaceRefusedOnTheWay_IsAWarning()
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.External.PassedOver = "The job could not be paused";

        Assert.Null((await pass.FinalizeAsync()).RequeueAfter);

        Assert.Contains("Warning Rejected: The job could not be paused", pass.Events);
    }

    [Fact]
    public async Task Finalize_ADeletionThatTakesTime_SaysTheWayOut()
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.External.DeletesAtOnce = false;

        await pass.FinalizeAsync();

        Assert.Contains($"{Annotations.Abandon}: \"true\"", pass.Status.Conditions.Find(ConditionTypes.Ready)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finalize_ADeletionThatTakesTime_HoldsTheObjectUntilItIsGone()
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.External.DeletesAtOnce = false;

        var first = await pass.FinalizeAsync();
        Assert.NotNull(first.RequeueAfter);
        Assert.Equal(("False", Reasons.Deleting), pass.Condition(ConditionTypes.Ready));

        var second = await pass.FinalizeAsync();
        Assert.Null(second.RequeueAfter);
    }

    [Fact]
    public async Task Finalize_Abandoned_TouchesNothingWhateverElseIsWrong()
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.WorkspaceProblem = "gone";
        pass.Apply(cluster =>
        {
            cluster.Spec.Suspend = true;
            cluster.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Abandon] = "true", [Annotations.DeletionPolicy] = "Orphan" };
        });

        var result = await pass.FinalizeAsync();

        Assert.Empty(pass.External.Calls);
        Assert.True(result.IsSuccess);
        Assert.Null(result.RequeueAfter);
    }

    [Theory]
    [InlineData(true, null, null, Reasons.DeleteBlocked)]
    [InlineData(false, "Orphan", null, Reasons.DeleteBlocked)]
    [InlineData(false, null, "gone", Reasons.WorkspaceNotReady)]
    public async Task Finalize_WhatIsBlocked_KeepsTheObjectAndSaysTheWayOut(bool suspend, string? annotation, string? problem, string reason)
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.WorkspaceProblem = problem;
        pass.Apply(cluster =>
        {
            cluster.Spec.Suspend = suspend;
            cluster.Metadata.Annotations = annotation is null ? null : new Dictionary<string, string> { [Annotations.DeletionPolicy] = annotation };
        });

        var result = await pass.FinalizeAsync();

        Assert.Empty(pass.External.Calls);
        Assert.NotNull(result.RequeueAfter);
        Assert.Equal(("False", reason), pass.Condition(ConditionTypes.Ready));
        Assert.Contains(Annotations.Abandon, pass.Status.Conditions[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finalize_AFailedDeletion_KeepsTheObjectAndSaysWhy()
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.External.Failures["delete"] = (PassHarness.Failure(DatabricksErrorKind.PermissionDenied), false);

        var result = await pass.FinalizeAsync();

        Assert.False(result.IsSuccess);
        Assert.Equal(("False", Reasons.DeleteFailed), pass.Condition(ConditionTypes.Ready));
        Assert.Contains("the words", pass.Status.Conditions[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finalize_ARejectedDeletion_DoesNotReleaseTheObject()
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.External.Failures["delete"] = (PassHarness.Failure(DatabricksErrorKind.Invalid), false);

        var result = await pass.FinalizeAsync();

        Assert.NotNull(result.RequeueAfter);
    }

    [Fact]
    public async Task Finalize_ACreationOfUnknownResult_DeletesWhatItMade()
    {
        using var pass = PassHarness.Start();
        pass.External.Failures["create"] = (PassHarness.Failure(DatabricksErrorKind.Transient, mayHaveTakenEffect: true), true);
        await pass.ReconcileAsync();
        pass.External.Failures.Clear();
        pass.External.Objects.Add(new FakeObject("foreign", "another's marker"));
        pass.External.Objects.Add(new FakeObject("unmarked", null));
        pass.Reset();

        Assert.Equal(PassHarness.Grace, (await pass.FinalizeAsync()).RequeueAfter);
        pass.Time.Advance(PassHarness.Grace);
        var result = await pass.FinalizeAsync();

        Assert.Null(result.RequeueAfter);
        Assert.Equal(["foreign", "unmarked"], pass.External.Objects.Select(one => one.Id));
    }

    [Fact]
    public async Task Finalize_ACreationThatTakesEffectAfterwards_IsWaitedForAndDeleted()
    {
        using var pass = PassHarness.Start();
        pass.External.Failures["create"] = (PassHarness.Failure(DatabricksErrorKind.Transient, mayHaveTakenEffect: true), false);
        await pass.ReconcileAsync();

        Assert.NotNull((await pass.FinalizeAsync()).RequeueAfter);
        pass.External.Objects.Add(new FakeObject("late", PassHarness.Marker));
        pass.Time.Advance(PassHarness.Grace);
        await pass.FinalizeAsync();

        Assert.Empty(pass.External.Objects);
    }

    [Fact]
    public async Task Finalize_InAnotherWorkspace_DeletesNothing()
    {
        using var pass = PassHarness.Start();
        await pass.AnswersAsAsync("1111");
        await pass.ReconcileAsync();
        await pass.AnswersAsAsync("2222");
        pass.Reset();

        var result = await pass.FinalizeAsync();

        Assert.Equal(["get new-1"], pass.External.Calls);
        Assert.NotNull(result.RequeueAfter);
        Assert.Equal(("False", Reasons.DeleteBlocked), pass.Condition(ConditionTypes.Ready));
    }

    private static Action<DatabricksCluster> With(DeletionPolicy? policy) => cluster => cluster.Spec.Policies = new ClusterPolicies { Deletion = policy };
}
