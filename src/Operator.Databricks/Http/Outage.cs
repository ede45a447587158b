using Operator.Databricks.Errors;
using Polly.CircuitBreaker;

namespace Operator.Databricks.Http;

/// <summary>Whether the calls of a workspace are paused, and the failure that it began with: a paused call can say nothing else.</summary>
internal sealed class Outage(Responsiveness responsiveness)
{
    private DatabricksError? cause;

    public CircuitBreakerStateProvider Circuit { get; } = new();

    /// <summary>True from the moment when a circuit breaker opens until a call has shown that the workspace is well again.</summary>
    public bool IsPaused => Circuit.CircuitState != CircuitState.Closed || responsiveness.Unanswered >= SilenceBreaker.Tolerated;

    /// <summary>
    /// An attempt found the workspace broken. The first such failure is kept until an attempt succeeds, so that the message of a paused call stays the same for
    /// as long as the outage lasts, and with it the status that shows it.
    /// </summary>
    public void Failed(DatabricksError error) => Interlocked.CompareExchange(ref cause, error, null);

    public void Ended() => Volatile.Write(ref cause, null);

    /// <summary>The failure of a call that was not sent, with what it began with.</summary>
    public DatabricksError Explain(DatabricksError paused) =>
        Volatile.Read(ref cause) is { } known ? paused with { Message = $"{paused.Message}: {known.Describe()}" } : paused;
}
