namespace Operator.Databricks.Http;

/// <summary>Whether a workspace answers. One that hangs is worse than one that fails: every call to it holds a worker until it times out.</summary>
internal sealed class Responsiveness(TimeProvider time)
{
    /// <summary>An attempt without an answer for so long hangs. Some calls take longer, and it is enough that others are answered.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private int inFlight;
    private int unanswered;
    private long quietSince;
    private long lastUnanswered;

    /// <summary>Attempts in a row that hung until they were given up.</summary>
    public int Unanswered => Volatile.Read(ref unanswered);

    /// <summary>Since the last of them.</summary>
    public TimeSpan SinceUnanswered => time.GetElapsedTime(Volatile.Read(ref lastUnanswered));

    /// <summary>True while the last attempts hung, or those under way do.</summary>
    public bool IsSilent
    {
        get
        {
            lock (gate)
            {
                return unanswered > 0 || (inFlight > 0 && time.GetElapsedTime(quietSince) >= Patience);
            }
        }
    }

    /// <summary>An attempt is sent; returns when, for its end.</summary>
    public long Sent()
    {
        var now = time.GetTimestamp();
        lock (gate)
        {
            quietSince = inFlight++ == 0 ? now : quietSince;
        }

        return now;
    }

    /// <summary>It has ended. One that failed at once, as a refused connection does, says nothing about the next.</summary>
    public void Ended(long sent, bool isAnswered)
    {
        var now = time.GetTimestamp();
        lock (gate)
        {
            inFlight--;
            if (isAnswered)
            {
                (unanswered, quietSince) = (0, now);
            }
            else if (time.GetElapsedTime(sent, now) >= Patience)
            {
                (unanswered, lastUnanswered) = (unanswered + 1, now);
            }
        }
    }
}
