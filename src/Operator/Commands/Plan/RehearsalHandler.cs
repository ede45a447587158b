using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Operator.Commands.Plan;

/// <summary>
/// Stands between the operator's code and the API server. Objects of the plan are read and patched in memory; other reads go to the cluster where there is
/// one; nothing is ever written to it.
/// </summary>
/// <param name="objects">Of the plan.</param>
/// <param name="hasCluster">There is an API server to read from.</param>
internal sealed class RehearsalHandler(RehearsedObjects objects, bool hasCluster) : DelegatingHandler
{
    private const string Status = "/status";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath.TrimStart('/');
        if (request.Method == HttpMethod.Get)
        {
            return objects.Find(path) is { } known ? Answer(known)
                : hasCluster ? await base.SendAsync(request, cancellationToken).ConfigureAwait(false)
                : Refuse(HttpStatusCode.NotFound, "NotFound");
        }

        if (hasCluster && IsTokenRequest(request.Method, path))
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        if (request.Method != HttpMethod.Patch || request.Content is null)
        {
            return Refuse(HttpStatusCode.Forbidden, "Forbidden");
        }

        var patch = JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false))!.AsObject();
        path = path.EndsWith(Status, StringComparison.Ordinal) ? path[..^Status.Length] : path;
        return objects.Patch(path, patch) is { } patched ? Answer(patched) : Refuse(HttpStatusCode.NotFound, "NotFound");
    }

    /// <summary>Without a token of the operator's ServiceAccount no workspace that trusts it can be asked; the API server stores nothing of it.</summary>
    private static bool IsTokenRequest(HttpMethod method, string path) =>
        method == HttpMethod.Post && path.Split('/') is ["api", "v1", "namespaces", _, "serviceaccounts", _, "token"];

    private static HttpResponseMessage Answer(JsonObject content) => Answer(HttpStatusCode.OK, content);

    private static HttpResponseMessage Refuse(HttpStatusCode status, string reason) => Answer(status, new JsonObject
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["status"] = "Failure",
        ["reason"] = reason,
        ["code"] = (int)status,
        ["message"] = reason == "Forbidden" ? "plan writes nothing" : "not part of the plan",
    });

    private static HttpResponseMessage Answer(HttpStatusCode status, JsonObject content) =>
        new(status) { Content = new StringContent(content.ToJsonString(), Encoding.UTF8, "application/json") };
}
