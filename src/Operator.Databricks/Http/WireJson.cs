using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Operator.Databricks.Clusters;
using Operator.Databricks.Compute;
using Operator.Databricks.Identity;
using Operator.Databricks.Jobs;
using Operator.Databricks.Libraries;
using Operator.Databricks.Permissions;
using Operator.Databricks.Runs;
using Operator.Databricks.WorkspaceObjects;

namespace Operator.Databricks.Http;

/// <summary>How every request and answer is written and read. Numbers are also read from strings: some gateways quote 64-bit ids.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonNode))]
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
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(CreatedJob))]
[JsonSerializable(typeof(JobReference))]
[JsonSerializable(typeof(UpdateJob))]
[JsonSerializable(typeof(RunNow))]
[JsonSerializable(typeof(SubmitRun))]
[JsonSerializable(typeof(StartedRun))]
[JsonSerializable(typeof(Run))]
[JsonSerializable(typeof(RunPage))]
[JsonSerializable(typeof(RunReference))]
[JsonSerializable(typeof(CancelAllRuns))]
[JsonSerializable(typeof(RepairRun))]
[JsonSerializable(typeof(StartedRepair))]
[JsonSerializable(typeof(ExportedRun))]
[JsonSerializable(typeof(RunOutput))]
[JsonSerializable(typeof(ObjectInfo))]
[JsonSerializable(typeof(ObjectList))]
[JsonSerializable(typeof(ObjectReference))]
[JsonSerializable(typeof(ImportObject))]
[JsonSerializable(typeof(DeleteObject))]
[JsonSerializable(typeof(ExportedObject))]
[JsonSerializable(typeof(CurrentUser))]
internal sealed partial class WireJson : JsonSerializerContext;
