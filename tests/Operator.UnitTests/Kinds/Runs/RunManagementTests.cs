using Databricks.Simulator.Runs;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Runs;

namespace Operator.UnitTests.Kinds.Runs;

/// <summary>Runs that are not started, or not yet, or were started by others.</summary>
public sealed class RunManagementTests
{
    [Fact]
    public async Task Reconcile_OnlyPlanned_StartsNothingAndSaysWhatItWould()
    {
        await using var run = await RunHarness.StartAsync(spec => spec.Policies = new RunPolicies { Management = ManagementPolicy.Plan });

        await run.PassAsync();

        Assert.Equal(0, run.CallCount);
        Assert.Equal(PlanAction.Create, run.Status.Plan!.Action);
        Assert.Null(run.Run.Metadata.Finalizers);
        run.Edit(spec => spec.Policies!.Management = ManagementPolicy.Manage);
        await run.PassAsync();
        Assert.Null(run.Status.Plan);
        Assert.Single(run.Remote.Runs.Ids);
    }

    [Fact]
    public async Task Reconcile_SuspendedBeforeItsStart_IsStartedOnceItIsNot()
    {
        await using var run = await RunHarness.StartAsync(spec => spec.Suspend = true);
        await run.PassAsync();
        Assert.Equal(0, run.CallCount);
        Assert.Equal(("Unknown", Reasons.Suspended), run.Condition(ConditionTypes.Synced));

        run.Edit(spec => spec.Suspend = null);
        await run.PassAsync();

        Assert.Single(run.Remote.Runs.Ids);
    }

    [Fact]
    public async Task Reconcile_SuspendedWhileItRuns_IsNotLookedAt()
    {
        await using var run = await RunHarness.RunningAsync();
        run.Edit(spec => spec.Suspend = true);
        run.Forget();

        await run.PassAsync();

        Assert.Equal(0, run.CallCount);
        Assert.Null(new RunLister().RecordedId(run.Run));
        Assert.Equal(("False", Reasons.RunRunning), run.Condition(ConditionTypes.Ready));
        Assert.Equal(("Unknown", Reasons.Suspended), run.Condition(ConditionTypes.Synced));
    }

    [Fact]
    public async Task Reconcile_ARunThatWasStartedElsewhere_IsFollowedAndNotStarted()
    {
        await using var run = await RunHarness.StartAsync(spec => (spec.JobId, spec.ExternalId) = (null, "1"));
        var id = run.Remote.Runs.Start(run.JobId);
        await run.PassAsync();
        Assert.Equal(("True", Reasons.AdoptionTargetNotFound), run.Condition(ConditionTypes.Stalled));
        run.Apply(other => other.Spec.ExternalId = $"{id}");

        await run.PassAsync();
        Assert.Equal((id, "False", Reasons.RunRunning), (run.RunId, run.Condition(ConditionTypes.Ready).Status, run.Condition(ConditionTypes.Ready).Reason));
        run.Remote.Runs.Finish(id);
        await run.PassAsync();

        Assert.Equal(("True", Reasons.RunSucceeded), run.Condition(ConditionTypes.Ready));
        Assert.Equal(0, run.CountOf("jobs/run-now"));
    }

    [Fact]
    public async Task Reconcile_ARunThatIsOnlyObserved_IsReportedAndNotCancelled()
    {
        await using var run = await RunHarness.StartAsync();
        var id = run.Remote.Runs.Start(run.JobId);
        run.Apply(observed => observed.Spec = new DatabricksJobRunSpec
        {
            ExternalId = $"{id}",
            TimeoutSeconds = 1,
            Cancel = true,
            Policies = new RunPolicies { Management = ManagementPolicy.Observe },
        });

        await run.PassAsync();
        await run.PassAfterAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(("True", Reasons.Observed), run.Condition(ConditionTypes.Synced));
        run.Remote.Runs.Finish(id, new TaskFailure());
        await run.PassAfterAsync(TimeSpan.FromSeconds(10));
        run.Forget();
        await run.PassAsync();

        Assert.Equal(("False", Reasons.RunFailed), run.Condition(ConditionTypes.Ready));
        Assert.Equal(0, run.CountOf("jobs/runs/cancel"));
        Assert.Equal((0, 0), (run.CallCount, run.Writes.Count));
        Assert.Null(run.Run.Metadata.Finalizers);
    }
}
