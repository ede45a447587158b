namespace Operator.FaultTests.World;

/// <summary>The operator's process that leads, and those that led before it.</summary>
internal sealed class Processes(FaultWorld world) : IDisposable
{
    private readonly List<OperatorLife> former = [];
    private readonly Lock gate = new();
    private TaskCompletionSource? replacement;

    /// <summary>The one that leads.</summary>
    public OperatorLife Leader { get; private set; } = new(world, 0);

    /// <summary>The lease goes to another process, beside which the former one goes on until it notices. Ends once the other one knows what there is.</summary>
    public Task ReplaceAsync()
    {
        lock (gate)
        {
            Leader.Depose();
            // A second loss before the successor leads is the same one.
            replacement ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return replacement.Task;
        }
    }

    /// <summary>Begins another one where the leader is dead or deposed.</summary>
    public void BeginSuccessor()
    {
        if (!Leader.IsDead && Volatile.Read(ref replacement) is null)
        {
            return;
        }

        var successor = new OperatorLife(world, Leader.Number + 1);
        former.Add(Leader);
        TaskCompletionSource? begun;
        lock (gate)
        {
            (Leader, begun, replacement) = (successor, replacement, null);
        }

        world.Kubernetes.ShowAll(successor);
        successor.Begin();
        begun?.SetResult();
    }

    /// <summary>Those that lost the lease have noticed it by now, and end.</summary>
    public void EndFormer() => former.ForEach(life => life.Kill());

    /// <summary>Lets go of those that led before.</summary>
    public void Forget()
    {
        former.ForEach(life => life.Dispose());
        former.Clear();
    }

    public void Dispose()
    {
        Forget();
        Leader.Dispose();
    }
}
