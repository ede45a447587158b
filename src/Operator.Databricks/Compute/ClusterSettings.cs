using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Databricks.Http;

namespace Operator.Databricks.Compute;

/// <summary>The fields of a cluster that a user can set (behavior §12).</summary>
public abstract record ClusterSettings : WireRecord
{
    public bool? ApplyPolicyDefaultValues { get; init; }

    public AutoScale? Autoscale { get; init; }

    /// <summary>Minutes; 0 is never.</summary>
    public int? AutoterminationMinutes { get; init; }

    public AwsAttributes? AwsAttributes { get; init; }

    public AzureAttributes? AzureAttributes { get; init; }

    public ClusterLogConf? ClusterLogConf { get; init; }

    public string? ClusterName { get; init; }

    public IReadOnlyDictionary<string, string?>? CustomTags { get; init; }

    public string? DataSecurityMode { get; init; }

    public string? DependencyMode { get; init; }

    public DockerImage? DockerImage { get; init; }

    public string? DriverInstancePoolId { get; init; }

    public NodeTypeFlexibility? DriverNodeTypeFlexibility { get; init; }

    public string? DriverNodeTypeId { get; init; }

    public bool? EnableElasticDisk { get; init; }

    public bool? EnableLocalDiskEncryption { get; init; }

    public GcpAttributes? GcpAttributes { get; init; }

    public IReadOnlyList<InitScriptInfo>? InitScripts { get; init; }

    public string? InstancePoolId { get; init; }

    public bool? IsSingleNode { get; init; }

    public string? Kind { get; init; }

    public string? NodeTypeId { get; init; }

    /// <summary>Of an answer: the current target, which moves by itself under autoscaling (behavior §4.1).</summary>
    public int? NumWorkers { get; init; }

    public string? PolicyId { get; init; }

    public int? RemoteDiskThroughput { get; init; }

    public string? RuntimeEngine { get; init; }

    public string? SingleUserName { get; init; }

    public IReadOnlyDictionary<string, string?>? SparkConf { get; init; }

    public IReadOnlyDictionary<string, string?>? SparkEnvVars { get; init; }

    public string? SparkVersion { get; init; }

    public IReadOnlyList<string>? SshPublicKeys { get; init; }

    public int? TotalInitialRemoteDiskSize { get; init; }

    public bool? UseMlRuntime { get; init; }

    public NodeTypeFlexibility? WorkerNodeTypeFlexibility { get; init; }

    public WorkloadType? WorkloadType { get; init; }

    /// <summary>
    /// The settings alone, as wire JSON to compare with desired ones: what this version does not know is in, what only the server sets is not.
    /// </summary>
    /// <remarks>Serialised as this base type, so that the fields of the running cluster are never visited.</remarks>
    public JsonObject ToSettings() => JsonSerializer.SerializeToNode(this, ComputeJson.Default.ClusterSettings)!.AsObject();
}

/// <summary>The settings as the user last sent them, before the server's defaults (behavior §4.1).</summary>
public sealed record ClusterSpec : ClusterSettings;
