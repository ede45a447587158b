using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Managed;
using Operator.Runtime.Client;
using Operator.Runtime.Queues;
using Operator.UnitTests.Databricks;

namespace Operator.UnitTests.Managed;

public sealed class WorkspaceConcurrencyLimiterTests : IDisposable
{
    private const int Workers = 16;

    private readonly List<TestWorkspace> workspaces = [];
    private readonly List<ObjectKey> called = [];
    private readonly WorkspaceConcurrencyLimiter<DatabricksCluster> turns;

    private WorkspaceClient? entered;

    public WorkspaceConcurrencyLimiterTests() => turns = new(Workers, Call);

    public void Dispose() => workspaces.ForEach(workspace => workspace.Dispose());

    [Fact]
    public void Enter_OneWorkspaceAlone_GetsHalfOfTheWorkers() => Assert.Equal(Workers / 2, Fill(Workspace()).Count);

    [Fact]
    public void Enter_WhileOthersHang_FindsAWorkerFree()
    {
        Fill(Workspace());
        Fill(Workspace());

        Assert.NotEmpty(Fill(Workspace()));
    }

    [Fact]
    public void Enter_WithoutAWorkspace_NeedsNoTurn()
    {
        var taken = Enumerable.Range(0, 3 * Workers).Select(index => turns.TryEnter(null, Key($"{index}"), QueuePriority.UserEdit)).ToList();

        Assert.DoesNotContain(null, taken);
    }

    [Fact]
    public void Leave_WhereOthersWait_CallsTheMostUrgentOnce()
    {
        var workspace = Workspace();
        var held = Fill(workspace);
        Assert.Null(turns.TryEnter(workspace, Key("regular"), QueuePriority.Observation));
        Assert.Null(turns.TryEnter(workspace, Key("urgent"), QueuePriority.UserEdit));
        Assert.Null(turns.TryEnter(workspace, Key("urgent"), QueuePriority.UserEdit));
        called.Clear();
        entered = workspace;

        Leave(held, 3);

        Assert.Equal([Key("urgent"), Key("regular")], called.Where(key => key.Name is "urgent" or "regular"));
    }

    /// <summary>The first of a thousand objects becomes Ready while the others are still being created, not after the last of them.</summary>
    [Fact]
    public void Leave_WhereLooksWaitBehindManyChanges_CallsThemInTurns()
    {
        var workspace = Workspace();
        var held = Fill(workspace);
        foreach (var name in (string[])["look 1", "look 2", "create 1", "create 2", "edit"])
        {
            var priority = name[0] switch { 'l' => QueuePriority.Observation, 'c' => QueuePriority.Transition, _ => QueuePriority.UserEdit };
            Assert.Null(turns.TryEnter(workspace, Key(name), priority));
        }

        called.Clear();
        entered = workspace;
        Leave(held, 5);

        Assert.Equal(["edit", "look 1", "create 1", "look 2", "create 2"], called.Select(key => key.Name));
    }

    /// <summary>Without this a workspace whose objects are deleted while they wait would go on with fewer and fewer passes at a time.</summary>
    [Fact]
    public void Leave_AfterCallsThatNobodyFollowed_CallsAsManyAsHaveRoom()
    {
        var workspace = Workspace();
        var held = Fill(workspace);
        for (var index = 0; index < 3 * Workers; index++)
        {
            Assert.Null(turns.TryEnter(workspace, Key($"{index}"), QueuePriority.UserEdit));
        }

        // Those that are called have been deleted by then, or belong to another workspace.
        Leave(held, held.Count - 1);
        called.Clear();
        held[^1].Dispose();

        Assert.Equal(Workers / 2, called.Count);
    }

    /// <summary>An event brought it before it was called.</summary>
    [Fact]
    public void Leave_AfterAWaitingObjectCameByItself_CallsOnlyTheOthers()
    {
        var workspace = Workspace();
        var held = Fill(workspace);
        foreach (var name in (string[])["called", "early", "late"])
        {
            Assert.Null(turns.TryEnter(workspace, Key(name), QueuePriority.UserEdit));
        }

        held[0].Dispose();
        using var turn = turns.TryEnter(workspace, Key("early"), QueuePriority.UserEdit);
        Leave(held.Skip(1), 3);

        Assert.NotNull(turn);
        Assert.Contains(Key("late"), called);
        Assert.DoesNotContain(Key("early"), called);
    }

    [Fact]
    public void Leave_OfOneWorkspace_CallsThoseWhoWaitInAnother()
    {
        var held = Fill(Workspace());
        var other = Workspace();
        Fill(other);
        Assert.Null(turns.TryEnter(other, Key("waiting"), QueuePriority.UserEdit));
        called.Clear();

        Leave(held, 1);

        Assert.Contains(Key("waiting"), called);
    }

    [Fact]
    public void Dispose_OfATurnTwice_FreesOneWorker()
    {
        var workspace = Workspace();
        var held = Fill(workspace);

        held[0].Dispose();
        held[0].Dispose();

        Assert.NotNull(turns.TryEnter(workspace, Key("next"), QueuePriority.UserEdit));
        Assert.Null(turns.TryEnter(workspace, Key("after"), QueuePriority.UserEdit));
    }

    /// <summary>Takes the turn it is called for at once, where the test says so.</summary>
    private void Call(ObjectKey key, QueuePriority priority, TimeSpan delay)
    {
        called.Add(key);
        if (entered is not null)
        {
            Assert.NotNull(turns.TryEnter(entered, key, priority));
        }
    }

    private static ObjectKey Key(string name) => new("team", name);

    private WorkspaceClient Workspace()
    {
        workspaces.Add(new TestWorkspace());
        return workspaces[^1].Client;
    }

    /// <summary>As many passes as it may have.</summary>
    private List<IDisposable> Fill(WorkspaceClient client)
    {
        var held = new List<IDisposable>();
        while (turns.TryEnter(client, Key($"filler-{held.Count}"), QueuePriority.Resync) is { } turn)
        {
            held.Add(turn);
        }

        return held;
    }

    private static void Leave(IEnumerable<IDisposable> held, int count)
    {
        foreach (var turn in held.Take(count).ToList())
        {
            turn.Dispose();
        }
    }
}
