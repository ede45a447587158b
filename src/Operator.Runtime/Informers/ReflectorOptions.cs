namespace Operator.Runtime.Informers;

/// <summary>Timing of the list and watch loop.</summary>
public sealed record ReflectorOptions
{
    /// <summary>Objects per list page, at most.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Objects of the first page, before it is known how large they are.</summary>
    public int FirstPageSize { get; init; } = 50;

    /// <summary>About how many bytes a page should have: it is read as a whole, and 500 objects of a megabyte would be half a gigabyte.</summary>
    public int PageBytes { get; init; } = 4 * 1024 * 1024;

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

    /// <summary>
    /// A watch that ends sooner than this counts as a failure; otherwise a server that closes at once would be asked thousands of times a second.
    /// </summary>
    public TimeSpan ShortestWatch { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A kind that the API server has not known for so long has no objects. Not sooner: an API server that starts may answer before it has
    /// read which kinds there are.
    /// </summary>
    public TimeSpan AbsentAfter { get; init; } = TimeSpan.FromMinutes(1);
}
