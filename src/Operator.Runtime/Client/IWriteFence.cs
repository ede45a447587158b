namespace Operator.Runtime.Client;

/// <summary>
/// Asked immediately before every write. A process that was paused past its lease must not write when it wakes up:
/// another replica leads by then.
/// </summary>
public interface IWriteFence
{
    /// <summary>Throws <see cref="LeadershipLostException"/> unless this process may write right now.</summary>
    void Check();

    /// <summary>
    /// How long a write that begins now may be under way. One that is stuck in a dead connection for longer could arrive when another
    /// replica leads.
    /// </summary>
    TimeSpan Remaining { get; }
}

public sealed class LeadershipLostException() : InvalidOperationException("This process no longer holds the leader lease and must not write.");

internal sealed class OpenFence : IWriteFence
{
    public static readonly OpenFence Instance = new();

    public TimeSpan Remaining => TimeSpan.MaxValue;

    public void Check()
    {
    }
}
