using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Operator.Databricks.Observation;

/// <summary>How what is compared by its fingerprint is written: as it is sent.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class FingerprintJson : JsonSerializerContext;
