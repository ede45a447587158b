using System.Collections.Concurrent;
using Operator.Api.V1Alpha1;
using Operator.Managed;
using Operator.Runtime.Client;
using Operator.Runtime.Queues;
using Operator.UnitTests.Databricks;

namespace Operator.UnitTests.Scale;

/// <summary>10,000 objects in 50 workspaces, one of which answers late: the queue and the turns of the workspaces, with all workers of the program.</summary>
public sealed class FleetTurnsTests : IDisposable
{
    private const int Workers = 32;
    private const int Workspaces = 50;
    private const int Objects = 10_000;
    private const string Slow = "workspace-0";

    private readonly List<TestWorkspace> workspaces = [.. Enumerable.Range(0, Workspaces).Select(_ => new TestWorkspace())];
    private readonly WorkQueue<ObjectKey> queue = new(TimeProvider.System, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)));
    private readonly WorkspaceConcurrencyLimiter<DatabricksCluster> turns;
    private readonly ConcurrentDictionary<ObjectKey, int> done = new();
    private readonly TaskCompletionSource slowAnswers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource othersAreDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource allAreDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int passes;
    private int others;

    public FleetTurnsTests() => turns = new(Workers, (key, priority, delay) => queue.AddAfter(key, delay, priority));

    public void Dispose()
    {
        queue.Dispose();
        workspaces.ForEach(workspace => workspace.Dispose());
    }

    [Fact]
    public async Task Start_OneOfManyWorkspacesIsSlow_TheOthersAreDoneAndNoObjectIsLookedAtMoreThanAFewTimes()
    {
        var token = TestContext.Current.CancellationToken;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        for (var index = 0; index < Objects; index++)
        {
            queue.Add(new ObjectKey($"workspace-{index % Workspaces}", $"{index}"), QueuePriority.Resync);
        }

        var workers = Enumerable.Range(0, Workers).Select(_ => Task.Run(() => WorkAsync(stop.Token), token)).ToList();
        await othersAreDone.Task.WaitAsync(TimeSpan.FromMinutes(1), token);
        Assert.DoesNotContain(done.Keys, key => key.Namespace == Slow);

        slowAnswers.SetResult();
        await allAreDone.Task.WaitAsync(TimeSpan.FromMinutes(1), token);
        await stop.CancelAsync();
        await Task.WhenAll(workers);

        Assert.All(done.Values, times => Assert.Equal(1, times));
        // Once when it is looked at first, and where it had to wait once more when it is called: not whenever a pass of any workspace ends.
        Assert.InRange(passes, Objects, 3 * Objects);
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var key = await queue.GetAsync(cancellationToken);
                await ReconcileAsync(key);
                queue.Done(key);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private async Task ReconcileAsync(ObjectKey key)
    {
        Interlocked.Increment(ref passes);
        var workspace = workspaces[int.Parse(key.Namespace!["workspace-".Length..], System.Globalization.CultureInfo.InvariantCulture)];
        using var turn = turns.TryEnter(workspace.Client, key, QueuePriority.Observation);
        if (turn is null)
        {
            return;
        }

        await Task.Yield();
        await (key.Namespace == Slow ? slowAnswers.Task : Task.CompletedTask);
        done.AddOrUpdate(key, 1, (_, times) => times + 1);
        if (key.Namespace != Slow && Interlocked.Increment(ref others) == Objects - (Objects / Workspaces))
        {
            othersAreDone.SetResult();
        }

        if (done.Count == Objects)
        {
            allAreDone.TrySetResult();
        }
    }
}
