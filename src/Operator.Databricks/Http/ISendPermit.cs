namespace Operator.Databricks.Http;

/// <summary>
/// Says whether this process may change things in a workspace right now. Asked where a call is sent, because it may have waited for a minute by then, and
/// another process may have taken over.
/// </summary>
public interface ISendPermit
{
    /// <summary>Throws unless a call that changes something may be sent right now; the exception ends the call as it is.</summary>
    void Check();

    /// <summary>How long such a call may be under way from now on. Asked again when it has passed.</summary>
    TimeSpan Remaining { get; }
}
