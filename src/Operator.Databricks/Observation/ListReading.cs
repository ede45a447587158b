namespace Operator.Databricks.Observation;

/// <summary>
/// One list while it is read. It belongs to the observer: a caller that stops waiting does not end it, or a list that takes longer than any caller waits would
/// be begun again and again and never be complete.
/// </summary>
internal sealed class ListReading<TRow>(DateTimeOffset begun, long startedAt)
    where TRow : class
{
    private readonly TaskCompletionSource<ObservedList<TRow>> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int pages;

    /// <summary>When its first page was asked for.</summary>
    public DateTimeOffset Begun => begun;

    /// <summary>The same as a timestamp.</summary>
    public long StartedAt => startedAt;

    public int Pages => Volatile.Read(ref pages);

    public Task<ObservedList<TRow>> End => end.Task;

    /// <summary>True once it has ended, well or badly.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan left, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!End.IsCompleted && left > TimeSpan.Zero)
        {
            using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(End, Task.Delay(left, time, done.Token)).ConfigureAwait(false);
            await done.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return End.IsCompleted;
    }

    public void CountPage() => Interlocked.Increment(ref pages);

    public void Complete(ObservedList<TRow> list) => end.SetResult(list);

    public void Fail(Exception exception)
    {
        end.SetException(exception);
        // The caller may have gone. The failure is kept for those who come back, and must not be reported as a list that was never read.
        _ = end.Task.Exception;
    }
}

/// <summary>How far a list has come.</summary>
/// <param name="Begun">When its first page was asked for.</param>
/// <param name="Pages">Read so far.</param>
public readonly record struct ListProgress(DateTimeOffset Begun, int Pages);
