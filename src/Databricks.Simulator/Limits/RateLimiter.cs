using System.Globalization;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Limits;

/// <summary>Refills by the simulator's clock when asked, so that a test decides how much time has passed.</summary>
internal sealed class RateLimiter(IReadOnlyList<RateLimit> limits, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Bucket[] buckets = [.. limits.Select(limit => new Bucket(limit, time.GetUtcNow()))];

    /// <summary>The 429 for a call beyond a limit, or null when the call is admitted.</summary>
    public ApiResponse? Refuse(string operation)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            foreach (var bucket in buckets.Where(bucket => bucket.Limit.Operation == "*" || bucket.Limit.Operation == operation))
            {
                if (!bucket.TryTake(now))
                {
                    return Refusal(bucket.Limit);
                }
            }

            return null;
        }
    }

    private static ApiResponse Refusal(RateLimit limit)
    {
        var rate = limit.RequestsPerSecond.ToString(CultureInfo.InvariantCulture);
        return ApiResponse.Error(429, "REQUEST_LIMIT_EXCEEDED", $"The workspace exceeded the limit of {rate} requests per second.") with
        {
            RetryAfter = limit.RetryAfterSeconds?.ToString(CultureInfo.InvariantCulture),
        };
    }

    private sealed class Bucket(RateLimit limit, DateTimeOffset start)
    {
        private double available = limit.Burst;
        private DateTimeOffset filledAt = start;

        public RateLimit Limit => limit;

        public bool TryTake(DateTimeOffset now)
        {
            available = Math.Min(limit.Burst, available + ((now - filledAt).TotalSeconds * limit.RequestsPerSecond));
            filledAt = now;
            if (available < 1)
            {
                return false;
            }

            available -= 1;
            return true;
        }
    }
}
