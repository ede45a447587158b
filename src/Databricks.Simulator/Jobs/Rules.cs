using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

internal static class Rules
{
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw ApiException.InvalidParameter(otherwise);
        }
    }

    /// <summary>The path is where the field is, as the refusal names it: <c>settings.tasks.notebook_task</c>.</summary>
    public static void RequireText(JsonObject tree, string name, string path) =>
        Require(tree.Text(name) is { Length: > 0 }, $"Missing required field: {path}.{name}");

    /// <summary>A duration is a 32-bit integer, in the unit its name says.</summary>
    public static void RequireDuration(JsonObject tree, string name) =>
        Require(tree.Number(name) is null or (>= 0 and <= int.MaxValue), $"{name} must not be negative.");

    /// <summary>Bytes of the JSON text, as a client would write it: without escapes it does not need.</summary>
    public static int SizeOf(JsonNode tree) => Encoding.UTF8.GetByteCount(tree.ToJsonString(Format));

    public static void RequireOneOf(JsonObject tree, string name, params string[] allowed) =>
        Require(
            tree.Text(name) is not { } value || allowed.Contains(value),
            $"Invalid value '{tree[name]}' for {name}; it must be one of {string.Join(", ", allowed)}.");
}
