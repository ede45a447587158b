using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Operator.Databricks.Errors;

/// <summary>What a failed answer said, whatever shape it came in (behavior §6.1).</summary>
/// <param name="Shape">How much its words can be trusted to be Databricks' own.</param>
/// <param name="Code">The error code, if any.</param>
/// <param name="Message">The message as sent; not yet fit for printing.</param>
internal sealed partial record ErrorBody(ErrorShape Shape, string? Code, string Message)
{
    /// <summary>Longer bodies are read up to here; the codes and messages stand at the beginning.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>What decides stands at the beginning, and patterns are matched against this.</summary>
    private const int MaxMessageLength = 4 * 1024;

    public string? Reason { get; init; }

    public string? RequestId { get; init; }

    public TimeSpan? RetryDelay { get; init; }

    public static ErrorBody Parse(ReadOnlyMemory<byte> body)
    {
        if (IsBlank(body.Span))
        {
            return new ErrorBody(ErrorShape.Empty, null, "empty answer");
        }

        var parsed = ParseJson(body) ?? ParseText(Encoding.UTF8.GetString(body.Span));
        return parsed.Message.Length <= MaxMessageLength ? parsed : parsed with { Message = parsed.Message[..MaxMessageLength] };
    }

    private static bool IsBlank(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8).IsEmpty;

    private static ErrorBody? ParseJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? FromObject(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A string with half a surrogate pair: valid by grammar, unreadable as text.
            return null;
        }
    }

    private static ErrorBody FromObject(JsonElement root)
    {
        var details = ErrorDetails.Read(root);
        return new ErrorBody(
            ErrorShape.Json,
            Scalar(root, "error_code") ?? Scalar(root, "scimType"),
            // The main shape; API 1.2; SCIM; the OAuth endpoint.
            Scalar(root, "message") ?? Scalar(root, "error") ?? Scalar(root, "detail") ?? Scalar(root, "error_description") ?? "no message")
        {
            Reason = details.Reason,
            RequestId = details.RequestId,
            RetryDelay = details.RetryDelay,
        };
    }

    /// <summary>A code may be a number, and any field may be missing, empty or of another type than documented.</summary>
    private static string? Scalar(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) ? value.ValueKind switch
        {
            JsonValueKind.String when !string.IsNullOrWhiteSpace(value.GetString()) => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;

    private static ErrorBody ParseText(string text)
    {
        if (text.TrimStart().StartsWith('<'))
        {
            return FromPage(text);
        }

        var match = CodeAndMessage().Match(text);
        return match.Success
            ? new ErrorBody(ErrorShape.CodedText, match.Groups["code"].Value, match.Groups["message"].Value)
            : new ErrorBody(ErrorShape.Text, null, text);
    }

    private static ErrorBody FromPage(string page)
    {
        if (page.Contains("private-link-validation-error", StringComparison.OrdinalIgnoreCase))
        {
            return PrivateLink;
        }

        var words = Between(page, "<pre>", "</pre>") ?? Between(page, "<title>", "</title>");
        return new ErrorBody(ErrorShape.Page, null, words is null ? "a web page instead of an answer" : Tag().Replace(words, " "));
    }

    private static string? Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.OrdinalIgnoreCase);
        var to = from < 0 ? -1 : text.IndexOf(end, from, StringComparison.OrdinalIgnoreCase);
        return to < 0 ? null : text[(from + start.Length)..to];
    }

    /// <summary>A redirect is never followed: a bearer token must not travel to where an answer points.</summary>
    public static ErrorBody FromRedirect(Uri? location)
    {
        var target = location?.OriginalString ?? "";
        if (target.Contains("login.html", StringComparison.OrdinalIgnoreCase) && target.Contains("private-link", StringComparison.OrdinalIgnoreCase))
        {
            return PrivateLink;
        }

        // Only where to, never the query: sign-in redirects carry state and nonces.
        var host = location is { IsAbsoluteUri: true } ? location.Host : "another page of this host";
        return new ErrorBody(ErrorShape.Redirect, null, $"redirected to {host}; redirects are not followed");
    }

    private static ErrorBody PrivateLink => new(
        ErrorShape.Redirect, PrivateLinkCode, "the workspace accepts connections from its private network only (private link)");

    /// <summary>Ours: the refusal comes as a redirect or a page, without a code.</summary>
    public const string PrivateLinkCode = "PRIVATE_LINK";

    [GeneratedRegex(@"\A\s*(?<code>[A-Z][A-Z0-9_]+): (?<message>.+)", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex CodeAndMessage();

    [GeneratedRegex("<[^>]{0,200}>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}

/// <summary>The shapes of a failed answer.</summary>
internal enum ErrorShape
{
    Json,
    CodedText,
    Text,
    Page,
    Redirect,
    Empty,
}
