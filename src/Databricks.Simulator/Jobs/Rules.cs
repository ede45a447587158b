using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

internal static class Rules
{
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

    public static void RequireOneOf(JsonObject tree, string name, params string[] allowed) =>
        Require(
            tree.Text(name) is not { } value || allowed.Contains(value),
            $"Invalid value '{tree[name]}' for {name}; it must be one of {string.Join(", ", allowed)}.");
}
