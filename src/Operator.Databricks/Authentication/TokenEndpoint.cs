using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.Databricks.Authentication;

/// <summary>
/// The OAuth token endpoint of one workspace (F§7.1). Its bodies hold secrets both ways: nothing of them but the error code leaves this class.
/// </summary>
internal sealed class TokenEndpoint(WorkspaceHost host, HttpMessageHandler handler, TimeProvider time) : IDisposable
{
    private const string OperationName = "oidc/v1/token";
    private const int MaxAnswerBytes = 1024 * 1024;

    /// <summary>Of the whole exchange; the caller's own bound stays in force.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly HttpMessageInvoker invoker = new(handler);

    /// <exception cref="DatabricksException">The workspace gave no token.</exception>
    public async Task<AccessToken> ExchangeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(Bound, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        request.RequestUri = new Uri(host.Address, OperationName);
        try
        {
            using var response = await invoker.SendAsync(request, linked.Token).ConfigureAwait(false);
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, linked.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(linked.Token).ConfigureAwait(false);
            return response.StatusCode is HttpStatusCode.OK ? Read(body) : throw Failure(response, body);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw Unavailable("no answer");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable("no answer in time");
        }
    }

    public void Dispose() => invoker.Dispose();

    private AccessToken Read(byte[] body)
    {
        try
        {
            var answer = JsonSerializer.Deserialize(body, TokenJson.Default.TokenAnswer);
            if (answer is { AccessToken.Length: > 0, ExpiresIn: > 0 })
            {
                return new AccessToken(new Secret(answer.AccessToken), time.GetUtcNow(), TimeSpan.FromSeconds(Math.Min(answer.ExpiresIn, 86_400)));
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not even the parser's message: it quotes what it read.
        }

        throw Unavailable("unreadable answer");
    }

    private DatabricksException Failure(HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        var kind = status switch
        {
            400 or 401 or 403 or 404 => DatabricksErrorKind.Unauthenticated,
            429 => DatabricksErrorKind.Throttled,
            _ => DatabricksErrorKind.Transient,
        };
        return new DatabricksException(new DatabricksError(OperationName, kind, "the workspace gave no token")
        {
            HttpStatus = status,
            ErrorCode = ErrorCode(body),
            RetryAfter = RetryAfter.Read(response.Headers.RetryAfter, time.GetUtcNow()),
            IsPassing = status is 429 or 502 or 503 or 504,
        });
    }

    /// <summary>The registered codes (invalid_client, invalid_scope, …) are lower-case words; anything else may be an echo of what we sent.</summary>
    private static string? ErrorCode(byte[] body)
    {
        try
        {
            var code = JsonSerializer.Deserialize(body, TokenJson.Default.TokenAnswer)?.Error;
            return code is { Length: > 0 and <= 40 } && code.All(character => character is (>= 'a' and <= 'z') or '_') ? code : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static DatabricksException Unavailable(string message) =>
        new(new DatabricksError(OperationName, DatabricksErrorKind.Transient, message) { IsPassing = true });
}

/// <summary>A token and its life.</summary>
internal sealed record AccessToken(Secret Value, DateTimeOffset IssuedAt, TimeSpan Lifetime);

internal sealed record TokenAnswer
{
    public string? AccessToken { get; init; }

    public long ExpiresIn { get; init; }

    public string? Error { get; init; }

    /// <summary>The generated text would print the token.</summary>
    public override string ToString() => nameof(TokenAnswer);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class TokenJson : JsonSerializerContext;
