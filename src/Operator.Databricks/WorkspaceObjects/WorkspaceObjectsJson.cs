using System.Text.Json.Serialization;

namespace Operator.Databricks.WorkspaceObjects;

/// <summary>How the requests and responses of this area are written and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(ObjectInfo))]
[JsonSerializable(typeof(ObjectList))]
[JsonSerializable(typeof(ObjectReference))]
[JsonSerializable(typeof(ImportObject))]
[JsonSerializable(typeof(DeleteObject))]
[JsonSerializable(typeof(ExportedObject))]
internal sealed partial class WorkspaceObjectsJson : JsonSerializerContext;
