namespace Operator.Runtime.Informers;

/// <summary>Timing of the list and watch loop.</summary>
public sealed record ReflectorOptions
{
    /// <summary>Objects per list page.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>The server ends a watch after this long, plus up to as much again so that all watches do not end at once.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>
    /// A stream that is silent for longer is replaced by a new one. Busy kinds get a bookmark about every minute; those in which
    /// nothing has happened since the server started may get none.
    /// </summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>First and longest pause after a failure; doubled each time, with jitter.</summary>
    public TimeSpan BackoffBase { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan BackoffMaximum { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How much of a Retry-After is honoured.</summary>
    public TimeSpan LongestAskedPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A watch that ends sooner than this counts as a failure; otherwise a server that closes at once would be asked thousands of times a second.</summary>
    public TimeSpan ShortestWatch { get; init; } = TimeSpan.FromSeconds(1);
}
