using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Operator.Databricks.Authentication;

/// <summary>A token and its life.</summary>
internal sealed record AccessToken(Secret Value, DateTimeOffset IssuedAt, TimeSpan Lifetime);

/// <summary>Why there is no token, as far as it may be told.</summary>
/// <param name="Code">A registered code of OAuth, such as <c>invalid_client</c>.</param>
/// <param name="Detail">Entra's number for the cause, such as <c> (AADSTS7000215)</c>; or empty.</param>
internal readonly record struct TokenRefusal(string? Code, string Detail);

/// <summary>
/// What token endpoints answer. They differ in how they write numbers, and the metadata service gives a point in time as well (behavior §7.2).
/// </summary>
internal sealed record TokenAnswer
{
    /// <summary>No endpoint gives a longer life; a broken one must not make a token eternal.</summary>
    private const long LongestSeconds = 86_400;

    public string? AccessToken { get; init; }

    public JsonElement ExpiresIn { get; init; }

    /// <summary>Seconds since 1970, UTC.</summary>
    public JsonElement ExpiresOn { get; init; }

    public string? Error { get; init; }

    public JsonElement ErrorCodes { get; init; }

    /// <summary>The generated text would print the token.</summary>
    public override string ToString() => nameof(TokenAnswer);

    /// <summary>Null when the answer holds no token that lives at least a second.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="sentAt">When it was asked for.</param>
    public static AccessToken? Token(byte[] body, DateTimeOffset sentAt)
    {
        var answer = Read(body);
        // The earlier of the two: the metadata service hands out tokens again that it got a while ago.
        var lifetime = new[] { Number(answer?.ExpiresIn), Number(answer?.ExpiresOn) - sentAt.ToUnixTimeSeconds() }.Min();
        return answer is { AccessToken.Length: > 0 } && lifetime is > 0 and var seconds
            ? new AccessToken(new Secret(answer.AccessToken), sentAt, TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds)))
            : null;
    }

    /// <summary>Of a refusal only what can be no echo of what was sent.</summary>
    public static TokenRefusal Refusal(byte[] body)
    {
        var answer = Read(body);
        var isWord = answer?.Error is { Length: > 0 and <= 40 } code && code.All(character => character is (>= 'a' and <= 'z') or '_');
        var number = answer?.ErrorCodes is { ValueKind: JsonValueKind.Array } codes ? codes.EnumerateArray().Select(code => Number(code)).FirstOrDefault() : null;
        return new TokenRefusal(isWord ? answer!.Error : null, number is { } known ? string.Create(CultureInfo.InvariantCulture, $" (AADSTS{known})") : "");
    }

    private static TokenAnswer? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, TokenJson.Default.TokenAnswer);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not even the parser's message: it quotes what it read.
            return null;
        }
    }

    private static long? Number(JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.Number when value.Value.TryGetInt64(out var number) => number,
        JsonValueKind.String when long.TryParse(value.Value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class TokenJson : JsonSerializerContext;
