using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Operator.IntegrationTests.Harness;

/// <summary>YAML as the JSON it stands for.</summary>
internal static class YamlFile
{
    public static JsonNode Read(string path) => Parse(File.ReadAllText(path));

    public static JsonNode Parse(string text) =>
        Node(new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(text))!;

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        IDictionary<object, object> map => new JsonObject(map.Select(entry => KeyValuePair.Create($"{entry.Key}", Node(entry.Value)))),
        IEnumerable<object> list => new JsonArray([.. list.Select(Node)]),
        _ => System.Text.Json.JsonSerializer.SerializeToNode(value),
    };
}
