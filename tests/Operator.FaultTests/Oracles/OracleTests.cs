using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Microsoft.Extensions.Logging;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.Sweeps;
using Operator.FaultTests.World;
using static Operator.FaultTests.Oracles.BrokenPromise;

namespace Operator.FaultTests.Oracles;

/// <summary>Each oracle speaks when its promise is broken; an oracle that never does would make every case pass.</summary>
public sealed class OracleTests
{
    [Fact]
    public async Task Converges_StepThatNeverEnds_IsReported()
    {
        var never = OneCluster with { Steps = [OneCluster.Steps[0], new Step("never", _ => { }, _ => false)] };

        AssertReported(Promise.Converges, (await FaultCase.RunAsync(never, null, null)).Violations);
    }

    [Fact]
    public async Task QuietWhenDone_ChangeThatIsPutRightAtRest_IsReported()
    {
        var noisy = OneCluster with
        {
            IsListed = true,
            Steps = [OneCluster.Steps[0] with { Act = world => ActAndDriftLater(world, OneCluster.Steps[0].Act) }],
        };

        AssertReported(Promise.QuietWhenDone, (await FaultCase.RunAsync(noisy, null, null)).Violations);
    }

    [Fact]
    public async Task NoNeedlessRestart_OneEffectMoreThanUsual_IsReported() => AssertReported(
        Promise.NoNeedlessRestart, (await FaultCase.RunAsync(OneCluster, null, new Dictionary<string, int> { ["clusters/create"] = 1 })).Violations);

    [Fact]
    public Task OneRemote_SecondObjectWithTheMark_IsReported() => AssertReportedAsync(Promise.OneRemote, world =>
    {
        world.Remote.Clusters.Create(Json($$$"""
            {"cluster_name":"x","spark_version":"16.4.x-scala2.12","node_type_id":"m5d.large","num_workers":1,
             "custom_tags":{"databricks-operator-owner":"{{{Cluster.Marker}}}"}}
            """), "ada@example.com");
        world.Oracles.AtRest();
    });

    [Fact]
    public Task ForeignUntouched_ObjectOfSomebodyElseThatChanges_IsReported() => AssertReportedAsync(Promise.ForeignUntouched, world =>
    {
        world.Remote.Clusters.Change(world.Remote.Clusters.Ids[0], settings => settings["num_workers"] = 9);
        world.Oracles.AtRest();
    });

    [Fact]
    public Task FinalizerFirst_CreationWithoutIt_IsReported() => AssertReportedAsync(Promise.FinalizerFirst, world =>
    {
        world.Users.Patch(Cluster.Plural, Cluster.Name, """{"metadata":{"finalizers":null}}""");
        world.Oracles.Sent(CallTo(Cluster.Truth.Creates), "etl", world.Life);
    });

    [Fact]
    public Task ReleasedLast_ObjectThatIsStillThere_IsReported() => AssertReportedAsync(
        Promise.ReleasedLast, world => world.Oracles.Written(new ObservedWrite(ClusterPath, Cluster.Stored(world)!, null), world.Life));

    [Fact]
    public Task StatusDiscipline_WriteWithoutAChange_IsReported() => AssertReportedAsync(
        Promise.StatusDiscipline, world => world.Oracles.Written(new ObservedWrite(ClusterPath, Cluster.Stored(world)!, Cluster.Stored(world)!), world.Life));

    /// <summary>The successor had read the object before that write landed, and says once more what it says.</summary>
    [Fact]
    public Task StatusDiscipline_WriteThatRepeatsALateOneOfTheFormerLeader_IsNotReported() => AssertReportedAsync(
        Promise.StatusDiscipline,
        world =>
        {
            var (former, successor) = (world.Life, new OperatorLife(world, 1));
            former.Depose();
            var write = new ObservedWrite(ClusterPath, Cluster.Stored(world)!, Cluster.Stored(world)!);
            world.Oracles.Written(write, former);
            world.Oracles.Written(write, successor);
            successor.Dispose();
        },
        isReported: false);

    [Fact]
    public Task StatusDiscipline_GenerationThatGoesBack_IsReported() => AssertReportedAsync(
        Promise.StatusDiscipline, world => Write(world, stored => stored["status"]!["observedGeneration"] = 0L));

    [Fact]
    public Task UsersFieldsUntouched_WriteOfTheSpec_IsReported() => AssertReportedAsync(
        Promise.UsersFieldsUntouched, world => Write(world, stored => stored["spec"]!["numWorkers"] = 3));

    [Fact]
    public Task ReadyIsTrue_GenerationThatWasNeverThere_IsReported() => AssertReportedAsync(Promise.ReadyIsTrue, world => Write(world, stored =>
    {
        stored["metadata"]!["generation"] = 5L;
        Thing.Condition(stored, "Ready")!["observedGeneration"] = 5L;
    }));

    /// <summary>A user's edit and the calls of the operator are noticed on threads of their own, and each may be held up anywhere.</summary>
    [Fact]
    public Task ReadyIsTrue_WhileAnotherThreadNotesTheSpec_IsNotReported() => AssertReportedAsync(
        Promise.ReadyIsTrue,
        world =>
        {
            var write = new ObservedWrite(ClusterPath, Cluster.Stored(world)!, Cluster.Stored(world)!);
            foreach (var _ in Enumerable.Range(0, 20_000))
            {
                var oracle = new HonestyOracle(world, world.Oracles.Report);
                Parallel.Invoke(oracle.Look, () => oracle.Written(write));
            }
        },
        isReported: false);

    [Fact]
    public Task NoSecret_TokenInALogLine_IsReported() => AssertReportedAsync(Promise.NoSecret, world =>
    {
        world.Spoken.Say($"Authorization: Bearer {FaultWorld.Token}");
        world.Oracles.AtEnd(null);
    });

    [Fact]
    public Task NoMishap_UnexpectedError_IsReported() => AssertReportedAsync(Promise.NoMishap, world =>
    {
        world.Spoken.CreateLogger("").Log(LogLevel.Error, "unexpected");
        world.Oracles.AtEnd(null);
    });

    [Fact]
    public Task CallRate_CallBeforeTheNamedTime_IsReported() => AssertReportedAsync(Promise.CallRate, world =>
    {
        using var answer = Answers.Error(429, "REQUEST_LIMIT_EXCEEDED", "", retryAfterSeconds: 10);
        world.Oracles.Answered(CallTo("GET clusters/get"), answer);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        world.Oracles.Sent(CallTo("GET clusters/get"), "", world.Life);
    });

    [Fact]
    public Task CallRate_MoreCallsThanTheRate_IsReported() => AssertReportedAsync(Promise.CallRate, world =>
    {
        for (var call = 0; call < 60; call++)
        {
            world.Oracles.Sent(CallTo("GET clusters/get"), "", world.Life);
        }
    });

    [Fact]
    public Task OneLeader_ChangeByTheFormerLeader_IsReported() => AssertReportedAsync(Promise.OneLeader, world =>
    {
        var former = world.Life;
        former.Depose();
        world.Oracles.Begun(CallTo("POST clusters/edit") with { IsChange = true }, former);
    });

    /// <summary>What was let go a moment before the lease went to another process is excused, and nothing after it.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public Task OneLeader_CallThatWasLetGoBefore_IsExcusedOnce(int calls, bool isReported) => AssertReportedAsync(
        Promise.OneLeader,
        world =>
        {
            world.Life.Check();
            world.Life.Depose();
            foreach (var _ in Enumerable.Range(0, calls))
            {
                world.Oracles.Begun(CallTo("POST clusters/edit") with { IsChange = true }, world.Life);
            }
        },
        isReported);

    [Fact]
    public async Task HandsOff_ObjectThatWasThereBeforeAndIsGone_IsReported()
    {
        using var world = new FaultWorld(new WorkspaceOptions(), isListed: false);
        world.Oracles.Watch([Cluster with { Outlives = true }]);

        world.Oracles.AtRest();

        AssertReported(Promise.HandsOff, world.Oracles.Violations);
    }

    private static void ActAndDriftLater(FaultWorld world, Action<FaultWorld> act)
    {
        act(world);
        world.Later(TimeSpan.FromMinutes(20), () =>
        {
            world.Remote.Clusters.Change(Cluster.Ids(world)[0], settings => settings["num_workers"] = 7);
            return Task.CompletedTask;
        });
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
