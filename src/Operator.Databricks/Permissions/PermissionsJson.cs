using System.Text.Json.Serialization;

namespace Operator.Databricks.Permissions;

/// <summary>How the requests and responses of this area are written and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(ObjectPermissions))]
[JsonSerializable(typeof(PermissionsRequest))]
internal sealed partial class PermissionsJson : JsonSerializerContext;
