using System.Globalization;
using System.Text.Json;

namespace Operator.Databricks.Errors;

/// <summary>What we use of the <c>details[]</c> of an error: google.rpc objects distinguished by <c>@type</c> (behavior §6.1).</summary>
internal readonly record struct ErrorDetails(string? Reason, string? RequestId, TimeSpan? RetryDelay)
{
    public static ErrorDetails Read(JsonElement root)
    {
        var found = default(ErrorDetails);
        if (!root.TryGetProperty("details", out var details) || details.ValueKind != JsonValueKind.Array)
        {
            return found;
        }

        foreach (var detail in details.EnumerateArray().Where(detail => detail.ValueKind == JsonValueKind.Object))
        {
            found = Text(detail, "@type") switch
            {
                { } type when type.EndsWith(".ErrorInfo", StringComparison.Ordinal) => found with { Reason = Text(detail, "reason") },
                { } type when type.EndsWith(".RequestInfo", StringComparison.Ordinal) => found with { RequestId = Text(detail, "request_id") },
                { } type when type.EndsWith(".RetryInfo", StringComparison.Ordinal) => found with { RetryDelay = Duration(detail, "retry_delay") },
                _ => found,
            };
        }

        return found;
    }

    private static string? Text(JsonElement detail, string name) =>
        detail.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A protobuf duration: <c>"1.5s"</c>, or <c>{"seconds": 1}</c>.</summary>
    private static TimeSpan? Duration(JsonElement detail, string name)
    {
        if (!detail.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("seconds", out var whole) && whole.TryGetInt64(out var count))
        {
            return Seconds(count);
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return text.EndsWith('s') && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? Seconds(seconds)
            : null;
    }

    private static TimeSpan? Seconds(double seconds) => seconds is >= 0 and <= 86_400 ? TimeSpan.FromSeconds(seconds) : null;
}
