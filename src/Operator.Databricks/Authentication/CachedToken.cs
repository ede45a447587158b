using Operator.Databricks.Errors;

namespace Operator.Databricks.Authentication;

/// <summary>
/// Keeps one token fresh: one exchange at a time however many callers wait, renewed in the background before it expires, and a failed exchange
/// is remembered for a moment so that a wrong secret is not presented once per object.
/// </summary>
internal sealed class CachedToken(Func<CancellationToken, Task<AccessToken>> exchange, TimeProvider time)
{
    /// <summary>Azure refuses tokens with 30 s or less to live (behavior §7.2).</summary>
    private static readonly TimeSpan ExpiryMargin = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan LongestAhead = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan BackgroundPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FailureMemory = TimeSpan.FromSeconds(10);

    /// <summary>A longer wish of the token endpoint is cut: a person who has repaired the credential waits for this.</summary>
    private static readonly TimeSpan LongestFailureMemory = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private AccessToken? current;
    private Task<AccessToken>? running;
    private DateTimeOffset startedAt;
    private DatabricksException? lastFailure;
    private DateTimeOffset lastFailureAt;

    public ValueTask<Secret> GetAsync(CancellationToken cancellationToken)
    {
        Task<AccessToken> pending;
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (current is { } token && now < token.IssuedAt + token.Lifetime - ExpiryMargin)
            {
                RenewAhead(token, now);
                return ValueTask.FromResult(token.Value);
            }

            if (running is null && lastFailure is { } failure && now < lastFailureAt + Memory(failure.Error))
            {
                return ValueTask.FromException<Secret>(new DatabricksException(failure.Error));
            }

            pending = Start(now);
        }

        return new ValueTask<Secret>(ValueOf(pending.WaitAsync(cancellationToken)));
    }

    /// <summary>Drops a refused token; false for one just issued, because the next would fare no better.</summary>
    public bool Invalidate(Secret refused)
    {
        lock (gate)
        {
            if (current is not { } token || !token.Value.Equals(refused))
            {
                return true; // It was replaced in between: the next one is another.
            }

            if (time.GetUtcNow() < token.IssuedAt + FailureMemory)
            {
                return false;
            }

            current = null;
            return true;
        }
    }

    private void RenewAhead(AccessToken token, DateTimeOffset now)
    {
        var ahead = token.Lifetime / 2 < LongestAhead ? token.Lifetime / 2 : LongestAhead;
        if (now >= token.IssuedAt + token.Lifetime - ahead && now >= startedAt + BackgroundPause)
        {
            Start(now);
        }
    }

    private Task<AccessToken> Start(DateTimeOffset now)
    {
        if (running is null)
        {
            startedAt = now;
            // Not a caller's token: the exchange is everyone's, and bounds itself. Elsewhere, because the lock is held here.
            running = Task.Run(() => RunAsync(CancellationToken.None), CancellationToken.None);
            // A background renewal may have no waiting caller; its failure is kept in lastFailure.
            _ = running.ContinueWith(
                failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        return running;
    }

    private async Task<AccessToken> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var token = await exchange(cancellationToken).ConfigureAwait(false);
            Conclude(token, null);
            return token;
        }
        catch (DatabricksException exception)
        {
            Conclude(null, exception);
            throw;
        }
        finally
        {
            // Whatever happened: the next caller must be able to start another exchange.
            lock (gate)
            {
                running = null;
            }
        }
    }

    private void Conclude(AccessToken? token, DatabricksException? failure)
    {
        lock (gate)
        {
            current = token ?? current;
            lastFailure = failure;
            lastFailureAt = time.GetUtcNow();
        }
    }

    private static TimeSpan Memory(DatabricksError failure) => failure.RetryAfter is { } asked && asked > FailureMemory
        ? asked < LongestFailureMemory ? asked : LongestFailureMemory
        : FailureMemory;

    private static async Task<Secret> ValueOf(Task<AccessToken> token) => (await token.ConfigureAwait(false)).Value;
}
