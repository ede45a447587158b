using System.Text.Json.Serialization;

namespace Operator.Databricks.Compute;

/// <summary>How settings of a cluster are written where they are compared: as they are sent.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(ClusterSettings))]
internal sealed partial class ComputeJson : JsonSerializerContext;
