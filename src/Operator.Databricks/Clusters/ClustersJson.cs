using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Operator.Databricks.Clusters;

/// <summary>How the requests and responses of this area are written and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(ClusterDetails))]
[JsonSerializable(typeof(ClusterPage))]
[JsonSerializable(typeof(CreatedCluster))]
[JsonSerializable(typeof(ClusterReference))]
[JsonSerializable(typeof(ResizeCluster))]
[JsonSerializable(typeof(ClusterEventsRequest))]
[JsonSerializable(typeof(ClusterEventPage))]
[JsonSerializable(typeof(SparkVersions))]
[JsonSerializable(typeof(NodeTypes))]
internal sealed partial class ClustersJson : JsonSerializerContext;
