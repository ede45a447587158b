using System.Text.Json.Nodes;

namespace Databricks.Simulator.Http;

/// <summary>A refusal in the shape the workspace gives it: <c>{error_code, message, details[]}</c> (behavior §6.1).</summary>
internal sealed class ApiException(int status, string errorCode, string message, bool callerError = false) : Exception(message)
{
    public int Status { get; } = status;

    public static ApiException InvalidParameter(string message) => new(400, "INVALID_PARAMETER_VALUE", message);

    public static ApiException Malformed(string message) => new(400, "MALFORMED_REQUEST", message);

    public static ApiException NotFound(string message) => new(404, "RESOURCE_DOES_NOT_EXIST", message);

    /// <summary>The cluster manager marks the caller's own faults with an ErrorInfo detail (behavior §2.2).</summary>
    public static ApiException InvalidState(string message) => new(400, "INVALID_STATE", message, callerError: true);

    public JsonObject ToBody()
    {
        var body = new JsonObject { ["error_code"] = errorCode, ["message"] = Message };
        if (callerError)
        {
            body["details"] = new JsonArray(new JsonObject
            {
                ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo",
                ["reason"] = "CM_API_ERROR_SOURCE_CALLER_ERROR",
                ["domain"] = "",
            });
        }

        return body;
    }
}
