using Operator.Api.V1Alpha1;
using Operator.Kinds.Clusters;
using Operator.Reconciling;
using static Operator.UnitTests.Kinds.Clusters.Clusters;
using Operator.Databricks.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>What a cluster's state means to the people who wait for it.</summary>
public sealed class ClusterReadinessTests
{
    [Theory]
    [InlineData("RUNNING", Reasons.Available, "True")]
    [InlineData("PENDING", Reasons.Provisioning, "False")]
    [InlineData("RESTARTING", Reasons.Restarting, "False")]
    [InlineData("RESIZING", Reasons.Updating, "False")]
    [InlineData("TERMINATING", Reasons.Stopping, "False")]
    [InlineData("STATE_OF_TOMORROW", Reasons.Provisioning, "False")]
    public void Assess_AState_IsReadyOrOnItsWay(string state, string reason, string ready)
    {
        var outcome = Assess(Fixed(), state);

        Assert.Equal((ready, reason), (outcome.Ready!.Status, outcome.Ready.Reason));
        Assert.Equal(ready == "False", outcome.IsReconciling);
        Assert.False(outcome.IsStalled);
    }

    [Fact]
    public void Assess_AResizeUnderAutoscaling_StaysReady() => Assert.Equal("True", Assess(Scaled(1, 4), "RESIZING").Ready!.Status);

    [Theory]
    [InlineData("INACTIVITY", "SUCCESS")]
    [InlineData("USER_REQUEST", "SUCCESS")]
    [InlineData("INACTIVITY", null)]
    [InlineData("CODE_OF_TOMORROW", "SUCCESS")]
    public void Assess_AnOrdinaryEnd_IsReadyUnlessItShouldRun(string code, string? type)
    {
        Assert.Equal("True", Ended(null, code, type).Ready!.Status);
        Assert.Equal("True", Ended(ClusterDesiredState.Terminated, code, type).Ready!.Status);
        Assert.Equal(
            (Reasons.Starting, true),
            (Ended(ClusterDesiredState.Running, code, type).Ready!.Reason, Ended(ClusterDesiredState.Running, code, type).IsReconciling));
    }

    [Theory]
    [InlineData("INVALID_ARGUMENT", "CLIENT_ERROR")]
    [InlineData("INTERNAL_ERROR", "SERVICE_FAULT")]
    [InlineData("SPOT_INSTANCE_TERMINATION", "CLOUD_FAILURE")]
    [InlineData("INTERNAL_ERROR", null)]
    public void Assess_AFailedStart_IsStalledAndSaysWhy(string code, string? type)
    {
        var outcome = Ended(ClusterDesiredState.Any, code, type);

        Assert.True(outcome.IsStalled);
        Assert.Equal(Reasons.StartFailed, outcome.Ready!.Reason);
        Assert.Contains(code, outcome.Ready.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Assess_AFailureOfTheCloudThatShouldRun_IsTriedAgainAfterItsPause()
    {
        var outcome = Ended(ClusterDesiredState.Running, "INTERNAL_ERROR", "SERVICE_FAULT", TimeSpan.FromMinutes(4));

        Assert.True(outcome.IsReconciling);
        Assert.Equal(TimeSpan.FromMinutes(4), outcome.RequeueAfter);
    }

    [Theory]
    [InlineData(ManagementPolicy.Observe)]
    [InlineData(ManagementPolicy.Plan)]
    public void Assess_AFailureThatNobodyMayRepair_DoesNotPromiseAStart(ManagementPolicy management)
    {
        var cluster = Fixed(2, spec => (spec.DesiredState, spec.Policies) = (ClusterDesiredState.Running, new ClusterPolicies { Management = management }));

        Assert.True(Assess(cluster, "TERMINATED", "INTERNAL_ERROR", "SERVICE_FAULT").IsStalled);
    }

    [Theory]
    [InlineData("INVALID_ARGUMENT", "CLIENT_ERROR")]
    [InlineData("SPOT_INSTANCE_TERMINATION", "CLOUD_FAILURE")]
    public void Assess_AFailedClusterThatShouldBeTerminated_IsAsItShouldBe(string code, string type) =>
        Assert.Equal("True", Ended(ClusterDesiredState.Terminated, code, type).Ready!.Status);

    private static ReconcileOutcome Ended(ClusterDesiredState? desired, string code, string? type, TimeSpan? startsIn = null) =>
        Assess(Fixed(2, spec => spec.DesiredState = desired), "TERMINATED", code, type, startsIn);

    private static ReconcileOutcome Assess(DatabricksCluster cluster, string state, string? code = null, string? type = null, TimeSpan? startsIn = null)
    {
        var observed = Echo(cluster, state) with { TerminationReason = code is null ? null : new TerminationReason { Code = code, Type = type } };
        return ClusterReadiness.GetReadiness(cluster, observed, Timing, startsIn ?? TimeSpan.Zero);
    }
}
