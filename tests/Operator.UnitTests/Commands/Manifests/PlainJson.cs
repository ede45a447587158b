using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Operator.UnitTests.Commands.Manifests;

/// <summary>JSON in a form in which two texts of the same value are equal.</summary>
internal static class PlainJson
{
    /// <summary>Of several values, each in one order of its names and without what the command put in.</summary>
    public static List<string> Of(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { AllowMultipleValues = true });
        var values = new List<string>();
        while (reader.Read())
        {
            var value = JsonNode.Parse(ref reader)!.AsObject();
            value["metadata"]!.AsObject().Remove("annotations");
            values.Add(Of(value));
        }

        return values;
    }

    public static string Of(JsonNode? node) => node switch
    {
        JsonObject mapping => string.Join(
            ", ", mapping.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}: ({Of(entry.Value)})")),
        JsonArray list => $"[{string.Join(", ", list.Select(item => Of(item)))}]",
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && !long.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out _) =>
            double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        null => "null",
        _ => node.ToJsonString(),
    };
}
