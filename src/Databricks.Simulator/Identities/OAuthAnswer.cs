using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Identities;

/// <summary>Refusals in the shape of RFC 6749 §5.2, which is not that of the REST API.</summary>
internal static class OAuthAnswer
{
    public static ApiResponse Refusal(int status, string code, string description) =>
        ApiResponse.Json(new JsonObject { ["error"] = code, ["error_description"] = description }, status);

    /// <summary>Entra ID adds the number that people look up.</summary>
    public static ApiResponse EntraRefusal(int status, string code, int number, string description) => ApiResponse.Json(
        new JsonObject
        {
            ["error"] = code,
            ["error_description"] = string.Create(CultureInfo.InvariantCulture, $"AADSTS{number}: {description}"),
            ["error_codes"] = new JsonArray(number),
        },
        status);
}
