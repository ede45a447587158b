using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;

namespace Operator.UnitTests.Managed;

/// <summary>One pass, call by call.</summary>
public sealed class ManagedReconcilerTests
{
    [Fact]
    public async Task Reconcile_ANewObject_StoresTheFinalizerThenSearchesThenCreatesOne()
    {
        using var pass = PassHarness.Start();

        var result = await pass.ReconcileAsync();

        Assert.Equal(["finalizer", "search 11:59:30", $"create {PassHarness.Marker}"], pass.External.Calls);
        Assert.Equal("new-1", pass.Status.ClusterId);
        Assert.Equal([PassHarness.Path, $"{PassHarness.Path}/status"], pass.Writes.Select(write => write.Path));
        Assert.Equal(("False", Reasons.Provisioning), pass.Condition(ConditionTypes.Ready));
        Assert.Equal(PassHarness.Timing.Transition, result.RequeueAfter);
    }

    [Fact]
    public async Task Reconcile_WhatTheWorkspaceDoesNotAllow_IsStalledAndNothingIsCalled()
    {
        using var pass = PassHarness.Start();
        (pass.WorkspaceProblem, pass.IsDenied) = ("not allowed", true);

        await pass.ReconcileAsync();

        Assert.Equal(("False", Reasons.PermissionDenied), pass.Condition(ConditionTypes.Ready));
        Assert.Equal(("True", Reasons.PermissionDenied), pass.Condition(ConditionTypes.Stalled));
        Assert.Empty(pass.External.Calls);
    }

    [Fact]
    public async Task Reconcile_WorkspaceThatIsBeingJudgedAfterAnEdit_ChangesNothing()
    {
        using var pass = await PassHarness.CreatedAsync();
        await pass.ReconcileAsync();
        pass.Reset();
        (pass.WorkspaceProblem, pass.IsUndecided) = ("edited", true);

        var result = await pass.ReconcileAsync();

        Assert.Empty(pass.Writes);
        Assert.Empty(pass.External.Calls);
        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
        Assert.NotNull(result.RequeueAfter);
    }

    [Fact]
    public async Task Reconcile_AnObjectThatIsAsItShouldBe_WritesNothingTheSecondTime()
    {
        using var pass = await PassHarness.CreatedAsync();
        await pass.ReconcileAsync();
        pass.Reset();

        pass.Time.Advance(TimeSpan.FromHours(1));
        await pass.ReconcileAsync();

        Assert.Equal(["get new-1"], pass.External.Calls);
        Assert.Empty(pass.Writes);
        Assert.Empty(pass.Events);
        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Reconcile_AnInvalidSpec_CallsNobodyAndLeavesNoFinalizer()
    {
        using var pass = PassHarness.Start();
        pass.External.Problems = ["spec.a is wrong", "spec.b too"];

        await pass.ReconcileAsync();

        Assert.Empty(pass.External.Calls);
        Assert.Equal(("True", Reasons.InvalidSpec), pass.Condition(ConditionTypes.Stalled));
        Assert.Null(pass.Cluster.Metadata.Finalizers);
    }

    [Fact]
    public async Task Reconcile_Suspended_CallsNobodyAndIsPaused()
    {
        using var pass = await PassHarness.CreatedAsync();
        await pass.ReconcileAsync();
        pass.Edit(spec => spec.Suspend = true);
        pass.Reset();

        await pass.ReconcileAsync();

        Assert.Empty(pass.External.Calls);
        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
        Assert.Equal(("Unknown", Reasons.Suspended), pass.Condition(ConditionTypes.Synced));
        Assert.Equal(2, pass.Status.ObservedGeneration);
    }

    [Fact]
    public async Task Reconcile_WithoutAWorkspace_WaitsAndCanBeDeletedAtOnce()
    {
        using var pass = PassHarness.Start();
        pass.WorkspaceProblem = "No workspace is configured";

        await pass.ReconcileAsync();

        Assert.Empty(pass.External.Calls);
        Assert.Null(pass.Cluster.Metadata.Finalizers);
        Assert.Equal(("False", Reasons.WorkspaceNotReady), pass.Condition(ConditionTypes.Ready));
        Assert.Equal(("True", Reasons.WorkspaceNotReady), pass.Condition(ConditionTypes.Reconciling));
    }

    [Fact]
    public async Task Reconcile_MovedToAnotherWorkspace_IsStalledAndTouchesNothing()
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.Edit(spec => spec.WorkspaceRef = new WorkspaceReference { Name = "other" });
        pass.WorkspaceName = "other";

        await pass.ReconcileAsync();

        Assert.Empty(pass.External.Calls);
        Assert.Equal(("True", Reasons.ImmutableFieldChanged), pass.Condition(ConditionTypes.Stalled));
    }

    [Fact]
    public async Task Reconcile_ADifference_ActsOnceAndSaysWhat()
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };

        await pass.ReconcileAsync();

        Assert.Equal(["get new-1", "act Edit"], pass.External.Calls);
        Assert.Equal(("False", Reasons.Updating), pass.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Reconcile_AfterTheLeaseWasLost_WritesNothing()
    {
        using var pass = PassHarness.Start();
        pass.MayWrite = false;

        await Assert.ThrowsAsync<LeadershipLostException>(pass.ReconcileAsync);

        Assert.Empty(pass.External.Objects);
    }

    [Fact]
    public async Task Reconcile_AnAnnotationThatIsWrong_WarnsOnceAndGoesOn()
    {
        using var pass = await PassHarness.CreatedAsync(cluster => cluster.Metadata.Annotations = new Dictionary<string, string>
        {
            [Annotations.DeletionPolicy] = "Orphan",
            [Annotations.ReconcileRequestedAt] = new string('x', 1000),
        });
        Assert.Equal(("False", Reasons.InvalidAnnotation), pass.Condition(ConditionTypes.Synced));

        await pass.ReconcileAsync();

        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
        Assert.DoesNotContain(pass.Events, one => one.Contains(Reasons.InvalidAnnotation, StringComparison.Ordinal));
        Assert.True(pass.Status.LastHandledReconcileAt!.Length <= StatusLimits.Token);
    }
}
