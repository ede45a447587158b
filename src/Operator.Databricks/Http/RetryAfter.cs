using System.Net.Http.Headers;

namespace Operator.Databricks.Http;

/// <summary>The header in both its forms: seconds and a date.</summary>
internal static class RetryAfter
{
    /// <summary>A larger wish is cut: a broken gateway must not silence a workspace for hours.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static TimeSpan? Read(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - now : null);
        return wait is { } value ? TimeSpan.FromTicks(Math.Clamp(value.Ticks, 0, Longest.Ticks)) : null;
    }
}
