using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Runs;
using Operator.Runtime.Client;
using Operator.Runtime.Entities;

namespace Operator.UnitTests.Kinds.Runs;

/// <summary>A run by name waits for the definition it is going to run.</summary>
public sealed class RunReferenceTests
{
    [Fact]
    public async Task Reconcile_AJobThatIsNotThereYet_IsWaitedForWithoutAFinalizerAndStartedThen()
    {
        await using var run = await NamedAsync();
        await AssertWaitsAsync(run, "does not exist in namespace team");
        run.PutJob(job => InSync(job, run, "True", Reasons.InSync, 1, id: null));
        await AssertWaitsAsync(run, "does not exist in the workspace yet");
        run.PutJob(job => InSync(job, run, "True", Reasons.InSync, 1).Metadata.DeletionTimestamp = DateTime.UnixEpoch);
        await AssertWaitsAsync(run, "is being deleted");
        Assert.Equal(0, run.CallCount);

        run.PutJob(job => InSync(job, run, "True", Reasons.InSync, 1));
        await run.PassAsync();

        Assert.Single(run.Remote.Runs.Ids);
        Assert.Null(run.Run.Metadata.OwnerReferences);
    }

    [Fact]
    public async Task Reconcile_AJobThatWasEditedAndNotSentYet_IsNotRunAsItWas()
    {
        await using var run = await NamedAsync();
        run.PutJob(job => InSync(job, run, "True", Reasons.InSync, 1).Metadata.Generation = 2);
        await AssertWaitsAsync(run, "is not yet in the workspace as its spec says");
        run.PutJob(job => InSync(job, run, "False", Reasons.Rejected, 1));
        await AssertWaitsAsync(run, "Rejected");
        run.PutJob(job => InSync(job, run, "False", Reasons.DriftDetected, 1));
        await AssertWaitsAsync(run, "DriftDetected");
        Assert.Equal(0, run.CallCount);
    }

    [Fact]
    public async Task Reconcile_ADriftThatIsLeftByPolicy_IsRunAsItIs()
    {
        await using var run = await NamedAsync();
        run.PutJob(job => InSync(job, run, "False", Reasons.DriftDetected, 1).Spec.Policies = new JobPolicies { Drift = DriftPolicy.Report });

        await run.PassAsync();

        Assert.Single(run.Remote.Runs.Ids);
    }

    [Theory]
    [InlineData(400, "INVALID_PARAMETER_VALUE")]
    [InlineData(404, "RESOURCE_DOES_NOT_EXIST")]
    public async Task Reconcile_AJobTheWorkspaceDoesNotShowYet_IsTriedAgainWithinSeconds(int status, string code)
    {
        await using var run = await NamedAsync();
        run.PutJob(job => InSync(job, run, "True", Reasons.InSync, 1));
        run.Remote.Faults.Add(Fault.Error("jobs/run-now", status, code, $"Job {run.JobId} does not exist."));

        var result = await run.PassAsync();

        Assert.Equal((false, null), (result.IsSuccess, result.RequeueAfter));
        Assert.Equal(("False", Reasons.DependencyNotReady), run.Condition(ConditionTypes.Ready));
        Assert.Equal(("", ""), run.Condition(ConditionTypes.Stalled));
        await run.PassAsync();
        Assert.Single(run.Remote.Runs.Ids);
    }

    [Fact]
    public async Task Reconcile_AJobInAnotherWorkspace_SaysSo()
    {
        await using var run = await NamedAsync();
        run.PutJob(job => InSync(job, run, "True", Reasons.InSync, 1).Spec.WorkspaceRef = new WorkspaceReference { Name = "other" });

        await AssertWaitsAsync(run, "lives in another workspace");
    }

    [Fact]
    public async Task Reconcile_AJobThatTheWorkspaceLost_IsWaitedForUntilItIsThereAgain()
    {
        await using var run = await NamedAsync();
        run.PutJob(job => InSync(job, run, "True", Reasons.InSync, 1, id: "4711"));

        await AssertWaitsAsync(run, "stands for 4711, which the workspace does not know");
    }

    [Theory]
    [InlineData(null, "does not exist in the workspace and is stalled (InvalidSpec): spec.a is wrong")]
    [InlineData("", "is not in the workspace as its spec says and is stalled (InvalidSpec): spec.a is wrong")]
    public async Task Reconcile_AJobThatWaitsForAPerson_StallsItsRunAndSaysWhy(string? id, string message)
    {
        await using var run = await NamedAsync();
        run.PutJob(job => Stalled(InSync(job, run, "False", Reasons.InvalidSpec, 1, id)));

        await run.PassAsync();

        Assert.Equal(("True", Reasons.DependencyNotReady), run.Condition(ConditionTypes.Stalled));
        Assert.Contains(message, run.Message(ConditionTypes.Stalled), StringComparison.Ordinal);
        Assert.Equal("Failed", run.Kstatus);
        run.PutJob(job => InSync(job, run, "True", Reasons.InSync, 1));
        await run.PassAsync();
        Assert.Equal(("False", Reasons.Provisioning), run.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task IsNews_OfAJobThatIsStalledNow_IsNews()
    {
        await using var run = await NamedAsync();
        DatabricksJob Job() => InSync(
            new DatabricksJob { Metadata = new k8s.Models.V1ObjectMeta { NamespaceProperty = "team", Generation = 1 } }, run, "False", Reasons.InvalidSpec, 1);

        Assert.True(RunReferences.IsNews(Job(), Stalled(Job())));
    }

    [Fact]
    public async Task JobsOf_ARunThatWasStarted_IsNoneAnyMore()
    {
        await using var run = await NamedAsync();
        Assert.Equal([new ObjectKey("team", "etl")], RunReferences.JobsOf(run.Run));
        run.PutJob(job => InSync(job, run, "True", Reasons.InSync, 1));
        await run.PassAsync();

        Assert.Empty(RunReferences.JobsOf(run.Run));
    }

    [Fact]
    public async Task IsNews_OfAJob_IsWhatItsRunsWaitForAndNothingElse()
    {
        await using var run = await NamedAsync();
        DatabricksJob Job(string reason, long observed, string? id, DateTime? ran = null)
        {
            var job = InSync(
                new DatabricksJob { Metadata = new k8s.Models.V1ObjectMeta { NamespaceProperty = "team", Generation = 1 } }, run, "True", reason, observed, id);
            job.Status.LastRun = new JobLastRun { StartTime = ran };
            return job;
        }

        Assert.False(RunReferences.IsNews(Job("InSync", 1, "1"), Job("InSync", 1, "1", DateTime.UnixEpoch)));
        Assert.True(RunReferences.IsNews(Job("InSync", 1, "1"), Job("InSync", 1, "2")));
        Assert.True(RunReferences.IsNews(Job("InSync", 1, "1"), Job("InSync", 2, "1")));
        Assert.True(RunReferences.IsNews(Job("Updating", 1, "1"), Job("InSync", 1, "1")));
        Assert.True(RunReferences.IsNews(null, Job("InSync", 1, "1")));
    }

    private static Task<RunHarness> NamedAsync() => RunHarness.StartAsync(spec => (spec.JobId, spec.JobRef) = (null, new ResourceReference { Name = "etl" }));

    private static DatabricksJob InSync(DatabricksJob job, RunHarness run, string status, string reason, long generation, string? id = "")
    {
        job.Status.JobId = id is "" ? $"{run.JobId}" : id;
        job.Status.Conditions =
            [new Condition { Type = ConditionTypes.Synced, Status = status, Reason = reason, ObservedGeneration = generation, Message = "" }];
        return job;
    }

    private static DatabricksJob Stalled(DatabricksJob job)
    {
        job.Status.ObservedGeneration = job.Metadata.Generation;
        job.Status.Conditions.Add(new Condition
        {
            Type = ConditionTypes.Stalled,
            Status = "True",
            Reason = Reasons.InvalidSpec,
            Message = "spec.a is "
            + "wrong",
            ObservedGeneration = 1,
        });
        return job;
    }

    private static async Task AssertWaitsAsync(RunHarness run, string message)
    {
        await run.PassAsync();
        Assert.Equal(("False", Reasons.DependencyNotReady), run.Condition(ConditionTypes.Ready));
        Assert.Equal("True", run.Condition(ConditionTypes.Reconciling).Status);
        Assert.Contains(message, run.Message(ConditionTypes.Ready) + run.Message(ConditionTypes.Synced), StringComparison.Ordinal);
        Assert.Empty(run.Remote.Runs.Ids);
        if (run.CallCount == 0)
        {
            Assert.Null(run.Run.Metadata.Finalizers);
        }
    }
}
