using System.Text.Json.Serialization;

namespace Operator.Api.V1Alpha1;

/// <summary>Reads and writes the kinds as the API server sends them; generated at build time, so nothing is reflected on.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(DatabricksCluster))]
[JsonSerializable(typeof(DatabricksWorkspace))]
[JsonSerializable(typeof(DatabricksJob))]
[JsonSerializable(typeof(DatabricksJobRun))]
[JsonSerializable(typeof(DatabricksNotebook))]
[JsonSerializable(typeof(DatabricksSqlWarehouse))]
public sealed partial class ApiJsonContext : JsonSerializerContext;
