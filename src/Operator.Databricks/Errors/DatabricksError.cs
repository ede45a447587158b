using System.Globalization;

namespace Operator.Databricks.Errors;

/// <summary>One failed call, classified.</summary>
/// <param name="Operation">The operation's name, as in <c>clusters/get</c>.</param>
/// <param name="Kind">What it means for the caller.</param>
/// <param name="Message">Databricks' own words or ours: one line, bounded, free of credentials.</param>
public sealed record DatabricksError(string Operation, DatabricksErrorKind Kind, string Message)
{
    /// <summary>The HTTP status; null when no answer arrived.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The <c>error_code</c> of the answer, as sent.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The reason of an ErrorInfo detail, such as <c>CM_API_ERROR_SOURCE_CALLER_ERROR</c> (behavior §2.2).</summary>
    public string? Reason { get; init; }

    /// <summary>What Databricks' support asks for.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the workspace asked to wait: Retry-After, or the RetryInfo of the body.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Where the credential that was refused comes from; null where that is not known or no credential was refused.</summary>
    public string? Credential { get; init; }

    /// <summary>True when the call may have been carried out although it failed: the reply was lost, or the service broke while working.</summary>
    public bool MayHaveTakenEffect { get; init; }

    /// <summary>
    /// True when an import failed because the folder it goes into does not exist: <see cref="DatabricksErrorKind.Invalid"/>, and curable by making the folder
    /// and importing again (behavior §6.3).
    /// </summary>
    public bool IsParentMissing { get; init; }

    /// <summary>True when a cluster was not deleted because it is pinned: unpin it, and delete it again (behavior §2.2).</summary>
    public bool IsPinned { get; init; }

    /// <summary>Safe to send again at once and with backoff, if the operation itself is safe to repeat (behavior §5.2).</summary>
    internal bool IsRetryable { get; init; }

    /// <summary>
    /// When to try again, first: the caller's backoff grows from here. Null where waiting changes nothing: <see cref="DatabricksErrorKind.Invalid"/>
    /// wants another request, <see cref="DatabricksErrorKind.NotFound"/> is an answer.
    /// </summary>
    public TimeSpan? RetryDelay => KindDelay is { } delay && RetryAfter is { } asked && asked > delay ? asked : KindDelay;

    private TimeSpan? KindDelay => Kind switch
    {
        DatabricksErrorKind.NotFound or DatabricksErrorKind.Invalid => null,
        DatabricksErrorKind.Unauthenticated => TimeSpan.FromMinutes(1),
        DatabricksErrorKind.PermissionDenied => TimeSpan.FromMinutes(2),
        DatabricksErrorKind.Quota => TimeSpan.FromMinutes(5),
        DatabricksErrorKind.WrongState => TimeSpan.FromSeconds(15),
        DatabricksErrorKind.Throttled => TimeSpan.FromSeconds(10),
        _ => TimeSpan.FromSeconds(5),
    };

    /// <summary>A line for a condition or a log: operation, status, code (where it is another word than the status), message.</summary>
    public override string ToString() => $"{Operation}: {Describe()}";

    /// <summary>The same without the operation, for what holds for all of them.</summary>
    public string Describe()
    {
        var status = HttpStatus?.ToString(CultureInfo.InvariantCulture);
        return string.Join(' ', new[] { status, ErrorCode == status ? null : ErrorCode, Message }.OfType<string>());
    }
}
