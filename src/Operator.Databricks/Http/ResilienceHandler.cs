using Operator.Databricks.Errors;
using Operator.Databricks.Operations;
using Polly;
using Polly.CircuitBreaker;

namespace Operator.Databricks.Http;

/// <summary>
/// Outermost handler: sends a call through the workspace's pipeline, so that it ends in a readable answer, a <see cref="DatabricksException"/>,
/// or the caller's own cancellation.
/// </summary>
internal sealed class ResilienceHandler : DelegatingHandler
{
    /// <summary>When a 429 names no time (behavior §5.1: it often does not).</summary>
    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(2);

    private readonly ResiliencePipeline<HttpResponseMessage> pipeline;
    private readonly CallBudget budget;
    private readonly Responsiveness responsiveness;
    private readonly ResponseReader reader;
    private readonly Outage outage;
    private readonly CallNotices notices;
    private readonly TimeProvider time;
    private string? orgId;

    public ResilienceHandler(CallLimits limits, CallTimeouts timeouts, CallNotices notices, TimeProvider time, HttpMessageHandler inner)
        : base(inner)
    {
        this.notices = notices;
        this.time = time;
        budget = new CallBudget(limits, time);
        responsiveness = new Responsiveness(time);
        outage = new Outage(responsiveness);
        reader = new ResponseReader(time);
        pipeline = WorkspacePipeline.Build(timeouts, budget, responsiveness, outage, time);
    }

    /// <summary>The workspace's id as last seen in an answer: a guard against a host that has come to mean another workspace (behavior §7.1).</summary>
    public string? OrgId => Volatile.Read(ref orgId);

    /// <summary>True while the workspace leaves calls without an answer.</summary>
    public bool IsSilent => responsiveness.IsSilent;

    /// <summary>True while a further call makes no other wait.</summary>
    public bool HasCallsToSpare => budget.HasSpare;

    /// <summary>True while a circuit breaker keeps calls from the workspace.</summary>
    public bool IsPaused => outage.IsPaused;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var operation = OperationSet.OperationOf(request);
        using var span = CallTraces.Begin(notices.Workspace, operation);
        var call = new CallState(operation, request, CallPriorityScope.Current, time.GetTimestamp(), notices.Observer) { Span = span };
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(CallState.Key, call);
        try
        {
            var response = await pipeline.ExecuteAsync(
                static (context, self) => self.AttemptAsync(context), context, this).ConfigureAwait(false);
            CallTraces.Succeeded(span);
            notices.Observer?.Ended(call.Operation.Name, null, time.GetElapsedTime(call.Started));
            return response;
        }
        catch (Exception exception) when (CallFailure.Of(call.Operation, exception) is { } failure)
        {
            var error = Final(call, failure, exception);
            throw exception is DatabricksException known && known.Error == error ? known : new DatabricksException(error, exception);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        budget.Dispose();
    }

    private async ValueTask<HttpResponseMessage> AttemptAsync(ResilienceContext context)
    {
        var call = context.Properties.GetValue(CallState.Key, null!);
        HttpResponseMessage? response = null;
        var (sent, isAnswered) = (responsiveness.Sent(), false);
        try
        {
            response = await base.SendAsync(call.Request, context.CancellationToken).ConfigureAwait(false);
            Observe(response);
            var token = call.Request.Headers.Authorization?.Parameter;
            var answer = await reader.ReadAsync(call.Operation, response, token, context.CancellationToken).ConfigureAwait(false);
            Attempted(call, (int)answer.StatusCode);
            isAnswered = true;
            return answer;
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            Attempted(call, null);
            throw new DatabricksException(CallFailure.NoConnection(call.Operation));
        }
        catch (Exception exception)
        {
            // Whatever it is, it goes on its way; only the connection must not stay with it.
            isAnswered = response is not null && exception is DatabricksException;
            Failed(call, response, exception, context.CancellationToken);
            response?.Dispose();
            throw;
        }
        finally
        {
            responsiveness.Ended(sent, isAnswered);
        }
    }

    /// <summary>The failure as its caller gets to see it.</summary>
    private DatabricksError Final(CallState call, DatabricksError failure, Exception exception)
    {
        if (failure.Kind == DatabricksErrorKind.Transient && exception is not BrokenCircuitException)
        {
            // Also where the whole call ran out of time: the breakers see a cancelled attempt then, and not why.
            outage.Failed(failure);
        }

        var error = exception is BrokenCircuitException ? outage.Explain(failure) : failure;
        error = error with { MayHaveTakenEffect = error.MayHaveTakenEffect || call.MayHaveTakenEffect };
        if (error.Kind == DatabricksErrorKind.Unauthenticated)
        {
            error = error with { Credential = notices.Credential?.Invoke() };
            notices.CredentialRefused?.Invoke();
        }

        CallTraces.Failed(call.Span, error.Kind);
        notices.Observer?.Ended(call.Operation.Name, error, time.GetElapsedTime(call.Started));
        return error;
    }

    private void Attempted(CallState call, int? status)
    {
        CallTraces.Attempted(call.Span, status);
        notices.Observer?.Attempted(call.Operation.Name, status);
    }

    private void Failed(CallState call, HttpResponseMessage? response, Exception exception, CancellationToken cancellationToken)
    {
        Attempted(call, (int?)response?.StatusCode);
        call.MayHaveTakenEffect |= cancellationToken.IsCancellationRequested || CallFailure.Of(call.Operation, exception) is { MayHaveTakenEffect: true };
        PauseOn(exception);
        TellRefusal(call.Request, exception);
    }

    private void Observe(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("X-Databricks-Org-Id", out var values) && values.FirstOrDefault() is { Length: > 0 and <= 64 } id)
        {
            Volatile.Write(ref orgId, id);
        }
    }

    private static void TellRefusal(HttpRequestMessage request, Exception exception)
    {
        if (exception is DatabricksException { Error: { Kind: DatabricksErrorKind.Unauthenticated } error }
            && request.Options.TryGetValue(CallState.TokenRefused, out var refused))
        {
            refused?.Invoke(error);
        }
    }

    private void PauseOn(Exception exception)
    {
        if (exception is DatabricksException { Error: { Kind: DatabricksErrorKind.Throttled, HttpStatus: 429 } error })
        {
            budget.PauseFor(error.RetryAfter ?? DefaultPause);
        }
    }
}
