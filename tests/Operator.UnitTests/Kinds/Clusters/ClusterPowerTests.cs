using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Kinds.Clusters;
using Operator.Managed;
using Operator.Runtime.Entities;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>spec.desiredState and spec.restartRequestTime.</summary>
public sealed class ClusterPowerTests
{
    private const string Noon = "2026-03-09T12:00:00Z";
    private static readonly long NoonMilliseconds = DateTimeOffset.Parse(Noon, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(null, false)]
    [InlineData(Id, true)]
    public void Power_ClusterThatIsOnlyJustTakenOver_IsNotRestartedForAnOldRequest(string? recorded, bool restarts)
    {
        var cluster = Fixed(2, spec => spec.RestartRequestTime = "now");
        cluster.Status.ClusterId = recorded;

        Assert.Equal(restarts, ClusterDecision.Power(cluster, Echo(cluster), TimeSpan.Zero).Power == PowerChange.Restart);
    }

    [Theory]
    [InlineData(null, "TERMINATED", nameof(PowerChange.None))]
    [InlineData(ClusterDesiredState.Any, "TERMINATED", nameof(PowerChange.None))]
    [InlineData(ClusterDesiredState.Any, "RUNNING", nameof(PowerChange.None))]
    [InlineData(ClusterDesiredState.Running, "TERMINATED", nameof(PowerChange.Start))]
    [InlineData(ClusterDesiredState.Running, "RUNNING", nameof(PowerChange.None))]
    [InlineData(ClusterDesiredState.Running, "PENDING", nameof(PowerChange.None))]
    [InlineData(ClusterDesiredState.Running, "TERMINATING", nameof(PowerChange.None))]
    [InlineData(ClusterDesiredState.Terminated, "TERMINATED", nameof(PowerChange.None))]
    [InlineData(ClusterDesiredState.Terminated, "TERMINATING", nameof(PowerChange.None))]
    [InlineData(ClusterDesiredState.Terminated, "RESTARTING", nameof(PowerChange.None))]
    [InlineData(ClusterDesiredState.Terminated, "PENDING", nameof(PowerChange.Terminate))]
    [InlineData(ClusterDesiredState.Terminated, "RESIZING", nameof(PowerChange.Terminate))]
    [InlineData(ClusterDesiredState.Terminated, "RUNNING", nameof(PowerChange.Terminate))]
    public void Decide_ADesiredState_IsKept(ClusterDesiredState? desired, string state, string expected) =>
        Assert.Equal(expected, Decide(Fixed(2, spec => spec.DesiredState = desired), Echo(Fixed(), state)).Power.ToString());

    [Fact]
    public void Decide_ToBeTerminatedAndDifferent_TerminatesBeforeAnEditCouldRestartIt()
    {
        var cluster = Fixed(2, spec => (spec.DesiredState, spec.SparkVersion) = (ClusterDesiredState.Terminated, "16.4.x-scala2.12"));

        Assert.Equal(PowerChange.Terminate, Decide(cluster, Echo(Fixed())).Power);
        Assert.Equal(PlanAction.Edit, Decide(cluster, Echo(Fixed(), "TERMINATED")).Action);
    }

    [Fact]
    public void Decide_ToRunAndDifferent_EditsBeforeItStarts()
    {
        var cluster = Fixed(2, spec => (spec.DesiredState, spec.SparkVersion) = (ClusterDesiredState.Running, "16.4.x-scala2.12"));

        Assert.Equal(PlanAction.Edit, Decide(cluster, Echo(Fixed(), "TERMINATED")).Action);
    }

    [Theory]
    [InlineData("INACTIVITY", "SUCCESS", nameof(PowerChange.Start))]
    [InlineData("USER_REQUEST", null, nameof(PowerChange.Start))]
    [InlineData("INTERNAL_ERROR", "SERVICE_FAULT", nameof(PowerChange.Start))]
    [InlineData("SPOT_INSTANCE_TERMINATION", "CLOUD_FAILURE", nameof(PowerChange.Start))]
    [InlineData("INVALID_ARGUMENT", "CLIENT_ERROR", nameof(PowerChange.None))]
    public void Decide_ToRunAfterAnEnd_StartsUnlessAPersonIsNeeded(string code, string? type, string expected) =>
        Assert.Equal(expected, Decide(Judged(), Ended(code, type)).Power.ToString());

    [Fact]
    public void Decide_ToRunAfterTheSpecWasCorrected_StartsOnce()
    {
        var edited = Judged(Reasons.Updating);
        var changed = Judged();
        changed.Metadata.Generation = 2;

        Assert.Equal(PowerChange.Start, Decide(edited, Ended("INVALID_ARGUMENT", "CLIENT_ERROR")).Power);
        Assert.Equal(PowerChange.Start, Decide(changed, Ended("INVALID_ARGUMENT", "CLIENT_ERROR")).Power);
    }

    [Theory]
    [InlineData("RUNNING", nameof(PowerChange.Restart))]
    [InlineData("RESIZING", nameof(PowerChange.None))]
    [InlineData("RESTARTING", nameof(PowerChange.None))]
    [InlineData("PENDING", nameof(PowerChange.None))]
    [InlineData("TERMINATED", nameof(PowerChange.None))]
    public void Decide_ARestartIsRequested_RestartsOnlyWhatRuns(string state, string expected) =>
        Assert.Equal(expected, Decide(Requested("again"), Echo(Fixed(), state)).Power.ToString());

    [Fact]
    public void Decide_AHandledRequest_IsNotRepeated()
    {
        var cluster = Requested("again");
        cluster.Status.LastHandledRestartTime = "again";

        Assert.True(Decide(cluster, Echo(Fixed())).IsNothing);
    }

    [Theory]
    [InlineData(-1, nameof(PowerChange.Restart))]
    [InlineData(0, nameof(PowerChange.None))]
    [InlineData(1, nameof(PowerChange.None))]
    public void Decide_ARequestByTime_IsAnsweredByAnyLaterRestart(int restartedMinutesAfter, string expected)
    {
        var observed = Echo(Fixed()) with { LastRestartedTime = NoonMilliseconds + (restartedMinutesAfter * 60_000) };

        Assert.Equal(expected, Decide(Requested(Noon), observed).Power.ToString());
    }

    [Theory]
    [InlineData("2026-03-09T12:00:00Z")]
    [InlineData("2026-03-09t12:00:00z")]
    [InlineData("2026-03-09T12:00:00.25Z")]
    [InlineData("2026-03-09T14:00:00+02:00")]
    public void Decide_ATimeAsRfc3339WritesIt_IsAnsweredByALaterStart(string requested)
    {
        Assert.Equal(PowerChange.None, Decide(Requested(requested), StartedAfterNoon(1)).Power);
        Assert.Equal(PowerChange.Restart, Decide(Requested(requested), StartedAfterNoon(-1)).Power);
    }

    [Theory]
    [InlineData("10:00")]
    [InlineData("now")]
    [InlineData("2026-03-09")]
    [InlineData("2026-03-09T12:00:00")]
    [InlineData("2026-03-09 12:00:00Z")]
    [InlineData("Mon, 09 Mar 2026 12:00:00 GMT")]
    [InlineData("2026-02-30T12:00:00Z")]
    public void Decide_AnyOtherText_RestartsOnceWheneverTheClusterStarted(string requested)
    {
        var cluster = Requested(requested);
        Assert.Equal(PowerChange.Restart, Decide(cluster, StartedAfterNoon(600)).Power);

        cluster.Status.LastHandledRestartTime = requested;
        Assert.All([-6000, -1, 1, 6000], minutes => Assert.Equal(PowerChange.None, Decide(cluster, StartedAfterNoon(minutes)).Power));
    }

    [Fact]
    public void Decide_ToRunAfterAnEndThatCameBeforeTheEdit_Starts()
    {
        var cluster = Judged();
        var observed = Ended("INIT_SCRIPT_FAILURE", "CLIENT_ERROR") with { TerminatedTime = NoonMilliseconds };
        Assert.True(Decide(cluster, observed).IsNothing);

        SupersededTermination.Note(cluster, observed);

        Assert.Equal(PowerChange.Start, Decide(cluster, observed).Power);
        Assert.True(Decide(cluster, observed with { TerminatedTime = NoonMilliseconds + 60_000 }).IsNothing);
    }

    [Fact]
    public void Remaining_AfterFailedStarts_DoublesUpToHalfAnHour()
    {
        var time = new FakeTimeProvider();
        var starts = new StartBackoff(time);
        var fault = new TerminationReason { Type = "CLOUD_FAILURE" };

        Assert.Equal(TimeSpan.Zero, starts.Remaining(Id, fault));
        foreach (var minutes in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            starts.Starting(Id, fault);
            Assert.Equal(TimeSpan.FromMinutes(minutes), starts.Remaining(Id, fault));
        }

        Assert.Equal(TimeSpan.Zero, starts.Remaining("another", fault));
        Assert.Equal(TimeSpan.Zero, starts.Remaining(Id, new TerminationReason { Type = "SUCCESS", Code = "INACTIVITY" }));
        time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(TimeSpan.Zero, starts.Remaining(Id, fault));
    }

    [Fact]
    public void CameUp_SoonAfterAStart_ProvesNothingYet()
    {
        var time = new FakeTimeProvider();
        var starts = new StartBackoff(time);
        var fault = new TerminationReason { Type = "SERVICE_FAULT" };
        starts.Starting(Id, fault);
        starts.Starting(Id, fault);

        starts.CameUp(Id);
        Assert.Equal(TimeSpan.FromMinutes(2), starts.Remaining(Id, fault));

        time.Advance(TimeSpan.FromMinutes(11));
        starts.CameUp(Id);
        starts.Starting(Id, fault);
        Assert.Equal(TimeSpan.FromMinutes(1), starts.Remaining(Id, fault));
    }

    private static ClusterDetails StartedAfterNoon(int minutes) => Echo(Fixed()) with { StartTime = NoonMilliseconds + (minutes * 60_000) };

    private static DatabricksCluster Requested(string value) => Fixed(2, spec => spec.RestartRequestTime = value);

    /// <summary>Wanted running, and found failed under this very generation.</summary>
    private static DatabricksCluster Judged(string reason = Reasons.StartFailed)
    {
        var cluster = Fixed(2, spec => spec.DesiredState = ClusterDesiredState.Running);
        cluster.Status.ObservedGeneration = 1;
        cluster.Status.Conditions = [new Condition { Type = ConditionTypes.Ready, Status = "False", Reason = reason, ObservedGeneration = 1 }];
        return cluster;
    }

    private static ClusterDetails Ended(string code, string? type) =>
        Echo(Fixed(), "TERMINATED") with { TerminationReason = new TerminationReason { Code = code, Type = type } };
}
