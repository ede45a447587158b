using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Reconciling;

namespace Operator.UnitTests.Managed;

/// <summary>Passes that need a list which is still being read.</summary>
public sealed class PendingListTests
{
    private const string Words = "Waiting for the list of the workspace's clusters";

    [Fact]
    public async Task Reconcile_ANewObjectWhoseListIsNotThereYet_SaysSoAndIsCreatedOnceItIs()
    {
        using var pass = PassHarness.Start();
        pass.External.Before["search"] = () => throw new ListPendingException(Words);

        var result = await pass.ReconcileAsync();

        Assert.True(result.IsSuccess);
        Assert.NotNull(result.RequeueAfter);
        Assert.Equal(("False", Reasons.Provisioning), pass.Condition(ConditionTypes.Ready));
        Assert.Equal(("True", Reasons.Provisioning), pass.Condition(ConditionTypes.Reconciling));
        Assert.Contains(pass.Status.Conditions, condition => condition.Message == Words);
        Assert.DoesNotContain(pass.External.Calls, call => call.StartsWith("create", StringComparison.Ordinal));
        pass.External.Before.Clear();
        await pass.ReconcileAsync();
        Assert.Single(pass.External.Objects);
    }

    [Fact]
    public async Task Reconcile_AgainWhileTheListIsNotThere_WritesNothing()
    {
        using var pass = PassHarness.Start();
        pass.External.Before["search"] = () => throw new ListPendingException(Words);
        await pass.ReconcileAsync();
        pass.Reset();

        await pass.ReconcileAsync();

        Assert.Empty(pass.Writes);
        Assert.Empty(pass.Events);
    }

    [Fact]
    public async Task Reconcile_ASettledObjectBeforeTheFirstList_KeepsEveryCondition()
    {
        using var pass = await PassHarness.CreatedAsync();
        await pass.ReconcileAsync();
        pass.Reset();
        pass.External.Before["glimpse"] = () => throw new ListPendingException(Words, keepsConditions: true);

        var result = await pass.ReconcileAsync();

        Assert.True(result.IsSuccess);
        Assert.NotNull(result.RequeueAfter);
        Assert.Empty(pass.Writes);
        Assert.Empty(pass.External.Calls);
        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Reconcile_AnObservedObjectThatIsNotThereBeforeTheNextList_WritesNothing()
    {
        using var pass = await MissingAsync();
        pass.Reset();
        pass.External.Before["search"] = () => throw new ListPendingException(Words);

        var result = await pass.ReconcileAsync();

        Assert.NotNull(result.RequeueAfter);
        Assert.Empty(pass.Writes);
        Assert.Equal(("False", Reasons.RemoteMissing), pass.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Reconcile_AnObjectWhoseDependencyIsMissingBeforeTheNextList_WritesNothing()
    {
        using var pass = PassHarness.Start();
        pass.External.Before["create"] = () => throw new DependencyMissingException("The DatabricksCluster etl does not exist in namespace team");
        await pass.ReconcileAsync();
        pass.Reset();
        pass.External.Before["search"] = () => throw new ListPendingException(Words);

        await pass.ReconcileAsync();

        Assert.Empty(pass.Writes);
        Assert.Equal(("False", Reasons.DependencyNotReady), pass.Condition(ConditionTypes.Ready));
    }

    /// <summary>What was wrong with another spec says nothing of this one.</summary>
    [Fact]
    public async Task Reconcile_AnEditedObjectThatWasNotThereBeforeTheNextList_SaysWhatItWaitsFor()
    {
        using var pass = await MissingAsync();
        pass.Edit(spec => spec.Policies = null);
        pass.External.Before["search"] = () => throw new ListPendingException(Words);

        await pass.ReconcileAsync();

        Assert.Equal(("False", Reasons.Provisioning), pass.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Finalize_AnObjectWhoseListIsNotThereYet_KeepsTheFinalizerAndSaysWhatItWaitsFor()
    {
        using var pass = await UnansweredAsync();
        pass.External.Before["search"] = () => throw new ListPendingException(Words);

        var result = await pass.FinalizeAsync();

        Assert.NotNull(result.RequeueAfter);
        Assert.Equal(("False", Reasons.Deleting), pass.Condition(ConditionTypes.Ready));
        Assert.Contains(pass.Status.Conditions, condition => condition.Message.StartsWith(Words, StringComparison.Ordinal)
            && condition.Message.Contains(Annotations.Abandon, StringComparison.Ordinal));
    }

    /// <summary>Said in between, the wait would be two writes for each look of a deletion that fails.</summary>
    [Fact]
    public async Task Finalize_AnObjectWhoseDeletionFailedBeforeTheNextList_WritesNothing()
    {
        using var pass = await UnansweredAsync();
        pass.External.Failures["search"] = (PassHarness.Failure(DatabricksErrorKind.Transient), false);
        await pass.FinalizeAsync();
        Assert.Equal(("False", Reasons.DeleteFailed), pass.Condition(ConditionTypes.Ready));
        pass.Reset();
        pass.External.Before["search"] = () => throw new ListPendingException(Words);

        var result = await pass.FinalizeAsync();

        Assert.NotNull(result.RequeueAfter);
        Assert.Empty(pass.Writes);
        Assert.Equal(("False", Reasons.DeleteFailed), pass.Condition(ConditionTypes.Ready));
    }

    /// <summary>A creation got no response, and its grace is over: the deletion has to look for what it may have created.</summary>
    private static async Task<PassHarness> UnansweredAsync()
    {
        var pass = PassHarness.Start();
        pass.External.Failures["create"] = (PassHarness.Failure(DatabricksErrorKind.Transient, mayHaveTakenEffect: true), false);
        await pass.ReconcileAsync();
        pass.Time.Advance(TimeSpan.FromMinutes(2));
        return pass;
    }

    private static async Task<PassHarness> MissingAsync()
    {
        var pass = PassHarness.Start(cluster => cluster.Spec.Policies = new() { Management = ManagementPolicy.Observe });
        await pass.ReconcileAsync();
        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();
        return pass;
    }
}
