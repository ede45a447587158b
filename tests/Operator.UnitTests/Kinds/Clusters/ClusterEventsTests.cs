using Databricks.Simulator.Clusters;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>The last events of a cluster are read where they tell a person why, and cost nothing in an ordinary life.</summary>
public sealed class ClusterEventsTests
{
    [Fact]
    public async Task Events_OfAnOrdinaryLife_CostNoCall()
    {
        await using var cluster = await ClusterHarness.StartAsync(new ClusterOptions { PendingDuration = TimeSpan.FromMinutes(1) });
        cluster.Apply();
        await cluster.SettleAsync();
        cluster.Edit(spec => spec.NumWorkers = 4);
        await cluster.SettleAsync();

        Assert.Equal(0, cluster.Calls("clusters/events"));
    }

    [Fact]
    public async Task Events_OfATermination_AreReadOnceForEachOfItsStates()
    {
        await using var cluster = await ClusterHarness.SettledAsync(clusters: new ClusterOptions { TerminatingDuration = TimeSpan.FromHours(1) });

        cluster.Terminate();
        await cluster.PassAsync();
        await cluster.PassAfterAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(1, cluster.Calls("clusters/events"));
        Assert.Equal(("TERMINATING", "reason INACTIVITY (SUCCESS)"), (cluster.Status.LastEvents![0].Type, cluster.Status.LastEvents[0].Message));
        Assert.InRange(cluster.Status.LastEvents.Count, 2, StatusLimits.Events);
    }

    [Fact]
    public async Task Events_OfAStartThatTakesLong_AreReadOnce()
    {
        await using var cluster = await ClusterHarness.StartAsync(new ClusterOptions { PendingDuration = TimeSpan.FromHours(1) });
        cluster.Apply();
        await cluster.PassAsync();

        for (var minute = 0; minute < 20; minute++)
        {
            await cluster.PassAfterAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(1, cluster.Calls("clusters/events"));
        Assert.Equal("CREATING", cluster.Status.LastEvents![^1].Type);
    }
}
