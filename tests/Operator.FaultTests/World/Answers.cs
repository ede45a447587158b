using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Operator.FaultTests.World;

/// <summary>What a workspace, or what stands before it, answers.</summary>
internal static class Answers
{
    public static HttpResponseMessage Json(int status, string body, int? retryAfterSeconds = null)
    {
        var answer = Text(status, body, "application/json");
        answer.Headers.RetryAfter = retryAfterSeconds is { } seconds ? new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds)) : null;
        answer.Headers.Add("X-Databricks-Org-Id", "3141592653589793");
        return answer;
    }

    public static HttpResponseMessage Error(int status, string code, string message, int? retryAfterSeconds = null) =>
        Json(status, new JsonObject { ["error_code"] = code, ["message"] = message }.ToJsonString(), retryAfterSeconds);

    public static HttpResponseMessage Page(int status) =>
        Text(status, "<html><head><title>Sorry</title></head><body>Something went wrong.</body></html>", "text/html");

    public static HttpResponseMessage Empty(int status) => new((HttpStatusCode)status) { Content = new ByteArrayContent([]) };

    private static HttpResponseMessage Text(int status, string body, string type) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };
}
