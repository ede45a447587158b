using System.Runtime.ExceptionServices;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.Databricks.Observation;

/// <summary>
/// The lists of one workspace, one at a time, each for all who ask for one. They run on their own: a list that ended with the pass that began it could never be
/// longer than a pass.
/// </summary>
internal sealed class SharedLists<TRow>(
    ListReader<TRow> reader, IObservationAudience audience, OwnWrites writes, ObservationTiming timing, TimeProvider time, CancellationToken closed)
    where TRow : class
{
    private readonly Lock gate = new();
    private ListReading<TRow>? running;
    private ObservedList<TRow>? last;
    private FailedList? failed;
    private long attemptedAt;
    private int failures;
    private bool isWanted;

    /// <summary>Something was asked for or written since the last one began.</summary>
    public bool IsWanted => Volatile.Read(ref isWanted);

    /// <summary>The last one that was read to its end; null before the first.</summary>
    public ObservedList<TRow>? Last => Volatile.Read(ref last);

    /// <summary>The one under way; null when there is none.</summary>
    public ListReading<TRow>? Running => Volatile.Read(ref running);

    /// <summary>Those that failed since the last that did not.</summary>
    public int Failures => Volatile.Read(ref failures);

    public TimeSpan SinceAttempt => time.GetElapsedTime(Volatile.Read(ref attemptedAt));

    public void Want() => Volatile.Write(ref isWanted, true);

    /// <summary>A list begun at or after that time; null when it is not there soon.</summary>
    public async Task<ObservedList<TRow>?> SinceAsync(DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        var (asked, now) = (time.GetTimestamp(), time.GetUtcNow());
        // No list is begun in the future, which a clock that was set back may ask for.
        notBefore = notBefore < now ? notBefore : now;
        while (true)
        {
            if (Last is { } recent && recent.Begun >= notBefore)
            {
                return recent;
            }

            var reading = RunningOrNew();
            // One that has taken long already is waited for by none: however many ask, it holds workers for that time only.
            var left = timing.Patience - time.GetElapsedTime(Math.Min(asked, reading.StartedAt));
            if (!await reading.EndsWithinAsync(left, time, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            if (reading.Begun >= notBefore)
            {
                return await reading.End.ConfigureAwait(false);
            }
        }
    }

    /// <summary>The one under way, or else a new one.</summary>
    public ListReading<TRow> RunningOrNew()
    {
        lock (gate)
        {
            if (running is null)
            {
                running = new ListReading<TRow>(time.GetUtcNow(), time.GetTimestamp());
                (attemptedAt, isWanted) = (running.StartedAt, false);
                var (reading, priority) = (running, CallPriorityScope.Current);
                _ = Task.Run(() => ListAsync(reading, priority), CancellationToken.None);
            }

            return running;
        }
    }

    /// <summary>Throws what the last list failed with, if it began at or after that time and none begun since then has succeeded.</summary>
    public void ThrowIfFailedSince(DateTimeOffset notBefore)
    {
        if (Volatile.Read(ref failed) is { } failure && failure.Begun >= notBefore && !(Last?.Begun >= notBefore))
        {
            ExceptionDispatchInfo.Throw(failure.Exception);
        }
    }

    /// <summary>How it ended is in the reading.</summary>
    private async Task ListAsync(ListReading<TRow> reading, CallPriority priority)
    {
        using var scope = CallPriorityScope.Begin(priority);
        try
        {
            var (list, moved) = await reader.ReadAsync(reading, Last, closed).ConfigureAwait(false);
            lock (gate)
            {
                (last, running, failed, failures) = (list, null, null, 0);
            }

            writes.ForgetBefore(reading.Begun);
            audience.Moved(moved);
            audience.ListEnded();
            reading.Complete(list);
        }
        catch (Exception exception)
        {
            // Whatever it is: a reading without an end would be waited for until the process ends.
            Failed(reading, exception);
        }
    }

    private void Failed(ListReading<TRow> reading, Exception exception)
    {
        bool hasToLook;
        lock (gate)
        {
            (running, failed) = (null, new FailedList(reading.Begun, exception));
            hasToLook = exception is DatabricksException && ++failures == timing.ToleratedFailures + 1;
        }

        try
        {
            audience.Moved(hasToLook ? [.. (Last?.Rows.Keys ?? []).Where(audience.Owns)] : []);
            audience.ListEnded();
        }
        finally
        {
            reading.Fail(exception);
        }
    }

    private sealed record FailedList(DateTimeOffset Begun, Exception Exception);
}
