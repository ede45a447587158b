using System.Net;
using System.Text;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

/// <summary>What one attempt of a call meets.</summary>
internal enum Fault
{
    None,
    Slow,
    Throttled,
    ThrottledWithTime,
    Unavailable,
    Broken,
    NotConnected,
    ConnectTimeout,
    ReplyLost,
    Hang,
    Refused,
    Page,
    PageWithSuccess,
}

/// <summary>One random sequence: its limits, its calls, and what every attempt of each meets. The same seed gives the same plan.</summary>
internal sealed class FaultPlan
{
    private readonly int seed;

    public FaultPlan(int seed)
    {
        this.seed = seed;
        var random = new Random(seed);
        Limits = new CallLimits
        {
            RequestsPerSecond = random.Next(4) switch { 0 => 0.7, 1 => 3, 2 => 15, _ => 50 },
            Burst = random.Next(1, 8),
            MaxConcurrent = random.Next(1, 6),
            MaxWait = TimeSpan.FromSeconds(20.003),
        };
        Timeouts = new CallTimeouts
        {
            Total = TimeSpan.FromSeconds(random.Next(3) switch { 0 => 9.0075, 1 => 18.0075, _ => 45.0075 }),
            Attempt = TimeSpan.FromSeconds(7.0055),
            MaxRetries = random.Next(5),
        };
        Calls = [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => ApiCall.All[random.Next(ApiCall.All.Count)])];
        Starts = [.. Calls.Select(_ => TimeSpan.FromMilliseconds(random.Next(3) == 0 ? random.Next(4_000) : 0))];
        WellInTen = random.Next(4, 10);
    }

    public CallLimits Limits { get; }

    public CallTimeouts Timeouts { get; }

    public IReadOnlyList<ApiCall> Calls { get; }

    public IReadOnlyList<TimeSpan> Starts { get; }

    private int WellInTen { get; }

    /// <summary>Of the call and the attempt only: not of the order in which calls happen to run.</summary>
    public Fault FaultOf(int call, int attempt)
    {
        var random = Dice(call, attempt);
        return call >= Calls.Count || random.Next(10) < WellInTen ? Fault.None : Enum.GetValues<Fault>()[random.Next(Enum.GetValues<Fault>().Length)];
    }

    public async Task<HttpResponseMessage> AnswerAsync(ApiCall call, Fault fault, CallClock time, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case Fault.NotConnected:
                throw new HttpRequestException(HttpRequestError.ConnectionError, "connection refused");
            case Fault.ConnectTimeout:
                throw new TaskCanceledException("connect timeout");
            case Fault.ReplyLost:
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "connection reset by peer");
            case Fault.Hang:
                await Task.Delay(TimeSpan.FromDays(1), time, cancellationToken);
                break;
            case Fault.Slow:
                // Sometimes longer than an attempt may take.
                await Task.Delay(TimeSpan.FromMilliseconds(10 * Dice(time.CurrentCall, -1).Next(1, 900)), time, cancellationToken);
                break;
        }

        return Response(call, fault);
    }

    private Random Dice(int call, int attempt) => new(unchecked(seed + (call * 7_919) + (attempt * 1_299_709)));

    private static HttpResponseMessage Response(ApiCall call, Fault fault) => fault switch
    {
        Fault.Throttled => Json(429, Error("REQUEST_LIMIT_EXCEEDED")),
        Fault.ThrottledWithTime => Json(429, Error("REQUEST_LIMIT_EXCEEDED"), retryAfter: "9"),
        Fault.Unavailable => Json(503, Error("TEMPORARILY_UNAVAILABLE")),
        Fault.Broken => Json(500, Error("INTERNAL_ERROR")),
        Fault.Refused => Json(401, Error("UNAUTHENTICATED")),
        Fault.Page => Json(502, "<html><title>Bad gateway</title>"),
        Fault.PageWithSuccess => Json(200, "<html><title>Sign in</title>"),
        _ => Json(200, call.Success(1)),
    };

    private static string Error(string code) => $$"""{"error_code":"{{code}}","message":"no"}""";

    private static HttpResponseMessage Json(int status, string body, string? retryAfter = null)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (retryAfter is not null)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        }

        return response;
    }
}
