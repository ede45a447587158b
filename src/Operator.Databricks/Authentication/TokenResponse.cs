using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Operator.Databricks.Authentication;

/// <summary>A token and its life.</summary>
internal sealed record AccessToken(Secret Value, DateTimeOffset IssuedAt, TimeSpan Lifetime);

/// <summary>Why there is no token, without anything secret.</summary>
/// <param name="Code">A registered code of OAuth, such as <c>invalid_client</c>.</param>
/// <param name="Detail">Entra's number for the cause, such as <c> (AADSTS7000215)</c>; or empty.</param>
internal readonly record struct TokenRefusal(string? Code, string Detail);

/// <summary>
/// The response of a token endpoint. They differ in how they write numbers, and the metadata service gives a point in time as well (behavior §7.2).
/// </summary>
internal sealed record TokenResponse
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
    public override string ToString() => nameof(TokenResponse);

    /// <summary>Null when the response holds no token that lives at least a second.</summary>
    /// <param name="body">The response.</param>
    /// <param name="sentAt">When it was asked for.</param>
    public static AccessToken? Token(byte[] body, DateTimeOffset sentAt)
    {
        var response = Read(body);
        // The earlier of the two: the metadata service hands out tokens again that it got a while ago.
        var lifetime = new[] { Number(response?.ExpiresIn), Number(response?.ExpiresOn) - sentAt.ToUnixTimeSeconds() }.Min();
        return response is { AccessToken.Length: > 0 } && lifetime is > 0 and var seconds
            ? new AccessToken(new Secret(response.AccessToken), sentAt, TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds)))
            : null;
    }

    /// <summary>Of a refusal only what can be no echo of what was sent.</summary>
    public static TokenRefusal Refusal(byte[] body)
    {
        var response = Read(body);
        var isWord = response?.Error is { Length: > 0 and <= 40 } code && code.All(character => character is (>= 'a' and <= 'z') or '_');
        var codes = response?.ErrorCodes is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(item => Number(item)) : [];
        var number = codes.FirstOrDefault();
        return new TokenRefusal(isWord ? response!.Error : null, number is { } known ? string.Create(CultureInfo.InvariantCulture, $" (AADSTS{known})") : "");
    }

    private static TokenResponse? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, TokenJson.Default.TokenResponse);
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
[JsonSerializable(typeof(TokenResponse))]
internal sealed partial class TokenJson : JsonSerializerContext;
