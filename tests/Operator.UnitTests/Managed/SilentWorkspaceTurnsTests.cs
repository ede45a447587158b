using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Http;
using Operator.Managed;
using Operator.Runtime.Client;
using Operator.Runtime.Queues;
using Operator.UnitTests.Databricks;

namespace Operator.UnitTests.Managed;

/// <summary>A regional outage: many workspaces hang at once, and the others go on.</summary>
public sealed class SilentWorkspaceTurnsTests : IDisposable
{
    private const int Workers = 32;

    private readonly List<TestWorkspace> workspaces = [];
    private readonly List<ObjectKey> called = [];
    private readonly WorkspaceConcurrencyLimiter<DatabricksCluster> turns;

    public SilentWorkspaceTurnsTests() => turns = new(Workers, (key, _, _) => called.Add(key));

    public void Dispose() => workspaces.ForEach(workspace => workspace.Dispose());

    [Theory]
    [InlineData(6)]
    [InlineData(12)]
    [InlineData(50)]
    public void Enter_BesideManyThatHang_GetsAsManyTurnsAsAlone(int hanging)
    {
        var silent = Enumerable.Range(0, hanging).Select(_ => Hanging()).ToList();

        var held = silent.Sum(client => Fill(client).Count);

        Assert.InRange(held, 1, Workers / 4);
        Assert.InRange(Fill(Workspace().Client).Count, (Workers - held) / 2, Workers / 2);
    }

    [Fact]
    public void Enter_WhenSixBeginToHangAtTheSameTime_FindsAWorkerFreeAndMoreOnceTheyAreKnownToHang()
    {
        var hanging = Enumerable.Range(0, 6).Select(_ => Workspace()).ToList();
        hanging.ForEach(workspace => Fill(workspace.Client));
        var healthy = Workspace().Client;
        var first = Fill(healthy);
        Assert.NotEmpty(first);

        hanging.ForEach(Hang);

        Assert.NotEmpty(Fill(healthy));
    }

    [Fact]
    public void Leave_OfTheHealthyOne_KeepsCallingItsOwn()
    {
        Enumerable.Range(0, 12).Select(_ => Hanging()).ToList().ForEach(client => Fill(client));
        var healthy = Workspace().Client;
        var held = Fill(healthy);
        for (var index = 0; index < 100; index++)
        {
            Assert.Null(turns.TryEnter(healthy, new ObjectKey("team", $"waiting-{index}"), QueuePriority.Observation));
        }

        called.Clear();
        var done = 0;
        while (held.Count > 0 && done < 100)
        {
            held[0].Dispose();
            held.RemoveAt(0);
            done++;
            foreach (var key in called.Where(key => key.Name.StartsWith("waiting", StringComparison.Ordinal)).ToList())
            {
                held.Add(turns.TryEnter(healthy, key, QueuePriority.Observation)!);
            }

            called.Clear();
        }

        Assert.Equal(100, done);
        Assert.DoesNotContain(null, held);
    }

    [Fact]
    public void Leave_OfOneThatHangs_CallsThoseThatHangAsWell()
    {
        var held = Fill(Hanging());
        var other = Hanging();
        Fill(other);
        Assert.Null(turns.TryEnter(other, new ObjectKey("team", "waiting"), QueuePriority.UserEdit));
        called.Clear();

        held.ForEach(turn => turn.Dispose());

        Assert.Contains(new ObjectKey("team", "waiting"), called);
    }

    [Fact]
    public void Park_AnEditOfAnObjectThatWaitsAlready_TakesTheBetterPlaceAndIsCalledOnce()
    {
        var workspace = Workspace().Client;
        var held = Fill(workspace);
        foreach (var name in new[] { "first", "second", "edited" })
        {
            Assert.Null(turns.TryEnter(workspace, new ObjectKey("team", name), QueuePriority.Observation));
        }

        Assert.Null(turns.TryEnter(workspace, new ObjectKey("team", "edited"), QueuePriority.UserEdit));
        Assert.Null(turns.TryEnter(workspace, new ObjectKey("team", "edited"), QueuePriority.Resync));
        called.Clear();
        held.ForEach(turn => turn.Dispose());

        Assert.Equal(["edited", "first", "second"], called.Select(key => key.Name).Where(name => !name.StartsWith("filler", StringComparison.Ordinal)));
    }

    private TestWorkspace Workspace()
    {
        workspaces.Add(new TestWorkspace());
        return workspaces[^1];
    }

    private WorkspaceClient Hanging()
    {
        var workspace = Workspace();
        Hang(workspace);
        return workspace.Client;
    }

    /// <summary>A call to it is not answered.</summary>
    private static void Hang(TestWorkspace workspace)
    {
        workspace.Stub.On("GET /api/2.1/clusters/get", async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("unreachable");
        });
        _ = workspace.Client.Clusters.GetAsync("c1", TestContext.Current.CancellationToken);
        workspace.Time.Advance(Responsiveness.Patience);
        Assert.True(workspace.Client.IsSilent);
    }

    /// <summary>As many passes as it may have.</summary>
    private List<IDisposable> Fill(WorkspaceClient client)
    {
        var held = new List<IDisposable>();
        while (turns.TryEnter(client, new ObjectKey("team", $"filler-{held.Count}"), QueuePriority.Resync) is { } turn)
        {
            held.Add(turn);
        }

        return held;
    }
}
