using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Operator.Options;

namespace Operator.Commands;

/// <summary>
/// The part of the chart's values.schema.json about the program's options, from the attributes by which the program judges them itself: what one of the two
/// refuses the other refuses too. The rest of that file is written by hand and stays as it is.
/// </summary>
internal static partial class ChartValuesSchema
{
    /// <summary>
    /// Where /healthz and /metrics are is part of the chart: its probes, its Service and its NetworkPolicy name the port. So are the rights it grants, under
    /// `rbac`, of which the program has to know.
    /// </summary>
    private static readonly IReadOnlyList<string> OfTheChart =
        [nameof(OperatorOptions.Listen), nameof(OperatorOptions.Namespaced), nameof(OperatorOptions.SecretAccess)];

    /// <summary>May be empty in the chart, which names the lease after the release then.</summary>
    private const string NamedByTheChart = nameof(OperatorOptions.LeaderElectionSettings.LeaseName);

    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="schema">The present file.</param>
    /// <returns>The file with the part replaced.</returns>
    public static string Write(string schema) =>
        Part().Replace(schema, match => $"{match.Groups[1].Value}{Indented(Object(typeof(OperatorOptions)))}{match.Groups[2].Value}", 1);

    private static string Indented(JsonObject part) => part.ToJsonString(Readable).Replace("\n", "\n    ", StringComparison.Ordinal);

    private static JsonObject Object(Type options)
    {
        JsonObject properties = new(options.GetProperties()
            .Where(property => property.CanWrite && !OfTheChart.Contains(property.Name))
            .Select(property => KeyValuePair.Create<string, JsonNode?>(JsonNamingPolicy.CamelCase.ConvertName(property.Name), Value(property))));
        return new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
    }

    private static JsonObject Value(PropertyInfo property) => property.PropertyType switch
    {
        { IsNested: true } nested => Object(nested),
        var type when type == typeof(bool) => new() { ["type"] = "boolean" },
        var type when type == typeof(int) => Number(property.GetCustomAttribute<RangeAttribute>()!),
        _ when property.GetCustomAttribute<EntriesAttribute>() is { } entries => List(entries),
        _ => Text(property.GetCustomAttribute<RegularExpressionAttribute>()!.Pattern, property.Name == NamedByTheChart),
    };

    private static JsonObject Number(RangeAttribute range) =>
        new() { ["type"] = "integer", ["minimum"] = (int)range.Minimum, ["maximum"] = (int)range.Maximum };

    private static JsonObject Text(string pattern, bool mayBeEmpty) => Choice().Match(pattern) is { Success: true } choice
        ? new() { ["enum"] = new JsonArray([.. choice.Groups[1].Value.Split('|').Select(value => JsonValue.Create(value))]) }
        : new() { ["type"] = "string", ["pattern"] = mayBeEmpty ? $"^$|{pattern}" : pattern };

    private static JsonObject List(EntriesAttribute entries)
    {
        JsonObject item = new() { ["type"] = "string", ["pattern"] = entries.Pattern };
        if (entries.Except is { } except)
        {
            item["not"] = new JsonObject { ["pattern"] = except };
        }

        JsonObject list = new() { ["type"] = "array", ["uniqueItems"] = true, ["items"] = item };
        if (entries.Minimum > 0)
        {
            list["minItems"] = entries.Minimum;
        }

        return list;
    }

    [GeneratedRegex(@"(^    ""operator"": )\{.*?^    \}(,?\n)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Part();

    [GeneratedRegex(@"^\^\(([A-Za-z|]+)\)\$$")]
    private static partial Regex Choice();
}
