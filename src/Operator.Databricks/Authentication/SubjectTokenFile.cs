using System.Text;
using Operator.Databricks.Errors;

namespace Operator.Databricks.Authentication;

/// <summary>The projected token of a service account: a file that the kubelet replaces long before the token expires (behavior §7.3).</summary>
public static class SubjectTokenFile
{
    /// <summary>A token has a few KiB; anything larger is another file.</summary>
    private const int MaxBytes = 64 * 1024;

    /// <summary>Reads the file at each call.</summary>
    /// <param name="path">As in the projected volume's mount, for example <c>/var/run/secrets/databricks/token</c>.</param>
    /// <param name="operation">What it is read for, with which messages begin; the exchange at the workspace by default.</param>
    /// <returns>A function whose <see cref="DatabricksException"/> names the path of a file that is missing, empty, too large or unreadable.</returns>
    public static Func<CancellationToken, Task<Secret>> At(string path, string operation = WorkspaceTokens.Operation)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return cancellationToken => ReadAsync(path, operation, cancellationToken);
    }

    /// <summary>A token from a function that may throw anything: every failure of a call is a <see cref="DatabricksException"/>.</summary>
    internal static async Task<Secret> GuardedAsync(
        Func<CancellationToken, Task<Secret>> source, string operation, CancellationToken cancellationToken)
    {
        try
        {
            return await source(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (DatabricksException or OperationCanceledException))
        {
            // The message is dropped because it may quote anything.
            throw new DatabricksException(new DatabricksError(
                operation, DatabricksErrorKind.Transient, $"the service account's token could not be had: {exception.GetType().Name}"));
        }
    }

    private static async Task<Secret> ReadAsync(string path, string operation, CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[MaxBytes + 1];
            int length;
            var stream = new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous, Share = FileShare.ReadWrite | FileShare.Delete });
            await using (stream.ConfigureAwait(false))
            {
                length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            }

            return Parse(path, operation, buffer.AsSpan(0, length));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, operation, exception is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : "can not be read");
        }
    }

    private static Secret Parse(string path, string operation, ReadOnlySpan<byte> content)
    {
        if (content.Length > MaxBytes)
        {
            throw Unusable(path, operation, $"is larger than {MaxBytes / 1024} KiB");
        }

        var text = Encoding.UTF8.GetString(content).Trim();
        return text.Length > 0 ? new Secret(text) : throw Unusable(path, operation, "is empty");
    }

    private static DatabricksException Unusable(string path, string operation, string problem) => new(new DatabricksError(
        operation, DatabricksErrorKind.Unauthenticated, $"no token: the service account's token file {path} {problem}"));
}
