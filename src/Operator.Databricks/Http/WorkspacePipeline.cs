using System.Threading.RateLimiting;
using Operator.Databricks.Errors;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Retry;

namespace Operator.Databricks.Http;

/// <summary>
/// The resilience of one workspace's calls, from the outside in:
/// <list type="number">
/// <item>total timeout: whatever happens inside, the caller's worker is free again in bounded time;</item>
/// <item>retry: outside of everything that follows, so that every attempt is counted, limited and timed like a first one;</item>
/// <item>circuit breakers, one for a workspace that hangs and one for one that fails: outside of the budget, so that calls to a workspace known to be down fail
/// at once instead of queueing for a turn;</item>
/// <item>call budget: around each attempt, because Databricks counts attempts: retries that bypass it would exceed the rate just when it hurts;</item>
/// <item>attempt timeout: innermost, so that waiting for a turn is not mistaken for a slow workspace.</item>
/// </list>
/// </summary>
internal static class WorkspacePipeline
{
    public static ResiliencePipeline<HttpResponseMessage> Build(
        CallTimeouts timeouts, CallBudget budget, Responsiveness responsiveness, Outage outage, TimeProvider time)
    {
        var policy = new RetryPolicy(timeouts, time);
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        builder.AddTimeout(timeouts.Total);
        if (timeouts.MaxRetries > 0)
        {
            builder.AddRetry(Retry(policy, timeouts));
        }

        return builder
            .AddStrategy(_ => new SilenceBreaker(responsiveness), new SilenceBreakerOptions())
            .AddCircuitBreaker(Breaker(outage))
            .AddRateLimiter(new RateLimiterStrategyOptions
            {
                RateLimiter = arguments => TurnAsync(budget, Call(arguments.Context), time, arguments.Context.CancellationToken),
            })
            .AddTimeout(timeouts.Attempt)
            .Build();
    }

    private static async ValueTask<RateLimitLease> TurnAsync(CallBudget budget, CallState call, TimeProvider time, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var lease = await budget.AcquireAsync(call.Priority, cancellationToken).ConfigureAwait(false);
        call.Observer?.Waited(call.Priority, time.GetElapsedTime(asked));
        CallTraces.Admitted(call.Span);
        return lease;
    }

    private static RetryStrategyOptions<HttpResponseMessage> Retry(RetryPolicy policy, CallTimeouts timeouts) => new()
    {
        MaxRetryAttempts = timeouts.MaxRetries,
        ShouldHandle = arguments => ValueTask.FromResult(
            Failure(arguments.Context, arguments.Outcome) is { } error && policy.MayRetry(Call(arguments.Context), error)),
        DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
            policy.Pause(arguments.AttemptNumber, Failure(arguments.Context, arguments.Outcome)!)),
    };

    /// <summary>
    /// Opens when half of at least 10 attempts within 30 s found the service broken, for 15 s. Refusals do not count: a workspace that says
    /// "invalid" or "too many" is well.
    /// </summary>
    private static CircuitBreakerStrategyOptions<HttpResponseMessage> Breaker(Outage outage) => new()
    {
        FailureRatio = 0.5,
        MinimumThroughput = 10,
        SamplingDuration = TimeSpan.FromSeconds(30),
        BreakDuration = TimeSpan.FromSeconds(15),
        StateProvider = outage.Circuit,
        ShouldHandle = arguments => ValueTask.FromResult(IsBroken(outage, arguments.Context, arguments.Outcome)),
    };

    private static bool IsBroken(Outage outage, ResilienceContext context, Outcome<HttpResponseMessage> outcome)
    {
        var failure = Failure(context, outcome);
        if (failure is { Kind: DatabricksErrorKind.Transient })
        {
            outage.Failed(failure);
            return true;
        }

        // A refusal is an answer too; a call that was cancelled or got no turn is none.
        if (outcome.Exception is null || failure is { HttpStatus: not null })
        {
            outage.Ended();
        }

        return false;
    }

    private sealed class SilenceBreakerOptions : ResilienceStrategyOptions;

    private static CallState Call(ResilienceContext context) => context.Properties.GetValue(CallState.Key, null!);

    private static DatabricksError? Failure(ResilienceContext context, Outcome<HttpResponseMessage> outcome) =>
        CallFailure.Of(Call(context).Operation, outcome.Exception);
}
