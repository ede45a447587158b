using Operator.Api.V1Alpha1;
using Operator.Kinds.Clusters;
using Operator.Managed;
using static Operator.UnitTests.Kinds.Clusters.Clusters;
using TerminationReason = Databricks.Simulator.Clusters.TerminationReason;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>policies.disruption: Deny restarts no cluster that runs, and keeps nothing else waiting.</summary>
public sealed class ClusterProtectionTests
{
    private const string Newer = "16.4.x-scala2.12";

    [Theory]
    [InlineData(DisruptionPolicy.Deny, "RUNNING", PlanAction.None, false, true)]
    [InlineData(DisruptionPolicy.Deny, "RESIZING", PlanAction.None, false, true)]
    [InlineData(DisruptionPolicy.Deny, "TERMINATED", PlanAction.Edit, false, false)]
    [InlineData(DisruptionPolicy.Deny, "TERMINATING", PlanAction.Wait, false, false)]
    [InlineData(DisruptionPolicy.Deny, "PENDING", PlanAction.Wait, false, false)]
    [InlineData(DisruptionPolicy.Deny, "RESTARTING", PlanAction.Wait, false, false)]
    [InlineData(DisruptionPolicy.Allow, "RUNNING", PlanAction.Edit, true, false)]
    [InlineData(DisruptionPolicy.Allow, "RESIZING", PlanAction.Wait, false, false)]
    [InlineData(null, "RUNNING", PlanAction.Edit, true, false)]
    public void Decide_AChangeThatNeedsARestart_WaitsUnderDenyWhereTheClusterRuns(
        DisruptionPolicy? disruption, string state, PlanAction action, bool restarts, bool isWithheld)
    {
        var decision = Decide(Newly(spec => spec.Policies!.Disruption = disruption), Echo(Fixed(), state));

        Assert.Equal((action, restarts, isWithheld), (decision.Action, decision.Restarts, decision.Withheld is not null));
        Assert.Equal(["sparkVersion"], decision.Fields);
    }

    [Theory]
    [InlineData("RUNNING", PlanAction.Resize)]
    [InlineData("RESIZING", PlanAction.Wait)]
    public void Decide_AnotherSizeUnderDeny_IsSentAsEver(string state, PlanAction action)
    {
        var decision = Decide(Protected(spec => spec.NumWorkers = 4), Echo(Fixed(), state));

        Assert.Equal((action, null, null), (decision.Action, decision.Withheld, decision.Later));
    }

    [Fact]
    public void Decide_ASizeBesideASettingUnderDeny_ResizesAndWithholdsTheSetting()
    {
        var cluster = Newly(spec => spec.NumWorkers = 4);

        var resize = Decide(cluster, Echo(Fixed()));
        var after = Decide(cluster, Echo(Fixed(4)));

        Assert.Equal((PlanAction.Resize, false, "Resized: numWorkers"), (resize.Action, resize.Restarts, resize.Message));
        Assert.All([resize, after], decision => Assert.Equal(["sparkVersion"], decision.Withheld!.Fields));
        Assert.Equal(["numWorkers", "sparkVersion"], resize.Fields.Order());
        Assert.True(after.IsNothing);
    }

    [Fact]
    public void Decide_WhileASettingWaits_GoesOnWithTheOtherParts()
    {
        var cluster = Newly(spec => (spec.Pinned, spec.Libraries) = (true, [new Library { Whl = "/a.whl" }]));
        var running = new ObservedCluster(Echo(Fixed())) { IsPinned = false, Libraries = [] };

        Assert.Equal(LibraryComparison.Field, ClusterDecision.Decide(cluster, running, Marker).Part);
        cluster.Spec.Libraries = null;
        Assert.Equal(ClusterParts.Pin, ClusterDecision.Decide(cluster, running, Marker).Part);
        Assert.True(ClusterDecision.Decide(cluster, running with { IsPinned = true }, Marker).IsNothing);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(0, false)]
    [InlineData(45, true)]
    public void Decide_WhileASettingWaits_SaysWhetherTheWaitEndsByItself(int? idleMinutes, bool endsByItself)
    {
        var decision = Decide(Newly(), Echo(Fixed()) with { AutoterminationMinutes = idleMinutes });

        Assert.Equal(endsByItself, decision.Withheld!.EndsByItself);
        Assert.Equal(endsByItself, decision.Later!.Contains("after 45 idle minutes", StringComparison.Ordinal));
        Assert.All(["sparkVersion", "terminate it", "restartRequestTime", "disruption: Allow"], part => Assert.Contains(part, decision.Later, StringComparison.Ordinal));
    }

    [Fact]
    public void Decide_ARestartThatIsAskedFor_CarriesTheChangeAlongOnce()
    {
        var cluster = Newly(spec => spec.RestartRequestTime = "2026-03-09T12:00:00Z");

        var asked = Decide(cluster, Echo(Fixed()));
        cluster.Status.LastHandledRestartTime = cluster.Spec.RestartRequestTime;
        var handled = Decide(cluster, Echo(Fixed()));

        Assert.Equal((PlanAction.Edit, true, null), (asked.Action, asked.Restarts, asked.Withheld));
        Assert.Equal((PlanAction.None, PowerChange.None), (handled.Action, handled.Power));
        Assert.NotNull(handled.Withheld);
    }

    [Fact]
    public void Decide_ARestartThatIsAskedForWithoutAChange_IsMadeUnderDeny() => Assert.Equal(
        PowerChange.Restart, Decide(Protected(spec => spec.RestartRequestTime = "2026-03-09T12:00:00Z"), Echo(Fixed())).Power);

    [Fact]
    public void Decide_ToBeTerminatedUnderDeny_TerminatesTheClusterAsThePersonAsked() => Assert.Equal(
        PowerChange.Terminate, Decide(Newly(spec => spec.DesiredState = ClusterDesiredState.Terminated), Echo(Fixed())).Power);

    [Fact]
    public void Decide_ADifferenceInARow_IsLookedIntoBeforeAnythingIsSaidOfIt() =>
        Assert.False(ClusterDecision.Decide(Newly(), new ObservedCluster(Echo(Fixed())) { IsRow = true }, Marker).IsNothing);

    [Fact]
    public void Decide_WhereTheClusterIsOnlyObserved_SaysNothingOfAWait() =>
        Assert.Null(Decide(Newly(spec => spec.Policies!.Management = ManagementPolicy.Observe), Echo(Fixed())).Withheld);

    [Fact]
    public async Task Pass_UnderDeny_EditsNothingThatRunsAndEverythingOnceItHasTerminated()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        var id = fixture.Put(Fixed());
        var cluster = Newly(spec => (spec.NumWorkers, spec.Pinned, spec.Libraries) = (4, true, [new Library { Whl = "/a.whl" }]));

        Assert.Equal(["Resize", "libraries", "pinned"], await fixture.ConvergeAsync(cluster, id));
        Assert.Empty(await fixture.ConvergeAsync(cluster, id));
        Assert.Equal((0, 0), (fixture.Calls("clusters/edit"), fixture.Calls("clusters/restart")));

        fixture.Workspace.Workspace.Clusters.Terminate(id, new TerminationReason("INACTIVITY", "SUCCESS"));
        fixture.Workspace.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["Edit"], await fixture.ConvergeAsync(cluster, id));
        Assert.Equal((1, 0), (fixture.Calls("clusters/edit"), fixture.Calls("clusters/start")));
        Assert.Equal(Newer, (string)fixture.Workspace.Workspace.Clusters.Find(id)!["spark_version"]!);
    }

    [Fact]
    public async Task Pass_UnderDenyWithARestartAskedFor_RestartsOnceByTheEdit()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        var id = fixture.Put(Fixed());
        var cluster = Newly(spec => spec.RestartRequestTime = "again");
        (cluster.Status.ClusterId, cluster.Status.LastHandledRestartTime) = (id, "before");

        Assert.Equal(["Edit"], await fixture.ConvergeAsync(cluster, id));
        Assert.Equal((1, 0), (fixture.Calls("clusters/edit"), fixture.Calls("clusters/restart")));
    }

    private static DatabricksCluster Protected(Action<DatabricksClusterSpec>? change = null) => Fixed(2, spec =>
    {
        spec.Policies = new ClusterPolicies { Disruption = DisruptionPolicy.Deny };
        change?.Invoke(spec);
    });

    /// <summary>Protected, and asking for another runtime than <see cref="Fixed"/>.</summary>
    private static DatabricksCluster Newly(Action<DatabricksClusterSpec>? change = null) => Protected(spec =>
    {
        spec.SparkVersion = Newer;
        change?.Invoke(spec);
    });
}
