using System.Net;
using Databricks.Simulator.Hosting;
using Operator.FaultTests.Injections;
using static Operator.FaultTests.Oracles.BrokenPromise;

namespace Operator.FaultTests.World;

/// <summary>A process that is dead, or that leads no more, beside its successor.</summary>
public sealed class FormerProcessTests
{
    /// <summary>Two that lead at once exist in no cluster, and would be blamed for each other's writes.</summary>
    [Fact]
    public async Task Replace_WhileTheSuccessorOfAnEarlierLossBegins_LeavesOnlyOneThatLeads()
    {
        using var world = new FaultWorld(new WorkspaceOptions(), isListed: false);
        List<OperatorLife> lives = [world.Life];
        var losses = Task.Run(() =>
        {
            while (world.Life == lives[0])
            {
                _ = world.ReplaceAsync();
            }
        }, TestContext.Current.CancellationToken);

        while (!losses.IsCompleted)
        {
            await world.RestAsync();
        }

        lives.Add(world.Life);
        await world.RestAsync();

        lives.Remove(world.Life);
        Assert.All(lives, life => Assert.True(life.IsDeposed));
    }

    /// <summary>It would land after its successor has listed, and the successor would be blamed for what it cannot know.</summary>
    [Fact]
    public async Task Write_OfAProcessThatDiedSinceTheRequestBegan_ChangesNothing()
    {
        using var world = new FaultWorld(new WorkspaceOptions(), isListed: false);
        await SettleAsync(world);
        var before = Cluster.Stored(world)!["status"]!.ToJsonString();
        (HttpStatusCode Answer, string Status)? written = null;
        world.Arm();
        world.InjectNext(new KubernetesFault(FaultClass.Crash, "killed as the request begins", exchange =>
        {
            exchange.Life.Kill();
            using var answer = exchange.Perform();
            written = (answer.StatusCode, Cluster.Stored(world)!["status"]!.ToJsonString());
            return exchange.DieAsync();
        })
        { OnlyChanges = true }, 0);

        world.Users.Patch(Cluster.Plural, Cluster.Name, """{"spec":{"numWorkers":3}}""");
        Assert.True(await world.RunUntilAsync(() => written is not null, TimeSpan.FromMinutes(5)));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, before), written);
    }
}
