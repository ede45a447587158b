namespace Operator.IntegrationTests.Harness;

public enum ProxyFaultKind
{
    /// <summary>The connection breaks; the API server never hears of the request.</summary>
    DropBefore,

    /// <summary>The API server does what was asked; its reply is lost.</summary>
    DropAfter,

    /// <summary>The proxy answers in the API server's place.</summary>
    Refuse,

    /// <summary>Of a stream, the first bytes pass; then the connection breaks.</summary>
    Truncate,

    /// <summary>Nothing is ever answered, and the connection stays open.</summary>
    Hang,
}

/// <summary>What the proxy does to the requests that <paramref name="Matches"/> picks.</summary>
public sealed record ProxyFault(ProxyFaultKind Kind, Func<ProxyRequest, bool> Matches)
{
    private int skipped;
    private int done;

    /// <summary>How many of them pass first.</summary>
    public int Skip { get; init; }

    /// <summary>How many are hit after that.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Of <see cref="ProxyFaultKind.Refuse"/>: the status, the reason in the body, and Retry-After in seconds.</summary>
    public int Status { get; init; } = 500;

    public string Reason { get; init; } = "InternalError";

    public int? RetryAfter { get; init; }

    /// <summary>Of <see cref="ProxyFaultKind.Refuse"/> on a watch: the refusal comes as an event in a stream that was opened.</summary>
    public bool InStream { get; init; }

    /// <summary>Of <see cref="ProxyFaultKind.Truncate"/>.</summary>
    public int Bytes { get; init; } = 100;

    /// <summary>How often it has happened.</summary>
    public int Happened => Volatile.Read(ref done);

    internal bool Takes(ProxyRequest request)
    {
        lock (Matches)
        {
            if (!Matches(request) || skipped++ < Skip || done >= Times)
            {
                return false;
            }

            done++;
            return true;
        }
    }
}
