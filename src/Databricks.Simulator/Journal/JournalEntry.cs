namespace Databricks.Simulator.Journal;

/// <summary>One request as it arrived, and what became of it. The Authorization header is never kept.</summary>
public sealed class JournalEntry
{
    private volatile int status;
    private volatile bool dropped;
    private volatile bool executed;

    internal JournalEntry()
    {
    }

    /// <summary>1 for the first request of the workspace, without gaps.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>The query with its question mark, or empty.</summary>
    public required string Query { get; init; }

    /// <summary>For example <c>clusters/create</c>; <c>unknown</c> for a path that is no operation.</summary>
    public required string Operation { get; init; }

    public required bool Mutating { get; init; }

    /// <summary>Null when the token was missing or wrong.</summary>
    public required string? UserName { get; init; }

    public required string UserAgent { get; init; }

    public required string Body { get; init; }

    /// <summary>Null until answered, and for ever when the connection was dropped instead.</summary>
    public int? Status => status == 0 ? null : status;

    /// <summary>The client got no answer: the connection was reset, or the client gave up.</summary>
    public bool Dropped => dropped;

    /// <summary>The operation ran and succeeded, whatever the client was told.</summary>
    public bool Executed => executed;

    internal void Answered(int answer) => status = answer;

    internal void MarkDropped() => dropped = true;

    internal void MarkExecuted() => executed = true;
}
