using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Kinds.Clusters;
using Operator.Reconciling;
using Operator.Runtime.Entities;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>A cluster that failed to start with settings that were corrected since is as good as any terminated one.</summary>
public sealed class SupersededTerminationTests
{
    private const long Noon = 1_773_057_600_000;

    [Fact]
    public void Assess_AFailedStartBeforeTheEdit_IsReadyAsATerminatedCluster()
    {
        var cluster = Reported(generation: 1);
        Assert.True(Assess(cluster, Failed(Noon)).IsStalled);

        cluster.Metadata.Generation = 2;
        SupersededTermination.Update(cluster, Failed(Noon));

        var outcome = Assess(cluster, Failed(Noon));
        Assert.Equal(("True", Reasons.Available, false), (outcome.Ready!.Status, outcome.Ready.Reason, outcome.IsStalled));
    }

    [Fact]
    public void Assess_TheNextFailedStart_IsStalledAgain()
    {
        var cluster = Reported(generation: 1);
        SupersededTermination.Note(cluster, Failed(Noon));

        SupersededTermination.Update(cluster, Failed(Noon + 60_000));

        Assert.True(Assess(cluster, Failed(Noon + 60_000)).IsStalled);
        Assert.Null(cluster.Status.SupersededTermination);
    }

    [Fact]
    public void Update_WithoutAnEdit_ForgetsAndRemembersNothing()
    {
        var cluster = Reported(generation: 1);
        SupersededTermination.Update(cluster, Failed(Noon));
        Assert.Null(cluster.Status.SupersededTermination);

        SupersededTermination.Note(cluster, Failed(Noon));
        SupersededTermination.Update(cluster, Failed(Noon));
        Assert.NotNull(cluster.Status.SupersededTermination);
    }

    [Fact]
    public async Task Act_AnEditOfATerminatedCluster_SupersedesItsEnd()
    {
        await using var cluster = await ClusterHarness.SettledAsync();
        cluster.Terminate();
        await cluster.SettleAsync();
        Assert.Null(cluster.Status.SupersededTermination);

        cluster.Edit(spec => spec.SparkVersion = "16.4.x-scala2.12");
        await cluster.SettleAsync();

        Assert.Equal(["clusters/edit"], cluster.Workspace.Changes);
        Assert.NotNull(cluster.Status.SupersededTermination);
    }

    private static DatabricksCluster Reported(long generation)
    {
        var cluster = Fixed();
        cluster.Status.Conditions =
            [new Condition { Type = ConditionTypes.Ready, Status = "False", Reason = Reasons.StartFailed, ObservedGeneration = generation }];
        return cluster;
    }

    private static ClusterDetails Failed(long at) => Echo(Fixed(), ClusterStates.Terminated) with
    {
        TerminatedTime = at,
        TerminationReason = new TerminationReason { Code = "INIT_SCRIPT_FAILURE", Type = "CLIENT_ERROR" },
    };

    private static ReconcileOutcome Assess(DatabricksCluster cluster, ClusterDetails observed) =>
        ClusterReadiness.GetReadiness(cluster, observed, Timing, TimeSpan.Zero);
}
