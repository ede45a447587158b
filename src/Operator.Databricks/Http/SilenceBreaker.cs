using Polly;
using Polly.CircuitBreaker;

namespace Operator.Databricks.Http;

/// <summary>
/// Opens when several attempts in a row hung, however few they are: a workspace with a handful of calls a minute never gets as many failures together as a
/// ratio needs. While it is open, one call at a time finds out whether the workspace answers again.
/// </summary>
internal sealed class SilenceBreaker(Responsiveness responsiveness) : ResilienceStrategy<HttpResponseMessage>
{
    public const int Tolerated = 3;

    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private int probes;

    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
    {
        if (responsiveness.Unanswered < Tolerated)
        {
            return await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
        }

        var left = Pause - responsiveness.SinceUnanswered;
        if (left > TimeSpan.Zero || Interlocked.CompareExchange(ref probes, 1, 0) != 0)
        {
            var after = left > TimeSpan.Zero ? left : Pause;
            return Outcome.FromException<HttpResponseMessage>(new BrokenCircuitException("The last attempts were not answered.", after));
        }

        try
        {
            return await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
        }
        finally
        {
            Volatile.Write(ref probes, 0);
        }
    }
}
