using System.Net;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.Databricks.Authentication;

/// <summary>
/// One place that gives tokens: a workspace, Entra ID, or the metadata service of a machine. Bodies hold secrets both ways: of an answer only its error
/// codes leave this class, and the words of one that refuses the caller's network, where they repeat nothing that was sent.
/// </summary>
internal sealed class TokenEndpoint(string operation, Uri address, HttpMessageHandler handler, TimeProvider time) : IDisposable
{
    private const int MaxResponseBytes = 1024 * 1024;

    private readonly HttpMessageInvoker invoker = new(handler);

    public TokenTimeouts Timeouts { get; init; } = new();

    /// <summary>Statuses beyond those of behavior §5.2 that this endpoint answers for a while and then no more.</summary>
    public IReadOnlyList<int> RetryableStatuses { get; init; } = [];

    /// <summary>Asks until there is a token, a refusal, or no time left for another attempt.</summary>
    /// <param name="build">Makes the request of one attempt: messages can not be sent twice, and what they hold may have to be read anew.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DatabricksException">There is no token to be had.</exception>
    public async Task<AccessToken> ExchangeAsync(Func<CancellationToken, Task<TokenRequest>> build, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await AttemptAsync(build, cancellationToken).ConfigureAwait(false);
            }
            catch (DatabricksException exception) when (MayRetry(exception.Error, Pause(attempt, exception.Error), started))
            {
                await Task.Delay(Pause(attempt, exception.Error), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => invoker.Dispose();

    private bool MayRetry(DatabricksError error, TimeSpan pause, long started) =>
        error.IsRetryable && time.GetElapsedTime(started) + pause + Timeouts.Attempt <= Timeouts.Total;

    /// <summary>The wait asked for is the least (behavior §5.2).</summary>
    private TimeSpan Pause(int attempt, DatabricksError error)
    {
        var growing = TimeSpan.FromSeconds(Timeouts.FirstPause.TotalSeconds * Math.Pow(2, Math.Min(attempt, 10)));
        return error.RetryAfter is { } asked && asked > growing ? asked : growing;
    }

    private async Task<AccessToken> AttemptAsync(Func<CancellationToken, Task<TokenRequest>> build, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(Timeouts.Attempt, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            using var request = await build(linked.Token).ConfigureAwait(false);
            request.Message.RequestUri = address;
            // Before sending: the token's life begins where it is issued, and a slow answer must not lengthen it here.
            var sentAt = time.GetUtcNow();
            using var response = await invoker.SendAsync(request.Message, linked.Token).ConfigureAwait(false);
            await response.Content.LoadIntoBufferAsync(MaxResponseBytes, linked.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(linked.Token).ConfigureAwait(false);
            var isUnreadable = response.StatusCode is HttpStatusCode.OK && !IsPrivate(ErrorBody.Parse(body));
            return (response.StatusCode is HttpStatusCode.OK ? TokenResponse.Token(body, sentAt) : null)
                ?? throw (isUnreadable ? Unavailable("unreadable answer", isRetryable: false) : Failure(response, body, request));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw Unavailable("no answer", isRetryable: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable("no answer in time", isRetryable: true);
        }
    }

    private DatabricksException Failure(HttpResponseMessage response, byte[] body, TokenRequest request)
    {
        var (status, refusal) = ((int)response.StatusCode, TokenResponse.Refusal(body));
        if (OfTheNetwork(response, status, refusal, body, request) is { } barred)
        {
            return barred;
        }

        var isRetryable = status is 429 or 502 or 503 or 504 || RetryableStatuses.Contains(status);
        var kind = status switch
        {
            429 => DatabricksErrorKind.Throttled,
            400 or 401 or 403 or 404 when !isRetryable => DatabricksErrorKind.Unauthenticated,
            _ => DatabricksErrorKind.Transient,
        };
        var message = kind is DatabricksErrorKind.Unauthenticated ? $"no token: {request.Advice}" : "no token";
        return new DatabricksException(new DatabricksError(operation, kind, $"{message}{refusal.Detail}")
        {
            HttpStatus = status,
            ErrorCode = refusal.Code,
            RetryAfter = RetryAfter.Read(response.Headers.RetryAfter, time.GetUtcNow()),
            IsRetryable = isRetryable,
        });
    }

    /// <summary>
    /// A refusal that speaks of where the call comes from (a private link, an access list of addresses), and not of the credential: OAuth has a code for
    /// each of those. Null for any other.
    /// </summary>
    private DatabricksException? OfTheNetwork(HttpResponseMessage response, int status, TokenRefusal refusal, byte[] body, TokenRequest request)
    {
        var said = status is >= 300 and < 400 ? ErrorBody.FromRedirect(response.Headers.Location) : ErrorBody.Parse(body);
        if (!IsPrivate(said) && (status != 403 || refusal.Code is not null || said.Shape is ErrorShape.Empty || request.IsRepeatedIn(said.Message)))
        {
            return null;
        }

        return new DatabricksException(new DatabricksError(operation, DatabricksErrorKind.PermissionDenied, $"no token: {ErrorText.Clean(said.Message)}")
        {
            HttpStatus = status,
            ErrorCode = said.Code is { } code && !request.IsRepeatedIn(code) ? ErrorText.Clean(code, null, 64) : null,
        });
    }

    private static bool IsPrivate(ErrorBody said) => said.Code == ErrorBody.PrivateLinkCode;

    private DatabricksException Unavailable(string message, bool isRetryable) =>
        new(new DatabricksError(operation, DatabricksErrorKind.Transient, message) { IsRetryable = isRetryable });
}

/// <summary>The bounds of one exchange.</summary>
internal sealed record TokenTimeouts
{
    /// <summary>One attempt, from sending to the last byte of the answer.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>
    /// All attempts and the pauses between them: the SDKs' minute (behavior §5.2), a little less so that the calls that wait for the token learn why
    /// there is none before their own <see cref="CallTimeouts.Attempt"/> ends.
    /// </summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>The first pause; doubles with each attempt. Without jitter: one exchange at a time is all an operator sends.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>One attempt to get a token. A class: the generated text of a record would print the headers.</summary>
/// <param name="message">What is sent.</param>
/// <param name="advice">What a person checks when this request is refused; free of secrets.</param>
/// <param name="secrets">The secrets in it, in every form in which they are sent.</param>
internal sealed class TokenRequest(HttpRequestMessage message, string advice, params string[] secrets) : IDisposable
{
    public HttpRequestMessage Message { get; } = message;

    public string Advice { get; } = advice;

    /// <summary>A text that repeats what was sent is not to be shown.</summary>
    public bool IsRepeatedIn(string text) => secrets.Any(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase));

    public void Dispose() => Message.Dispose();
}
