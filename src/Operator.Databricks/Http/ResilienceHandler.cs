using Operator.Databricks.Errors;
using Operator.Databricks.Operations;
using Polly;

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
    private readonly Action? credentialRefused;
    private readonly TimeProvider time;
    private string? orgId;

    public ResilienceHandler(CallLimits limits, CallTimeouts timeouts, Action? credentialRefused, TimeProvider time, HttpMessageHandler inner)
        : base(inner)
    {
        this.credentialRefused = credentialRefused;
        this.time = time;
        budget = new CallBudget(limits, time);
        responsiveness = new Responsiveness(time);
        reader = new ResponseReader(time);
        pipeline = WorkspacePipeline.Build(timeouts, budget, responsiveness, time);
    }

    /// <summary>The workspace's id as last seen in an answer: a guard against a host that has come to mean another workspace (behavior §7.1).</summary>
    public string? OrgId => Volatile.Read(ref orgId);

    /// <summary>True while the workspace leaves calls without an answer.</summary>
    public bool IsSilent => responsiveness.IsSilent;

    /// <summary>True while a further call makes no other wait.</summary>
    public bool HasCallsToSpare => budget.HasSpare;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = new CallState(OperationSet.OperationOf(request), request, CallPriorityScope.Current, time.GetTimestamp());
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(CallState.Key, call);
        try
        {
            var response = await pipeline.ExecuteAsync(
                static (context, self) => self.AttemptAsync(context), context, this).ConfigureAwait(false);
            CallMetrics.Ended(call.Operation, null, time.GetElapsedTime(call.Started));
            return response;
        }
        catch (Exception exception) when (CallFailure.Of(call.Operation, exception) is { } error)
        {
            CallMetrics.Ended(call.Operation, error.Kind, time.GetElapsedTime(call.Started));
            if (error.Kind == DatabricksErrorKind.Unauthenticated)
            {
                credentialRefused?.Invoke();
            }

            throw call.MayHaveTakenEffect && !error.MayHaveTakenEffect
                ? new DatabricksException(error with { MayHaveTakenEffect = true }, exception)
                : exception as DatabricksException ?? new DatabricksException(error, exception);
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
            CallMetrics.Attempted(call.Operation, (int)answer.StatusCode);
            isAnswered = true;
            return answer;
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            CallMetrics.Attempted(call.Operation, null);
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

    private void Failed(CallState call, HttpResponseMessage? response, Exception exception, CancellationToken cancellationToken)
    {
        CallMetrics.Attempted(call.Operation, (int?)response?.StatusCode);
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
        if (exception is DatabricksException { Kind: DatabricksErrorKind.Unauthenticated }
            && request.Options.TryGetValue(CallState.TokenRefused, out var refused))
        {
            refused?.Invoke();
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
