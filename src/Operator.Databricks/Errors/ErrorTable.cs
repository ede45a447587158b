using System.Text.RegularExpressions;
using Operator.Databricks.Operations;
using static Operator.Databricks.Errors.DatabricksErrorKind;

namespace Operator.Databricks.Errors;

/// <summary>The one place that decides what a failed answer means: rows tried from the top, the first that fits wins.</summary>
/// <remarks>Order carries meaning: texts of failures that are worth a retry come before codes, codes before statuses (behavior §6.2: the code wins).</remarks>
internal static partial class ErrorTable
{
    private const string InvalidState = "INVALID_STATE";

    private static readonly string[] MissingCodes = ["RESOURCE_DOES_NOT_EXIST", "NOT_FOUND"];

    private static readonly Row[] Rows =
    [
        // The service or its routing was not ready; comes with many statuses, 400 and 404 among them (behavior §5.2).
        new(Transient) { Text = RetryableText() },
        // A gateway's page speaks of the way, not of the object; only its refusals count.
        new(Transient) { When = answer => answer.Shape is ErrorShape.Page && answer.Status is not (401 or 403 or 429) },

        // What is missing is not what the call addresses: making the folder helps, believing in a deletion does not (behavior §6.3).
        new(Invalid) { When = SaysParentMissing },
        // The addressed object is gone (behavior §6.3).
        new(NotFound) { Codes = [InvalidState], When = answer => answer.Operation.Name is "clusters/get" },
        new(NotFound) { Codes = [InvalidState], Text = PurgedText(), When = answer => answer.Operation.NotFoundScope is not NotFoundScope.None },
        new(NotFound) { When = answer => answer.Operation.NotFoundScope is not NotFoundScope.None && answer.SaysMissing && NamesSubject(answer) },
        new(NotFound)
        {
            Statuses = [400, 404],
            When = answer => answer.Operation.NotFoundScope is NotFoundScope.Addressed && answer.SaysMissing && !NamesOther(answer),
        },
        // Something the content names is gone.
        new(Invalid) { Codes = MissingCodes },

        // A folder or a workspace is full; comes with 403 as well, and is no matter of rights.
        new(Quota) { Codes = ["QUOTA_EXCEEDED", "MAX_CHILD_NODE_SIZE_EXCEEDED"] },
        new(Quota) { Codes = [InvalidState], Text = QuotaText() },
        new(WrongState) { Codes = [InvalidState] },
        // permanent-delete of a pinned cluster (behavior §2.2); its code is not documented.
        new(WrongState) { Text = PinnedText() },
        new(Throttled) { Codes = ["REQUEST_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED"] },
        new(Conflict) { Codes = ["ABORTED", "ALREADY_EXISTS", "RESOURCE_ALREADY_EXISTS", "RESOURCE_CONFLICT", "CONFLICT"] },
        new(Unauthenticated) { Codes = ["UNAUTHENTICATED"] },
        // An expired or revoked personal token is answered with 403 as well (behavior §7.2).
        new(Unauthenticated) { Statuses = [401, 403], Text = BadTokenText() },
        // Of Entra tokens, by workspaces of some years.
        new(Unauthenticated) { Statuses = [400], Text = ExpiredEntraTokenText() },
        new(PermissionDenied) { Codes = ["PERMISSION_DENIED", ErrorBody.PrivateLinkCode] },
        // Text with such a code and a status of 500 comes from something that broke while it read the request: Databricks' own clients take it for that.
        new(Invalid)
        {
            Codes = ["INVALID_PARAMETER_VALUE", "MALFORMED_REQUEST", "BAD_REQUEST", "FEATURE_DISABLED", "NOT_IMPLEMENTED"],
            When = answer => answer.Shape is not ErrorShape.CodedText || answer.Status is < 500 or 501,
        },
        new(Invalid) { Codes = ["MAX_NOTEBOOK_SIZE_EXCEEDED", "MAX_READ_SIZE_EXCEEDED", "DIRECTORY_NOT_EMPTY"] },
        new(Transient) { Codes = ["INTERNAL_ERROR", "TEMPORARILY_UNAVAILABLE", "DEADLINE_EXCEEDED", "UNKNOWN", "DATA_LOSS", "CANCELLED"] },

        new(Unauthenticated) { Statuses = [401] },
        new(PermissionDenied) { Statuses = [403] },
        new(Throttled) { Statuses = [429] },
        new(Conflict) { Statuses = [409, 412] },
        // A 404 that does not speak of the object is routing: "Bad Target", an unknown endpoint, a proxy (behavior §5.2). Never "deleted".
        new(Transient) { Statuses = [404, 408, 425, 499] },
        // Databricks refuses in JSON, or in text with a code of its own. Any other text speaks of the way as well, unless it calls the request too large.
        new(Transient) { When = answer => IsForeign(answer) && answer.Status is < 500 and not (413 or 414 or 431) },
        new(Invalid) { When = answer => answer.Status is (>= 400 and < 500) or 501 },
        new(Transient),
    ];

    private static readonly HashSet<string> KnownCodes = [.. Rows.SelectMany(row => row.Codes ?? [])];

    public static DatabricksErrorKind Classify(Operation operation, int status, ErrorBody body) =>
        Classify(new Answer(operation, status, body.Shape, body.Code, body.Message));

    /// <summary>True when an import says that the folder it goes into does not exist.</summary>
    public static bool IsParentMissing(Operation operation, int status, ErrorBody body) =>
        SaysParentMissing(new Answer(operation, status, body.Shape, body.Code, body.Message));

    /// <summary>True when a deletion says that the cluster has to be unpinned first.</summary>
    public static bool IsPinned(Operation operation, ErrorBody body) => operation.Name is "clusters/permanent-delete" && UnpinText().IsMatch(body.Message);

    /// <summary>True for the failures behavior §5.2 calls worth an immediate second try: 429, 503 and the texts of a service that is not ready.</summary>
    public static bool IsRetryable(int status, string message) => status is 429 or 503 || RetryableText().IsMatch(message);

    private static DatabricksErrorKind Classify(Answer answer) => Rows.First(row => row.Fits(answer)).Kind;

    private static bool IsForeign(Answer answer) =>
        answer.Shape is ErrorShape.Text or ErrorShape.Empty || (answer.Shape is ErrorShape.CodedText && !KnownCodes.Contains(answer.Code!));

    private static bool NamesSubject(Answer answer) => answer.Operation.Family switch
    {
        "clusters" or "libraries" => ClusterText().IsMatch(answer.Message),
        "jobs" => JobText().IsMatch(answer.Message),
        "runs" when answer.Operation.Name is "runs/list" or "runs/cancel-all" => JobText().IsMatch(answer.Message),
        "runs" => RunText().IsMatch(answer.Message),
        "workspace" => PathText().IsMatch(answer.Message),
        "permissions" => PermissionSubjectText().IsMatch(answer.Message),
        _ => false,
    };

    private static bool SaysParentMissing(Answer answer) =>
        answer.Operation.Name is "workspace/import" && answer.SaysMissing && ParentText().IsMatch(answer.Message);

    private static bool NamesOther(Answer answer) => OtherText().IsMatch(answer.Message);

    /// <summary>One failed answer, as the rows see it.</summary>
    private sealed record Answer(Operation Operation, int Status, ErrorShape Shape, string? Code, string Message)
    {
        /// <summary>
        /// By code, or by text of an answer that Databricks itself wrote: a proxy's "not found" is none, and neither is "does not exist
        /// or you have no access" of a refusal (behavior §4.5: rights are checked before existence).
        /// </summary>
        public bool SaysMissing =>
            (Code is not null && MissingCodes.Contains(Code))
            || (Shape is ErrorShape.Json or ErrorShape.CodedText
                && Status is not (401 or 403 or 429)
                && Code is not ("ENDPOINT_NOT_FOUND" or "PERMISSION_DENIED")
                && MissingText().IsMatch(Message));
    }

    /// <summary>A row fits when everything it states holds.</summary>
    private sealed record Row(DatabricksErrorKind Kind)
    {
        public string[]? Codes { get; init; }

        public int[]? Statuses { get; init; }

        public Regex? Text { get; init; }

        public Func<Answer, bool>? When { get; init; }

        public bool Fits(Answer answer) =>
            (Codes is null || (answer.Code is not null && Codes.Contains(answer.Code)))
            && (Statuses is null || Statuses.Contains(answer.Status))
            && (Text is null || Text.IsMatch(answer.Message))
            && (When is null || When(answer));
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(
        @"UnknownWorkerEnvironmentException|does not have any associated worker environments|no worker environment with id|unknown worker environment"
        + @"|worker env .* not found|ClusterNotReadyException|timed out after |deadline exceeded|\ABad Target",
        Options)]
    private static partial Regex RetryableText();

    [GeneratedRegex("cannot access cluster .*terminated or unpinned more than", Options)]
    private static partial Regex PurgedText();

    [GeneratedRegex(@"\bquota\b|rate limit", Options)]
    private static partial Regex QuotaText();

    [GeneratedRegex("unpin the cluster first", Options)]
    private static partial Regex PinnedText();

    // Wider than the text above, because a deletion is stuck until it is recognised. Not "unpinned more than 30 days ago".
    [GeneratedRegex(@"\bunpin\b", Options)]
    private static partial Regex UnpinText();

    [GeneratedRegex(
        @"invalid access token|\binvalid token\b|(?:token|JWT) (?:has |is )?expired|token is expiring within|credential was not sent", Options)]
    private static partial Regex BadTokenText();

    [GeneratedRegex("ExpiredJwtException", Options)]
    private static partial Regex ExpiredEntraTokenText();

    [GeneratedRegex(@"(?:does not|doesn't) exist|(?:not|cannot be|could not be|can't be) found", Options)]
    private static partial Regex MissingText();

    [GeneratedRegex(@"\bcluster:? (?!polic|log|tag)\S+ (?:does not|doesn't) exist", Options)]
    private static partial Regex ClusterText();

    // Not the job of "Run: 1 in job: 2 doesn't exist".
    [GeneratedRegex(@"(?<!\bin )\bjob:? \S+ (?:does not|doesn't) exist", Options)]
    private static partial Regex JobText();

    [GeneratedRegex(@"\brun:? \S+ (?:in job:? \S+ )?(?:does not|doesn't) exist", Options)]
    private static partial Regex RunText();

    [GeneratedRegex(@"\b(?:path|node|object|notebook|directory|file)\b.* (?:does not|doesn't) exist", Options)]
    private static partial Regex PathText();

    [GeneratedRegex(@"\bparent (?:folder|directory|path)\b.* (?:does not|doesn't) exist", Options)]
    private static partial Regex ParentText();

    [GeneratedRegex(@"\b(?:cluster|job|notebook|directory|warehouse|path|node|object)\b.* (?:does not|doesn't) exist", Options)]
    private static partial Regex PermissionSubjectText();

    [GeneratedRegex(@"\b(?:polic(?:y|ies)|pool|principal|user|group|instance profile|node type|spark version|no api found)\b", Options)]
    private static partial Regex OtherText();
}
