using System.Net;
using Operator.Databricks.Errors;
using Operator.Databricks.Operations;

namespace Operator.Databricks.Http;

/// <summary>Turns an HTTP response into a buffered, readable one, or into the exception that says why it is a failure.</summary>
internal sealed class ResponseReader(TimeProvider time)
{
    /// <summary>A page of 100 clusters is about half a megabyte, a notebook export at most 10 MB in base64 (behavior §5.1).</summary>
    private const int MaxResponseBytes = 64 * 1024 * 1024;

    /// <summary>Reads the whole body inside the attempt, so that its timeouts and broken connections count as this attempt's.</summary>
    /// <exception cref="DatabricksException">The response is a failure, or not one of the API.</exception>
    public async Task<HttpResponseMessage> ReadAsync(Operation operation, HttpResponseMessage response, string? credential, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            await response.Content.LoadIntoBufferAsync(MaxResponseBytes, cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return IsFromApi(operation, response, body) ? Readable(response, body) : throw Failure(operation, response, body, credential);
        }

        var start = await ReadStartAsync(response.Content, cancellationToken).ConfigureAwait(false);
        throw Failure(operation, response, start, credential);
    }

    /// <summary>A proxy or a sign-in page responds with 200 as well; a response of the API is a JSON object, or empty where there is nothing to say.</summary>
    private static bool IsFromApi(Operation operation, HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        if (response.StatusCode is HttpStatusCode.NoContent)
        {
            return !operation.Answers;
        }

        var start = body.TrimStart("\uFEFF"u8).TrimStart(" \t\r\n"u8);
        return start.IsEmpty ? !operation.Answers : start[0] == '{';
    }

    private static HttpResponseMessage Readable(HttpResponseMessage response, byte[] body)
    {
        var text = ResponseText.Repair(body);
        if (!ReferenceEquals(text, body))
        {
            var type = response.Content.Headers.ContentType;
            response.Content.Dispose();
            response.Content = new ByteArrayContent(text);
            response.Content.Headers.ContentType = type;
        }

        return response;
    }

    private DatabricksException Failure(Operation operation, HttpResponseMessage response, ReadOnlyMemory<byte> bytes, string? credential)
    {
        var status = (int)response.StatusCode;
        var body = status is >= 300 and < 400 ? ErrorBody.FromRedirect(response.Headers.Location) : ErrorBody.Parse(bytes);
        var kind = ErrorTable.Classify(operation, status, body);
        return new DatabricksException(new DatabricksError(operation.Name, kind, ErrorText.Clean(body.Message, credential))
        {
            HttpStatus = status,
            ErrorCode = Short(body.Code, credential),
            Reason = Short(body.Reason, credential),
            RequestId = Short(body.RequestId, credential),
            RetryAfter = RetryAfter.Read(response.Headers.RetryAfter, time.GetUtcNow()) ?? body.RetryDelay,
            IsParentMissing = kind is DatabricksErrorKind.Invalid && ErrorTable.IsParentMissing(operation, status, body),
            IsPinned = ErrorTable.IsPinned(operation, body),
            // A refused or misrouted request did nothing; one that broke while it was worked on, or whose success can not be read, may have.
            MayHaveTakenEffect = kind is DatabricksErrorKind.Transient && status is not ((>= 300 and < 400) or 404),
            IsRetryable = kind is DatabricksErrorKind.Transient or DatabricksErrorKind.Throttled && ErrorTable.IsRetryable(status, body.Message),
        });
    }

    private static string? Short(string? text, string? credential) => text is null ? null : ErrorText.Clean(text, credential, 64);

    /// <summary>A body that breaks off counts as empty: the status already shows that the call failed.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadStartAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = new byte[ErrorBody.MaxBytes];
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                return buffer.AsMemory(0, length);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            return ReadOnlyMemory<byte>.Empty;
        }
    }
}
