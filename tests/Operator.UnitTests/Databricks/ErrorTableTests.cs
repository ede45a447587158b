using System.Text;
using Operator.Databricks.Errors;

namespace Operator.UnitTests.Databricks;

public sealed class ErrorTableTests
{
    private const string Gone = "Cannot access cluster 0117-1 that was terminated or unpinned more than 30 days ago.";

    /// <summary>behavior §6.2, behavior §6.4: code first, then status.</summary>
    public static TheoryData<int, string?, string, DatabricksErrorKind> Codes => new()
    {
        { 400, "INVALID_PARAMETER_VALUE", "Invalid spark version auto:latest-lts.", DatabricksErrorKind.Invalid },
        { 400, "MALFORMED_REQUEST", "x", DatabricksErrorKind.Invalid },
        { 400, "BAD_REQUEST", "Cluster validation error: Missing required field: settings.cluster_spec.new_cluster.size", DatabricksErrorKind.Invalid },
        { 403, "FEATURE_DISABLED", "x", DatabricksErrorKind.Invalid },
        { 400, "SOMETHING_NEW", "x", DatabricksErrorKind.Invalid },
        { 501, "NOT_IMPLEMENTED", "x", DatabricksErrorKind.Invalid },
        { 400, "INVALID_STATE", "Cluster 0117-1 is in unexpected state Pending.", DatabricksErrorKind.WrongState },
        { 400, "INVALID_STATE", "The quota of clusters is used up", DatabricksErrorKind.Quota },
        { 400, "INVALID_STATE", "exceeds the rate limit", DatabricksErrorKind.Quota },
        { 400, "QUOTA_EXCEEDED", "x", DatabricksErrorKind.Quota },
        { 403, "QUOTA_EXCEEDED", "x", DatabricksErrorKind.Quota },
        { 400, "REQUEST_LIMIT_EXCEEDED", "x", DatabricksErrorKind.Throttled },
        { 400, "RESOURCE_EXHAUSTED", "x", DatabricksErrorKind.Throttled },
        {
            400, "INVALID_STATE", "There were already 1000 jobs created in past 3600 seconds, exceeding rate limit: 1000 job creations per 3600 seconds.",
            DatabricksErrorKind.Quota
        },
        { 400, "QUOTA_EXCEEDED", "The quota for the number of jobs has been reached.", DatabricksErrorKind.Quota },
        { 403, "MAX_CHILD_NODE_SIZE_EXCEEDED", "The parent folder has too many children", DatabricksErrorKind.Quota },
        { 400, "MAX_NOTEBOOK_SIZE_EXCEEDED", "x", DatabricksErrorKind.Invalid },
        { 400, "MAX_READ_SIZE_EXCEEDED", "x", DatabricksErrorKind.Invalid },
        { 400, "DIRECTORY_NOT_EMPTY", "Folder (/x) is not empty", DatabricksErrorKind.Invalid },
        { 400, "RESOURCE_ALREADY_EXISTS", "Node named 'x' already exists", DatabricksErrorKind.Conflict },
        { 409, "CONFLICT", "A concurrent request to run the continuous job is already in progress", DatabricksErrorKind.Conflict },
        { 429, null, "x", DatabricksErrorKind.Throttled },
        { 409, null, "x", DatabricksErrorKind.Conflict },
        { 400, "ABORTED", "x", DatabricksErrorKind.Conflict },
        { 400, "RESOURCE_ALREADY_EXISTS", "x", DatabricksErrorKind.Conflict },
        { 401, null, "x", DatabricksErrorKind.Unauthenticated },
        { 403, "403", "Invalid access token. [ReqId: 1]", DatabricksErrorKind.Unauthenticated },
        { 403, "403", "JWT has expired", DatabricksErrorKind.Unauthenticated },
        { 403, "403", "Token is expiring within 30 seconds. (token expired)", DatabricksErrorKind.Unauthenticated },
        { 403, null, "Invalid Token", DatabricksErrorKind.Unauthenticated },
        { 400, null, "io.jsonwebtoken.ExpiredJwtException: JWT expired at 2026-01-01", DatabricksErrorKind.Unauthenticated },
        { 400, "INVALID_PARAMETER_VALUE", "Invalid token in expression", DatabricksErrorKind.Invalid },
        { 403, null, "x", DatabricksErrorKind.PermissionDenied },
        { 400, "PERMISSION_DENIED", "x", DatabricksErrorKind.PermissionDenied },
        { 500, "INTERNAL_ERROR", "x", DatabricksErrorKind.Transient },
        { 400, "INTERNAL_ERROR", "x", DatabricksErrorKind.Transient },
        { 500, "DATA_LOSS", "x", DatabricksErrorKind.Transient },
        { 502, null, "x", DatabricksErrorKind.Transient },
        { 503, "TEMPORARILY_UNAVAILABLE", "x", DatabricksErrorKind.Transient },
        { 504, "DEADLINE_EXCEEDED", "x", DatabricksErrorKind.Transient },
        { 499, null, "x", DatabricksErrorKind.Transient },
        { 400, "X", "There is no worker environment with id 5", DatabricksErrorKind.Transient },
    };

    /// <summary>behavior §6.3, and the answers that only look like it.</summary>
    public static TheoryData<string, int, string?, string, DatabricksErrorKind> Missing => new()
    {
        { "clusters/get", 400, "INVALID_PARAMETER_VALUE", "Cluster 0117-1 does not exist", DatabricksErrorKind.NotFound },
        { "clusters/get", 400, "INVALID_STATE", Gone, DatabricksErrorKind.NotFound },
        { "clusters/get", 400, "INVALID_STATE", "Cluster abc does not exist", DatabricksErrorKind.NotFound },
        { "clusters/get", 404, "RESOURCE_DOES_NOT_EXIST", "x", DatabricksErrorKind.NotFound },
        { "clusters/get", 404, null, "Cluster 0117-1 does not exist", DatabricksErrorKind.NotFound },
        { "clusters/get", 404, null, "Bad Target: /api/2.1/clusters/get", DatabricksErrorKind.Transient },
        { "clusters/get", 404, "ENDPOINT_NOT_FOUND", "No API found for 'GET /clusters/get'", DatabricksErrorKind.Transient },
        { "clusters/get", 404, null, "", DatabricksErrorKind.Transient },
        { "clusters/get", 403, "PERMISSION_DENIED", "Cluster 0117-1 does not exist or you have no access", DatabricksErrorKind.PermissionDenied },
        { "clusters/edit", 400, "INVALID_STATE", "Cluster 0117-1 is in unexpected state Pending.", DatabricksErrorKind.WrongState },
        { "clusters/edit", 400, "INVALID_STATE", Gone, DatabricksErrorKind.NotFound },
        { "clusters/edit", 400, "INVALID_PARAMETER_VALUE", "Cluster 0117-1 does not exist", DatabricksErrorKind.NotFound },
        { "clusters/edit", 400, "INVALID_PARAMETER_VALUE", "Cluster policy abc does not exist", DatabricksErrorKind.Invalid },
        { "clusters/edit", 404, "RESOURCE_DOES_NOT_EXIST", "Instance pool p1 does not exist", DatabricksErrorKind.Invalid },
        { "clusters/create", 404, "RESOURCE_DOES_NOT_EXIST", "Cluster policy abc does not exist", DatabricksErrorKind.Invalid },
        { "clusters/create", 400, "INVALID_PARAMETER_VALUE", "Cluster abc does not exist", DatabricksErrorKind.Invalid },
        { "clusters/delete", 400, "INVALID_PARAMETER_VALUE", "Cluster 0117-1 does not exist", DatabricksErrorKind.NotFound },
        { "clusters/permanent-delete", 400, "INVALID_STATE", "unpin the cluster first", DatabricksErrorKind.WrongState },
        { "clusters/permanent-delete", 400, "BAD_REQUEST", "Please unpin the cluster first", DatabricksErrorKind.WrongState },
        { "clusters/list", 404, "RESOURCE_DOES_NOT_EXIST", "x", DatabricksErrorKind.Invalid },
        { "libraries/cluster-status", 400, "INVALID_PARAMETER_VALUE", "Cluster 0117-1 does not exist", DatabricksErrorKind.NotFound },
        { "libraries/cluster-status", 500, "INTERNAL_ERROR", "Cluster 0117-1 does not exist", DatabricksErrorKind.NotFound },
        { "jobs/get", 400, "INVALID_PARAMETER_VALUE", "Job 750350742608178 does not exist.", DatabricksErrorKind.NotFound },
        { "jobs/get", 404, "RESOURCE_DOES_NOT_EXIST", "Job 567 does not exist.", DatabricksErrorKind.NotFound },
        { "jobs/get", 403, "PERMISSION_DENIED", "Job 567 does not exist or you have no rights to it", DatabricksErrorKind.PermissionDenied },
        { "jobs/get", 403, null, "User x does not have View permissions on job 567", DatabricksErrorKind.PermissionDenied },
        { "jobs/get", 404, null, "Bad Target: /api/2.2/jobs/get", DatabricksErrorKind.Transient },
        { "jobs/reset", 400, "INVALID_PARAMETER_VALUE", "Job 567 does not exist.", DatabricksErrorKind.NotFound },
        { "jobs/reset", 400, "INVALID_PARAMETER_VALUE", "Cluster 0117-1 does not exist", DatabricksErrorKind.Invalid },
        { "jobs/reset", 404, "RESOURCE_DOES_NOT_EXIST", "Principal: UserName(a@b.c) does not exist", DatabricksErrorKind.Invalid },
        { "jobs/update", 404, "RESOURCE_DOES_NOT_EXIST", "Job 567 does not exist.", DatabricksErrorKind.NotFound },
        { "jobs/delete", 404, "RESOURCE_DOES_NOT_EXIST", "x", DatabricksErrorKind.NotFound },
        { "jobs/delete", 403, "PERMISSION_DENIED", "x", DatabricksErrorKind.PermissionDenied },
        { "jobs/create", 400, "INVALID_PARAMETER_VALUE", "Job 567 does not exist.", DatabricksErrorKind.Invalid },
        { "jobs/run-now", 400, "INVALID_PARAMETER_VALUE", "Job 567 does not exist.", DatabricksErrorKind.NotFound },
        { "jobs/run-now", 400, "INVALID_PARAMETER_VALUE", "Run: 5 in job: 567 doesn't exist", DatabricksErrorKind.Invalid },
        { "jobs/run-now", 404, null, "Bad Target: /api/2.2/jobs/run-now", DatabricksErrorKind.Transient },
        { "runs/get", 400, "INVALID_PARAMETER_VALUE", "Run 5 does not exist.", DatabricksErrorKind.NotFound },
        { "runs/get", 400, "INVALID_PARAMETER_VALUE", "Run: 5 in job: 567 doesn't exist", DatabricksErrorKind.NotFound },
        { "runs/get", 404, "RESOURCE_DOES_NOT_EXIST", "x", DatabricksErrorKind.NotFound },
        { "runs/get-output", 400, "INVALID_PARAMETER_VALUE", "Run 5 does not exist.", DatabricksErrorKind.NotFound },
        { "runs/get-output", 500, "INTERNAL_ERROR", "", DatabricksErrorKind.Transient },
        { "runs/cancel", 400, "INVALID_PARAMETER_VALUE", "Run 5 does not exist.", DatabricksErrorKind.NotFound },
        { "runs/repair", 400, "INVALID_PARAMETER_VALUE", "Run 5 does not exist.", DatabricksErrorKind.NotFound },
        { "runs/repair", 400, "INVALID_PARAMETER_VALUE", "Task key extract does not exist", DatabricksErrorKind.Invalid },
        { "runs/cancel-all", 400, "INVALID_PARAMETER_VALUE", "Job 567 does not exist.", DatabricksErrorKind.NotFound },
        { "runs/list", 400, "INVALID_PARAMETER_VALUE", "Job 567 does not exist.", DatabricksErrorKind.NotFound },
        { "runs/submit", 400, "INVALID_PARAMETER_VALUE", "Run 5 does not exist.", DatabricksErrorKind.Invalid },
        { "workspace/get-status", 404, null, "Path (/x) doesn't exist.", DatabricksErrorKind.NotFound },
        { "workspace/get-status", 404, "RESOURCE_DOES_NOT_EXIST", "Path (/Users/a/user group/principal) doesn't exist.", DatabricksErrorKind.NotFound },
        { "workspace/list", 404, "RESOURCE_DOES_NOT_EXIST", "x", DatabricksErrorKind.NotFound },
        { "workspace/export", 404, null, "Path (/Users/group) doesn't exist.", DatabricksErrorKind.NotFound },
        { "workspace/delete", 404, "RESOURCE_DOES_NOT_EXIST", "Path (/x) doesn't exist.", DatabricksErrorKind.NotFound },
        { "workspace/delete", 403, "PERMISSION_DENIED", "x", DatabricksErrorKind.PermissionDenied },
        { "workspace/import", 404, "RESOURCE_DOES_NOT_EXIST", "The parent folder (/foo) does not exist.", DatabricksErrorKind.Invalid },
        { "workspace/import", 404, null, "The parent folder (/foo) does not exist.", DatabricksErrorKind.Invalid },
        { "workspace/import", 403, "PERMISSION_DENIED", "The parent folder (/foo) does not exist.", DatabricksErrorKind.PermissionDenied },
        { "workspace/import", 404, null, "Bad Target: /api/2.0/workspace/import", DatabricksErrorKind.Transient },
        { "permissions/get", 404, "RESOURCE_DOES_NOT_EXIST", "x", DatabricksErrorKind.NotFound },
        { "permissions/put", 404, "RESOURCE_DOES_NOT_EXIST", "Cluster 0117-1 does not exist", DatabricksErrorKind.NotFound },
        { "permissions/put", 404, "RESOURCE_DOES_NOT_EXIST", "Principal: UserName(a@b.c) does not exist", DatabricksErrorKind.Invalid },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void Classify_CodeOrStatus_HasItsMeaning(int status, string? code, string message, DatabricksErrorKind expected) =>
        Assert.Equal(expected, Classify("clusters/start", status, code, message));

    [Theory]
    [MemberData(nameof(Missing))]
    public void Classify_MissingObject_IsNotFoundOnlyWhenTheAnswerSpeaksOfIt(
        string operation, int status, string? code, string message, DatabricksErrorKind expected) =>
        Assert.Equal(expected, Classify(operation, status, code, message));

    [Theory]
    [InlineData("clusters/permanent-delete", "Cluster 0117-1 is pinned, unpin the cluster first.", true)]
    [InlineData("clusters/permanent-delete", "Please Unpin it before you delete it", true)]
    [InlineData("clusters/permanent-delete", Gone, false)]
    [InlineData("clusters/permanent-delete", "Cluster 0117-1 is in unexpected state Pending.", false)]
    [InlineData("clusters/unpin", "You have no right to unpin clusters", false)]
    public void IsPinned_OfADeletion_IsWhatUnpinningCures(string operation, string message, bool expected) =>
        Assert.Equal(expected, ErrorTable.IsPinned(ApiCall.OperationOf(operation), new ErrorBody(ErrorShape.Json, "INVALID_STATE", message)));

    [Theory]
    [InlineData(400, "Bad Request")]
    [InlineData(400, "400 The plain HTTP request was sent to HTTPS port")]
    [InlineData(400, "ERROR: The requested URL could not be retrieved")]
    [InlineData(400, "")]
    [InlineData(405, "Method not allowed by policy")]
    [InlineData(407, "Proxy authentication required")]
    [InlineData(500, "MALFORMED_REQUEST: upstream closed the connection")]
    [InlineData(502, "BAD_REQUEST: no route")]
    public void Classify_TextThatDatabricksDidNotWrite_IsTheWayAndNotTheRequest(int status, string body)
    {
        var parsed = ErrorBody.Parse(Encoding.UTF8.GetBytes(body));

        Assert.All(ApiCall.All, call => Assert.Equal(DatabricksErrorKind.Transient, ErrorTable.Classify(call.Operation, status, parsed)));
    }

    [Theory]
    [InlineData(400, "INVALID_PARAMETER_VALUE: Invalid spark version x", DatabricksErrorKind.Invalid)]
    [InlineData(400, "MALFORMED_REQUEST: Could not parse", DatabricksErrorKind.Invalid)]
    [InlineData(413, "Request Entity Too Large", DatabricksErrorKind.Invalid)]
    [InlineData(403, "Forbidden by policy", DatabricksErrorKind.PermissionDenied)]
    [InlineData(400, "io.jsonwebtoken.ExpiredJwtException: JWT expired", DatabricksErrorKind.Unauthenticated)]
    public void Classify_TextThatIsARefusal_StaysOne(int status, string body, DatabricksErrorKind expected) => Assert.Equal(
        expected, ErrorTable.Classify(ApiCall.OperationOf("clusters/create"), status, ErrorBody.Parse(Encoding.UTF8.GetBytes(body))));

    [Fact]
    public void Classify_AProxysNotFoundPage_IsNeverADeletedObject()
    {
        var page = ErrorBody.Parse("<html><title>404 Not Found</title></html>"u8.ToArray());
        var text = ErrorBody.Parse("404 page not found"u8.ToArray());
        foreach (var operation in ApiCall.All.Select(call => call.Operation))
        {
            Assert.Equal(DatabricksErrorKind.Transient, ErrorTable.Classify(operation, 404, page));
            Assert.Equal(DatabricksErrorKind.Transient, ErrorTable.Classify(operation, 404, text));
        }
    }

    [Theory]
    [InlineData("""{"error_code":"INVALID_STATE","message":"m"}""", "INVALID_STATE", "m")]
    [InlineData("""{"error_code":403,"message":"m"}""", "403", "m")]
    [InlineData("""{"error_code":"","message":"m"}""", null, "m")]
    [InlineData("""{"message":"Path (/x) doesn't exist."}""", null, "Path (/x) doesn't exist.")]
    [InlineData("""{"error":"m"}""", null, "m")]
    [InlineData("""{"detail":"m","status":"404","scimType":"invalidValue"}""", "invalidValue", "m")]
    [InlineData("""{"error_code":null,"message":7,"details":{}}""", null, "7")]
    [InlineData("{}", null, "no message")]
    [InlineData("INVALID_STATE: m", "INVALID_STATE", "m")]
    [InlineData("<html><body><pre>m</pre></body></html>", null, "m")]
    [InlineData("<html><title>m</title></html>", null, "m")]
    [InlineData("<html>", null, "a web page instead of an answer")]
    [InlineData("upstream connect error", null, "upstream connect error")]
    [InlineData(" \r\n", null, "empty answer")]
    [InlineData("", null, "empty answer")]
    public void Parse_EveryShape_GivesCodeAndMessage(string body, string? code, string message)
    {
        var parsed = ErrorBody.Parse(Encoding.UTF8.GetBytes(body));
        Assert.Equal((code, message), (parsed.Code, parsed.Message));
    }

    [Theory]
    [InlineData("\"1.5s\"", 1.5)]
    [InlineData("""{"seconds":90}""", 90.0)]
    [InlineData("\"soon\"", null)]
    [InlineData("\"-1s\"", null)]
    public void Parse_Details_GivesReasonRequestIdAndDelay(string delay, double? seconds)
    {
        var parsed = ErrorBody.Parse(Encoding.UTF8.GetBytes($$"""
            {"error_code":"INVALID_STATE","message":"m","details":[7,
              {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"CM_API_ERROR_SOURCE_CALLER_ERROR"},
              {"@type":"type.googleapis.com/google.rpc.RequestInfo","request_id":"r1"},
              {"@type":"type.googleapis.com/google.rpc.RetryInfo","retry_delay":{{delay}}}]}
            """));
        Assert.Equal(("CM_API_ERROR_SOURCE_CALLER_ERROR", "r1"), (parsed.Reason, parsed.RequestId));
        Assert.Equal(seconds, parsed.RetryDelay?.TotalSeconds);
    }

    private static DatabricksErrorKind Classify(string operation, int status, string? code, string message) =>
        ErrorTable.Classify(ApiCall.OperationOf(operation), status, new ErrorBody(ErrorShape.Json, code, message));
}
