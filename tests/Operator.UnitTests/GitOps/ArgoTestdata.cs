using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Operator.UnitTests.GitOps;

/// <summary>YAML files as the JSON they stand for.</summary>
internal static class ArgoTestdata
{
    public static JsonNode Read(params string[] path) => JsonNode.Parse(
        new SerializerBuilder().JsonCompatible().Build().Serialize(
            new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(File.ReadAllText(Path.Combine(path)))!))!;
}
