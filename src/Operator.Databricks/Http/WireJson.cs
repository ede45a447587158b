using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Operator.Databricks.Clusters;
using Operator.Databricks.Identity;
using Operator.Databricks.Libraries;
using Operator.Databricks.Permissions;

namespace Operator.Databricks.Http;

/// <summary>How every request and answer is written and read. Numbers are also read from strings: some gateways quote 64-bit ids.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(ClusterSettings))]
[JsonSerializable(typeof(ClusterDetails))]
[JsonSerializable(typeof(ClusterPage))]
[JsonSerializable(typeof(CreatedCluster))]
[JsonSerializable(typeof(ClusterReference))]
[JsonSerializable(typeof(ResizeCluster))]
[JsonSerializable(typeof(ClusterEventsRequest))]
[JsonSerializable(typeof(ClusterEventPage))]
[JsonSerializable(typeof(SparkVersions))]
[JsonSerializable(typeof(NodeTypes))]
[JsonSerializable(typeof(LibrariesRequest))]
[JsonSerializable(typeof(ClusterLibraryStatuses))]
[JsonSerializable(typeof(AllLibraryStatuses))]
[JsonSerializable(typeof(ObjectPermissions))]
[JsonSerializable(typeof(PermissionsRequest))]
[JsonSerializable(typeof(CurrentUser))]
internal sealed partial class WireJson : JsonSerializerContext;
