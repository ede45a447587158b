using System.Globalization;
using System.Text.Json.Nodes;

namespace Databricks.Simulator.Faults;

/// <summary>What goes wrong, and with which calls.</summary>
public sealed record Fault
{
    /// <summary>An operation name such as <c>clusters/create</c>, or <c>*</c>.</summary>
    public string Operation { get; init; } = "*";

    public FaultKind Kind { get; init; }

    public FaultTiming When { get; init; }

    /// <summary>How many matching calls pass unharmed first.</summary>
    public int Skip { get; init; }

    /// <summary>How many matching calls are hit after those; null for all.</summary>
    public int? Count { get; init; } = 1;

    /// <summary>HTTP status of Status, Html and Empty.</summary>
    public int Status { get; init; } = 500;

    public string ErrorCode { get; init; } = "INTERNAL_ERROR";

    public string Message { get; init; } = "Injected fault.";

    /// <summary>The whole JSON body, in place of one made of <see cref="ErrorCode"/> and <see cref="Message"/>.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>The Retry-After header, seconds or an HTTP date; null for none.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>Seconds on the simulator's clock.</summary>
    public double LatencySeconds { get; init; }

    public static Fault Error(string operation, int status, string errorCode, string message) =>
        new() { Operation = operation, Status = status, ErrorCode = errorCode, Message = message };

    public static Fault Throttled(string operation, int? retryAfterSeconds = null) =>
        Error(operation, 429, "REQUEST_LIMIT_EXCEEDED", "Too many requests.") with
        {
            RetryAfter = retryAfterSeconds?.ToString(CultureInfo.InvariantCulture),
        };

    public static Fault Html(string operation, int status) => new() { Operation = operation, Kind = FaultKind.Html, Status = status };

    public static Fault Empty(string operation, int status) => new() { Operation = operation, Kind = FaultKind.Empty, Status = status };

    public static Fault Reset(string operation) => new() { Operation = operation, Kind = FaultKind.Reset };

    public static Fault Hang(string operation) => new() { Operation = operation, Kind = FaultKind.Hang };

    public static Fault Latency(string operation, TimeSpan latency) =>
        new() { Operation = operation, Kind = FaultKind.Latency, LatencySeconds = latency.TotalSeconds };

    /// <summary>The same fault, after the effect: the call works and its answer is lost.</summary>
    public Fault AfterEffect() => this with { When = FaultTiming.After };
}
