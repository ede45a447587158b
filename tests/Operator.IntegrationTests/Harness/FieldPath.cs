using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Operator.IntegrationTests.Harness;

/// <summary>
/// The part of kubectl's JSONPath that tests read fields with: <c>.name</c>, <c>[0]</c>, <c>[*]</c> and <c>[?(@.type=="Ready")]</c>. Most of what a test does
/// is to wait for a field, and a process for each look would be most of its cost.
/// </summary>
internal static partial class FieldPath
{
    /// <summary>As kubectl prints it: values separated by blanks, objects and lists as JSON, nothing where there is no such field.</summary>
    public static string Read(JsonNode? node, string path)
    {
        IEnumerable<JsonNode?> found = [node];
        var end = 0;
        foreach (Match step in Step().Matches(path))
        {
            if (step.Index != end)
            {
                break;
            }

            end = step.Index + step.Length;
            found = [.. found.SelectMany(one => Children(one, step)).Where(one => one is not null)];
        }

        return end == path.Length
            ? string.Join(' ', found.Select(one => one is JsonValue value ? value.ToString() : one!.ToJsonString()))
            : throw new ArgumentException($"{path} is more than this reads; kubectl reads all of it.", nameof(path));
    }

    private static IEnumerable<JsonNode?> Children(JsonNode? node, Match step) => step.Groups switch
    {
        var groups when groups["name"].Success => [(node as JsonObject)?[groups["name"].Value]],
        var groups when groups["index"].Success =>
            (node as JsonArray)?.Skip(int.Parse(groups["index"].Value, System.Globalization.CultureInfo.InvariantCulture)).Take(1) ?? [],
        var groups when groups["key"].Success => (node as JsonArray)?.Where(one => (string?)one?[groups["key"].Value] == groups["value"].Value) ?? [],
        _ => node as JsonArray ?? [],
    };

    [GeneratedRegex("""\.(?<name>\w+)|\[(?<index>\d+)\]|\[\*\]|\[\?\(@\.(?<key>\w+)=="(?<value>[^"]*)"\)\]""")]
    private static partial Regex Step();
}
