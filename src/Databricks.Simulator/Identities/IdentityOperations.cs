using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Identities;

/// <summary>The one SCIM call that any credential may make: who am I?</summary>
internal sealed class IdentityOperations : IOperationFamily
{
    public IEnumerable<ApiOperation> Operations => [new ApiOperation("scim/me", HttpMethods.Get, ["/api/2.0/preview/scim/v2/Me"], false, Me)];

    private static ApiResponse Me(ApiRequest request) => ApiResponse.Json(new JsonObject
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:User"),
        ["id"] = Id(request.UserName),
        ["userName"] = request.UserName,
        ["displayName"] = request.UserName.Split('@')[0],
        ["active"] = true,
        ["emails"] = new JsonArray(new JsonObject { ["type"] = "work", ["value"] = request.UserName, ["primary"] = true }),
    });

    /// <summary>The same user has the same id whenever it asks.</summary>
    private static string Id(string userName) =>
        $"{userName.Aggregate(7_000_000_000_000_000UL, (sum, character) => ((sum * 31) + character) % 9_000_000_000_000_000UL)}";
}
