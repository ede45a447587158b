using System.Globalization;
using Databricks.Simulator.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>A restart that is asked for is made once, and not where it was answered already.</summary>
public sealed class ClusterRestartTests
{
    private const string First = "2027-01-01T00:00:00Z";
    private const string Second = "2027-01-02T00:00:00Z";

    [Fact]
    public async Task Restart_AskedForOfAClusterThatRuns_IsMadeOnce()
    {
        await using var cluster = await ClusterHarness.SettledAsync();
        cluster.Edit(spec => spec.RestartRequestTime = Second);

        await cluster.SettleAsync();
        await cluster.PassAfterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(Second, cluster.Status.LastHandledRestartTime);
        Assert.Equal(["clusters/restart"], cluster.Workspace.Changes);
    }

    [Fact]
    public async Task Restart_AskedForOfAClusterThatIsTakenOver_IsNotMade()
    {
        await using var cluster = await ClusterHarness.StartAsync();
        cluster.Theirs(isMarked: true);
        cluster.Apply(one => one.Spec.RestartRequestTime = Second);

        await cluster.SettleAsync();

        Assert.Equal(Second, cluster.Status.LastHandledRestartTime);
        Assert.Empty(cluster.Workspace.Changes);
    }

    [Fact]
    public async Task Restart_AskedForWhereNothingRuns_IsNotMadeThenOrLater()
    {
        await using var cluster = await ClusterHarness.SettledAsync();
        cluster.Terminate();
        cluster.Edit(spec => spec.RestartRequestTime = Second);

        await cluster.SettleAsync();

        Assert.Equal(Second, cluster.Status.LastHandledRestartTime);
        Assert.Empty(cluster.Workspace.Changes);
    }

    [Fact]
    public async Task Restart_AskedForWhileTheClusterComesUp_IsNotTakenForDone()
    {
        await using var cluster = await ClusterHarness.StartAsync(new ClusterOptions { PendingDuration = TimeSpan.FromMinutes(5) });
        cluster.Apply(one => one.Spec.RestartRequestTime = First);
        await cluster.PassAsync();
        cluster.Edit(spec => spec.RestartRequestTime = Second);

        await cluster.PassAfterAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(("PENDING", First), (cluster.Status.State, cluster.Status.LastHandledRestartTime));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(-1, 1)]
    public async Task Restart_AskedForByTime_IsAnsweredByAStartAfterThat(int startedMinutesAfter, int restarts)
    {
        await using var cluster = await ClusterHarness.SettledAsync();
        var started = cluster.Status.StartTime!.Value;
        var asked = started.AddMinutes(-startedMinutesAfter).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        cluster.Edit(spec => spec.RestartRequestTime = asked);

        await cluster.SettleAsync();

        Assert.Equal(asked, cluster.Status.LastHandledRestartTime);
        Assert.Equal(restarts, cluster.Calls("clusters/restart"));
    }
}
