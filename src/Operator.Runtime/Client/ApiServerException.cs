using System.Net;
using System.Text.Json;

namespace Operator.Runtime.Client;

/// <summary>The API server refused a request. The message is the server's own, which never repeats request bodies.</summary>
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
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (Text(document.RootElement, "reason"), Text(document.RootElement, "message"))
                : (null, null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
