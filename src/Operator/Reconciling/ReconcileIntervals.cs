namespace Operator.Reconciling;

/// <summary>How long a pass lets things take.</summary>
internal sealed record ReconcileIntervals
{
    /// <summary>Between reconciles of an object in transition.</summary>
    public TimeSpan Transition { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between lists of a workspace that find changes made there; shortened by up to a tenth so that not all come at once.</summary>
    public TimeSpan Observe { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Between reconciles of an object whose every change is noticed anyway: a safety net. A thousand objects cost 1.7 reconciles a minute.
    /// </summary>
    public TimeSpan Resync { get; init; } = TimeSpan.FromHours(10);

    /// <summary>
    /// Between reads of what no list shows: the permissions of an object, which clusters are pinned. A thousand objects cost 1.7 calls a second.
    /// </summary>
    public TimeSpan Recheck { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long to wait for something inside Kubernetes; its change triggers a pass anyway.</summary>
    public TimeSpan Dependency { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A new object gets a first status within this time, however long the workspace takes.</summary>
    public TimeSpan FirstStatus { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>
    /// The same for an object that was there before this process: nothing looked at it until now, and of thousands most are done by then, without a status
    /// that would be in the way of the last one.
    /// </summary>
    public TimeSpan FirstStatusAfterStart { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How old a list may be that shows that a new object has no predecessor in the workspace.</summary>
    public TimeSpan SharedList { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan JitteredResync => Resync * (0.9 + (0.1 * Random.Shared.NextDouble()));

    public TimeSpan JitteredRecheck => Recheck * (0.9 + (0.1 * Random.Shared.NextDouble()));

    public TimeSpan JitteredObserve => Observe * (0.9 + (0.1 * Random.Shared.NextDouble()));

    /// <summary>When to reconcile an object for which no event asks.</summary>
    /// <param name="isNoticed">Its changes in the workspace are noticed anyway.</param>
    /// <param name="check">Something of it that no list shows is due then.</param>
    public TimeSpan UntilNextLook(bool isNoticed, TimeSpan? check)
    {
        var regular = isNoticed ? JitteredResync : JitteredObserve;
        return check is { } due && due < regular ? (due > Transition ? due : Transition) : regular;
    }
}
