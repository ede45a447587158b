using Operator.Databricks.Errors;
using Operator.Databricks.Operations;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace Operator.Databricks.Http;

/// <summary>What the failures that are not answers mean: connections, timeouts, and the pipeline's own refusals.</summary>
internal static class CallFailure
{
    /// <summary>Null for what is no failure of the call: the caller's cancellation, a programming error.</summary>
    public static DatabricksError? Of(Operation operation, Exception? exception) => exception switch
    {
        DatabricksException known => known.Error,
        TimeoutRejectedException late => Lost(operation, $"no answer within {late.Timeout.TotalSeconds:0.#} s"),
        BrokenCircuitException broken => Transient(operation, "paused: the workspace's last calls failed") with { RetryAfter = broken.RetryAfter },
        RateLimiterRejectedException full => NoTurn(operation, full.RetryAfter),
        HttpRequestException request => OfConnection(operation, request),
        IOException lost => Lost(operation, ErrorText.Clean(lost.Message)),
        InvalidDataException garbled => Transient(operation, ErrorText.Clean(garbled.Message)) with { MayHaveTakenEffect = true },
        _ => null,
    };

    /// <summary>Opening the connection did not end in time: unlike any later timeout, nothing was sent.</summary>
    public static DatabricksError NoConnection(Operation operation) => Transient(operation, "no connection within its time") with { IsRetryable = true };

    /// <summary>Given up, because this process may not change anything by now; it may have arrived before.</summary>
    public static DatabricksError Outlived(Operation operation) =>
        Transient(operation, "given up without an answer: this process no longer leads") with { MayHaveTakenEffect = true };

    /// <summary>A success that can not be understood.</summary>
    public static DatabricksError Unreadable(Operation operation, Exception cause) =>
        Transient(operation, $"unreadable answer: {cause.GetType().Name}") with { MayHaveTakenEffect = true };

    private static DatabricksError OfConnection(Operation operation, HttpRequestException exception)
    {
        var unsent = exception.HttpRequestError is HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError;
        var deepest = exception.GetBaseException().Message;
        return Transient(operation, ErrorText.Clean($"{exception.HttpRequestError}: {deepest}")) with
        {
            MayHaveTakenEffect = !unsent,
            IsRetryable = exception.HttpRequestError is not HttpRequestError.ConfigurationLimitExceeded,
        };
    }

    private static DatabricksError Lost(Operation operation, string message) =>
        Transient(operation, message) with { MayHaveTakenEffect = true, IsRetryable = true };

    private static DatabricksError NoTurn(Operation operation, TimeSpan? retryAfter) =>
        new(operation.Name, DatabricksErrorKind.Throttled, "the workspace's call budget was busy for too long") { RetryAfter = retryAfter };

    private static DatabricksError Transient(Operation operation, string message) => new(operation.Name, DatabricksErrorKind.Transient, message);
}
