using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Managed;

namespace Operator.UnitTests.Managed;

/// <summary>What the policies of an object allow: drift, observing, planning.</summary>
public sealed class ManagedPolicyTests
{
    [Fact]
    public async Task Reconcile_AnInvalidSpecThatIsOnlyObserved_IsInvalidAllTheSame()
    {
        using var pass = PassHarness.Start(Managed(ManagementPolicy.Observe));
        pass.External.Problems = ["spec: numWorkers and autoscale exclude each other"];

        await pass.ReconcileAsync();

        Assert.Equal(("True", Reasons.InvalidSpec), pass.Condition(ConditionTypes.Stalled));
    }

    [Fact]
    public async Task Reconcile_Drift_IsRecordedAndCorrected()
    {
        using var pass = await DriftedAsync();

        await pass.ReconcileAsync();

        Assert.Equal(["get new-1", "act Edit"], pass.External.Calls);
        Assert.Equal(("False", Reasons.DriftCorrecting), pass.Condition(ConditionTypes.Synced));
        Assert.Equal(["sparkVersion"], pass.Status.Drift!.Fields);

        await pass.ReconcileAsync();
        Assert.Null(pass.Status.Drift);
        Assert.Equal(("True", Reasons.InSync), pass.Condition(ConditionTypes.Synced));
    }

    [Theory]
    [InlineData(PlanAction.Edit)]
    [InlineData(PlanAction.Wait)]
    public async Task Reconcile_DriftThatIsOnlyToBeReported_StaysReadyAndTouchesNothing(PlanAction action)
    {
        using var pass = await DriftedAsync(cluster => cluster.Spec.Policies = new ClusterPolicies { Drift = DriftPolicy.Report });
        pass.External.Change = pass.External.Change with { Action = action };

        await pass.ReconcileAsync();
        await pass.ReconcileAsync();

        Assert.Equal(["get new-1", "get new-1"], pass.External.Calls);
        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
        Assert.Equal(("False", Reasons.DriftDetected), pass.Condition(ConditionTypes.Synced));
    }

    [Fact]
    public async Task Reconcile_DriftFirstSeenAfterAnOutage_IsStillOnlyReported()
    {
        using var pass = await PassHarness.CreatedAsync(cluster => cluster.Spec.Policies = new ClusterPolicies { Drift = DriftPolicy.Report });
        await pass.ReconcileAsync();
        pass.External.Failures["get"] = (PassHarness.Failure(DatabricksErrorKind.Transient), false);
        await pass.ReconcileAsync();
        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
        pass.External.Failures.Clear();
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };
        pass.Reset();

        await pass.ReconcileAsync();

        Assert.Equal(["get new-1"], pass.External.Calls);
        Assert.Equal(("False", Reasons.DriftDetected), pass.Condition(ConditionTypes.Synced));
    }

    [Fact]
    public async Task Reconcile_AFieldThatCannotChange_IsStalledAndNotReady()
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };
        pass.External.Change = Change.None with { Unchangeable = ["awsAttributes.firstOnDemand"] };

        await pass.ReconcileAsync();

        Assert.Equal(["get new-1"], pass.External.Calls);
        Assert.Equal(("False", Reasons.ImmutableFieldChanged), pass.Condition(ConditionTypes.Ready));
        Assert.Equal(("True", Reasons.ImmutableFieldChanged), pass.Condition(ConditionTypes.Stalled));
    }

    [Theory]
    [InlineData(ManagementPolicy.Observe, false)]
    [InlineData(ManagementPolicy.Observe, true)]
    [InlineData(ManagementPolicy.Plan, false)]
    [InlineData(ManagementPolicy.Plan, true)]
    public async Task Reconcile_ReadOnly_NeverWritesToTheWorkspaceNorTakesAFinalizer(ManagementPolicy management, bool exists)
    {
        using var pass = PassHarness.Start(Managed(management));
        if (exists)
        {
            pass.External.Objects.Add(new FakeObject("theirs", PassHarness.Marker) { IsDifferent = true });
        }

        await pass.ReconcileAsync();
        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();
        await pass.ReconcileAsync();

        Assert.All(
            pass.External.Calls,
            call => Assert.True(call.StartsWith("get", StringComparison.Ordinal) || call.StartsWith("search", StringComparison.Ordinal), call));
        Assert.Null(pass.Cluster.Metadata.Finalizers);
        Assert.Equal(management == ManagementPolicy.Plan, pass.Status.Plan is not null);
        Assert.Equal("False", pass.Condition(ConditionTypes.Synced).Status);
    }

    [Fact]
    public async Task Reconcile_PlanThatIsLetGoAhead_LeavesNoOldPlanInStatus()
    {
        using var pass = PassHarness.Start(Managed(ManagementPolicy.Plan));
        pass.External.Objects.Add(new FakeObject("theirs", PassHarness.Marker) { IsDifferent = true });
        await pass.ReconcileAsync();
        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();
        Assert.NotNull(pass.Status.Plan);

        pass.Edit(spec => spec.Policies!.Management = ManagementPolicy.Manage);
        await pass.ReconcileAsync();

        Assert.Null(pass.Status.Plan);
    }

    private static async Task<PassHarness> DriftedAsync(Action<DatabricksCluster>? change = null)
    {
        var pass = await PassHarness.CreatedAsync(change);
        await pass.ReconcileAsync();
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };
        pass.Reset();
        return pass;
    }

    private static Action<DatabricksCluster> Managed(ManagementPolicy management) =>
        cluster => cluster.Spec.Policies = new ClusterPolicies { Management = management };
}
