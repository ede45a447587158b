using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace Operator.Databricks.Http;

/// <summary>The right to send one request, or the news that the wait for it was too long.</summary>
/// <param name="release">Ends the flight; null when there was no turn.</param>
/// <param name="retryAfter">When to ask again; only without a turn.</param>
internal sealed class CallLease(Action? release, TimeSpan? retryAfter) : RateLimitLease
{
    private Action? release = release;

    public override bool IsAcquired { get; } = release is not null;

    public override IEnumerable<string> MetadataNames => retryAfter is null ? [] : [MetadataName.RetryAfter.Name];

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
        return metadata is not null;
    }

    protected override void Dispose(bool disposing)
    {
        Interlocked.Exchange(ref release, null)?.Invoke();
        base.Dispose(disposing);
    }
}
