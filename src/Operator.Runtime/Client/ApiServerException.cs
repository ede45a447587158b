using System.Net;
using System.Text.Json;

namespace Operator.Runtime.Client;

/// <summary>The API server refused a request. The message is the server's own, without the values of fields, which it may repeat.</summary>
public sealed class ApiServerException(HttpStatusCode status, string reason, string message, TimeSpan? retryAfter = null)
    : Exception(message)
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>The machine-readable reason of metav1.Status, for example AlreadyExists or Expired.</summary>
    public string Reason { get; } = reason;

    /// <summary>How long the server asked to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    public bool IsNotFound => Status == HttpStatusCode.NotFound;

    public bool IsConflict => Status == HttpStatusCode.Conflict;

    /// <summary>The resourceVersion or continue token is too old: only a new list helps.</summary>
    public bool IsExpired => Status == HttpStatusCode.Gone;

    public static async Task<ApiServerException> FromAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var (reason, message) = ParseStatus(body);
        var request = response.RequestMessage;
        message ??= $"{request?.Method} {request?.RequestUri?.AbsolutePath} was answered {(int)response.StatusCode}";
        return new(response.StatusCode, reason ?? response.StatusCode.ToString(), message, response.Headers.RetryAfter?.Delta);
    }

    /// <summary>Proxies in front of an API server answer in HTML or not at all, so a body that is no Status is not an error here.</summary>
    internal static (string? Reason, string? Message) ParseStatus(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, null);
            }

            var reason = Text(document.RootElement, "reason");
            return (reason, reason == "Invalid" ? Invalid(document.RootElement) : Text(document.RootElement, "message"));
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    /// <summary>
    /// The server validates the whole object at every write and quotes what it refuses, which may be a secret in a spec that we did not
    /// even touch: so only the fields are named.
    /// </summary>
    private static string Invalid(JsonElement status)
    {
        var details = status.TryGetProperty("details", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        var fields = details.ValueKind == JsonValueKind.Object && details.TryGetProperty("causes", out var causes) && causes.ValueKind == JsonValueKind.Array
            ? causes.EnumerateArray().Select(cause => $"{Text(cause, "field")} ({Text(cause, "reason")})").Distinct()
            : [];
        var subject = details.ValueKind == JsonValueKind.Object ? $"{Text(details, "kind")} {Text(details, "name")}" : "The object";
        return $"{subject} was refused as invalid: {string.Join(", ", fields)}";
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
