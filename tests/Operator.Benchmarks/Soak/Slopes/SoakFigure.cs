namespace Operator.Benchmarks.Soak.Slopes;

/// <summary>What is watched over the time.</summary>
/// <param name="Name">As in the table and in the record.</param>
/// <param name="File">Of its plot, without the ending.</param>
/// <param name="Bound">
/// The most by which it may grow an hour. In an hour the soak has about thirty faults and changes a thousand objects: what loses one handle, thread, timer,
/// key or label in each fault grows by thirty, and what loses a few kilobytes in each change by several MiB.
/// </param>
internal sealed record SoakFigure(string Name, string File, double Bound)
{
    public const string Memory = "resident set, MiB";
    public const string Heap = "managed heap, MiB";
    public const string Handles = "file descriptors without pooled connections";
    public const string Connections = "pooled connections";
    public const string Threads = "threads";
    public const string Timers = "timers";
    public const string Queue = "keys in the queues";
    public const string Series = "label sets in /metrics";

    /// <summary>
    /// Of a stretch of rest the least value counts, and not the median: what is in use for a moment, such as a list that is being read, only adds to it.
    /// </summary>
    public bool CountsLeast { get; init; }

    public static IReadOnlyList<SoakFigure> All { get; } =
    [
        new(Memory, "memory", 6),
        new(Heap, "heap", 2) { CountsLeast = true },
        new(Handles, "handles", 4),
        new(Connections, "connections", 16),
        new(Threads, "threads", 4),
        new(Timers, "timers", 4),
        new(Queue, "queue", 4),
        // An operation that fails in some way for the first time adds one, which happens late in a run as well; a label that tells apart what it must not adds
        // at least one in each fault.
        new(Series, "metrics", 15),
    ];
}
