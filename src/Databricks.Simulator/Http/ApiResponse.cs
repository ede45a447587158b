using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Databricks.Simulator.Http;

internal sealed record ApiResponse(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>No answer at all: the connection is reset.</summary>
    public static readonly ApiResponse Reset = new(0, "", default);

    public bool IsReset => Status == 0;

    public string? RetryAfter { get; init; }

    public static ApiResponse Json(JsonObject body, int status = 200) =>
        new(status, MediaTypeNames.Application.Json, Encoding.UTF8.GetBytes(body.ToJsonString(Format)));

    public static ApiResponse Error(int status, JsonNode errorCode, string message) =>
        Json(new JsonObject { ["error_code"] = errorCode, ["message"] = message }, status);

    /// <summary>What gateways in front of a workspace answer (behavior §6.1, shape 5).</summary>
    public static ApiResponse Html(int status, string message) =>
        new(status, MediaTypeNames.Text.Html, Encoding.UTF8.GetBytes($"<html><body><pre>{message}</pre></body></html>"));

    public static ApiResponse Empty(int status) => new(status, "", default);
}
