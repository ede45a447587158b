using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Operator.Databricks.Jobs;

/// <summary>How the requests and responses of this area are written and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(CreatedJob))]
[JsonSerializable(typeof(JobReference))]
[JsonSerializable(typeof(UpdateJob))]
internal sealed partial class JobsJson : JsonSerializerContext;
