using Operator.Api.V1Alpha1;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>The size of a cluster changes without a restart, and is only ever said in one way.</summary>
public sealed class ClusterSizeTests
{
    [Theory]
    [InlineData("RUNNING", PlanAction.Resize, false)]
    [InlineData("TERMINATED", PlanAction.Edit, false)]
    [InlineData("PENDING", PlanAction.Wait, false)]
    [InlineData("RESTARTING", PlanAction.Wait, false)]
    [InlineData("RESIZING", PlanAction.Wait, false)]
    [InlineData("TERMINATING", PlanAction.Wait, false)]
    [InlineData("ERROR", PlanAction.Wait, false)]
    [InlineData("STATE_OF_TOMORROW", PlanAction.Wait, false)]
    public void Decide_OnlyTheSizeDiffers_NeverRestarts(string state, PlanAction action, bool restarts)
    {
        var decision = Decide(Fixed(4), Echo(Fixed(2), state));

        Assert.Equal((action, restarts), (decision.Action, decision.Restarts));
        Assert.Equal(["numWorkers"], decision.Fields);
    }

    [Fact]
    public void Decide_UnderAutoscaling_TheMovingNumberOfWorkersIsNoDifference()
    {
        var observed = Edited(Scaled(1, 8), settings => settings["num_workers"] = 5);

        Assert.True(Decide(Scaled(1, 8), observed).IsNothing);
    }

    [Fact]
    public void Resize_ToARange_SendsTheRangeAlone()
    {
        var observed = Edited(Scaled(1, 8), settings => settings["num_workers"] = 5);

        var body = Clusters.ResizeBody(Scaled(2, 9), observed);

        Assert.Equal(PlanAction.Resize, Decide(Scaled(2, 9), observed).Action);
        Assert.Equal((2, 9, null), (body.Autoscale!.MinWorkers, body.Autoscale.MaxWorkers, body.NumWorkers));
    }

    [Fact]
    public void Resize_WhenSomebodyEndedAutoscaling_BringsTheRangeBack()
    {
        var resized = Details(Wire(Fixed(5)), requested: Wire(Scaled(1, 8)));

        var body = Clusters.ResizeBody(Scaled(1, 8), resized);

        Assert.Equal(PlanAction.Resize, Decide(Scaled(1, 8), resized).Action);
        Assert.NotNull(body.Autoscale);
        Assert.Null(body.NumWorkers);
    }

    [Fact]
    public void Resize_FromARangeToANumber_SendsTheNumberAlone()
    {
        var body = Clusters.ResizeBody(Fixed(3), Echo(Scaled(1, 8)));

        Assert.Equal(PlanAction.Resize, Decide(Fixed(3), Echo(Scaled(1, 8))).Action);
        Assert.Null(body.Autoscale);
        Assert.Equal(3, body.NumWorkers);
    }

    [Fact]
    public void Resize_WithOneEndOfTheRangeIgnored_KeepsTheWorkspacesEnd()
    {
        var cluster = Scaled(2, 8);
        cluster.Spec.Policies = new ClusterPolicies { IgnoreDrift = ["autoscale.maxWorkers"] };

        var body = Clusters.ResizeBody(cluster, Echo(Scaled(1, 20)));

        Assert.Equal((2, 20), (body.Autoscale!.MinWorkers, body.Autoscale.MaxWorkers));
    }

    [Fact]
    public void Decide_TheSizeLeftToAPolicy_EditsInsteadOfSendingAResizeWithoutASize()
    {
        var applied = Fixed(2, spec => spec.PolicyId = "P1").Applied();
        var cluster = Of(spec => spec.PolicyId = "P1");
        (cluster.Status.AppliedFields, cluster.Status.Sync) = (applied.Status.AppliedFields, []);

        Assert.Equal(PlanAction.Edit, Decide(cluster, Echo(applied)).Action);
    }

    [Fact]
    public void Decide_ZeroWorkers_IsASizeLikeAnyOther()
    {
        Assert.Equal(PlanAction.Resize, Decide(Fixed(0), Echo(Fixed(2))).Action);
        Assert.Equal(0, Clusters.ResizeBody(Fixed(0), Echo(Fixed(2))).NumWorkers);
        Assert.Equal(0, (int)Clusters.Compare(Fixed(0), Echo(Fixed(2))).EditBody([])["num_workers"]!);
        Assert.True(Decide(Fixed(0), Echo(Fixed(0))).IsNothing);
    }

    [Fact]
    public void Resize_OfARangeWithAnEndLeftToThePolicy_SendsTheEndThatIsThere()
    {
        var observed = Echo(Scaled(1, 8));
        var cluster = Of(spec => (spec.PolicyId, spec.Autoscale) = ("P", new Autoscale { MaxWorkers = 12 }));

        var body = Clusters.ResizeBody(cluster, observed);

        Assert.Equal((1, 12), (body.Autoscale!.MinWorkers, body.Autoscale.MaxWorkers));
    }

    [Theory]
    [InlineData("autoscale")]
    [InlineData("numWorkers")]
    public void Edit_WithTheSizeIgnored_KeepsTheOneSizeTheWorkspaceHas(string ignored)
    {
        var cluster = Scaled(1, 8);
        cluster.Spec.Policies = new ClusterPolicies { IgnoreDrift = [ignored] };
        var observed = Details(Wire(Fixed(5)), requested: Wire(Scaled(1, 8)));

        var body = Clusters.Compare(cluster, observed).EditBody([]);

        Assert.True(Decide(cluster, observed).IsNothing);
        Assert.Equal(5, (int)body["num_workers"]!);
        Assert.False(body.ContainsKey("autoscale"));
    }
}
