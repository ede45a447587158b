using System.Text.Json.Serialization;

namespace Operator.Databricks.Libraries;

/// <summary>How the requests and responses of this area are written and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(LibrariesRequest))]
[JsonSerializable(typeof(ClusterLibraryStatuses))]
[JsonSerializable(typeof(AllLibraryStatuses))]
internal sealed partial class LibrariesJson : JsonSerializerContext;
