using Operator.UnitTests.Databricks;
using Operator.Workspaces;

namespace Operator.UnitTests.Workspaces;

public sealed class WorkspaceMemoryTests
{
    /// <summary>Two would each begin to list the workspace, and one of them would never end.</summary>
    [Fact]
    public async Task Of_AskedAtTheSameTime_IsMadeOnce()
    {
        using var workspace = new TestWorkspace();
        var made = 0;
        using var start = new Barrier(8);
        var memory = new WorkspaceMemory<object>(_ =>
        {
            Interlocked.Increment(ref made);
            return new object();
        });

        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                return memory.Of(workspace.Client);
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Equal(1, made);
        Assert.Single(found.Distinct());
    }

    [Fact]
    public void TryFind_WhereNothingWasAskedFor_MakesNothing()
    {
        using var workspace = new TestWorkspace();
        var memory = new WorkspaceMemory<object>(_ => throw new InvalidOperationException("made"));

        Assert.False(memory.TryFind(workspace.Client, out _));
        Assert.Empty(memory.All);
    }
}
