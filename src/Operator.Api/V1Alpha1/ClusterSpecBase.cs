using System.Text.Json.Nodes;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>
/// The settings that all-purpose clusters and a job's own clusters share. The snake_case name of each property is its name in
/// the REST API (behavior §12); a property that ends in SecretRef stands for the field without that ending. Only ExtraSettings is ours.
/// </summary>
[AtMostOneOf("numWorkers, autoscale", Because = "give a fixed size or a range")]
[ValidationRule(
    "!has(self.autoscale) || has(self.policyId) || (has(self.autoscale.minWorkers) && has(self.autoscale.maxWorkers))",
    "autoscale: give minWorkers and maxWorkers, unless policyId names a policy that decides the other")]
[Excludes("nodeTypeId, driverNodeTypeId", "instancePoolId, driverInstancePoolId", Because = "a pool decides the node type")]
[AtMostOneOf("awsAttributes, azureAttributes, gcpAttributes", Because = "a workspace lives in one cloud")]
[Excludes("isSingleNode == true", "autoscale, numWorkers > 0", Because = "the driver is the only node")]
public abstract class ClusterSpecBase
{
    /// <summary>The Databricks runtime, as the workspace names it; a concrete version, not a policy's auto: alias.</summary>
    /// <example>15.4.x-scala2.12</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? SparkVersion { get; set; }

    /// <summary>The cloud's machine type of the workers, and of the driver unless driverNodeTypeId is given. Excludes instancePoolId.</summary>
    /// <example>i3.xlarge</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? NodeTypeId { get; set; }

    /// <summary>The machine type of the driver. Default: that of the workers.</summary>
    /// <example>i3.2xlarge</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? DriverNodeTypeId { get; set; }

    /// <summary>Id of the instance pool the nodes come from. Excludes nodeTypeId and driverNodeTypeId.</summary>
    /// <example>0309-053000-pools12-pool-ab12cd34</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? InstancePoolId { get; set; }

    /// <summary>Id of the instance pool the driver comes from. Default: that of the workers.</summary>
    /// <example>0309-053000-pools34-pool-ef56ab78</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? DriverInstancePoolId { get; set; }

    /// <summary>
    /// Number of workers besides the driver. 0 makes a single-node cluster, which needs isSingleNode: true, or the matching
    /// sparkConf and customTags. Excludes autoscale.
    /// </summary>
    /// <example>2</example>
    [RangeMinimum(0)]
    public int? NumWorkers { get; set; }

    /// <summary>Let Databricks choose the number of workers by load. Excludes numWorkers.</summary>
    /// <example>{"minWorkers": 2, "maxWorkers": 8}</example>
    public Autoscale? Autoscale { get; set; }

    /// <summary>Spark settings. A value may refer to a Databricks secret as {{secrets/scope/key}}.</summary>
    /// <example>{"spark.sql.shuffle.partitions": "64"}</example>
    [PropertyLimits(0, 512)]
    [Length(0, 16384)]
    public IDictionary<string, string>? SparkConf { get; set; }

    /// <summary>Environment variables of the driver and the workers. A value may refer to a Databricks secret as {{secrets/scope/key}}.</summary>
    /// <example>{"PYSPARK_PYTHON": "/databricks/python3/bin/python3"}</example>
    [PropertyLimits(0, 512)]
    [Length(0, 16384)]
    public IDictionary<string, string>? SparkEnvVars { get; set; }

    /// <summary>
    /// Tags for the cluster's machines and disks in the cloud. At most 44, because the operator adds one of the 45 Databricks takes.
    /// </summary>
    /// <example>{"cost-center": "1234"}</example>
    [PropertyLimits(0, 44)]
    [Length(0, 256)]
    [ReservedKeyPrefix(Ownership.ReservedTagPrefix)]
    public IDictionary<string, string>? CustomTags { get; set; }

    /// <summary>Settings that only AWS has.</summary>
    public AwsAttributesSpec? AwsAttributes { get; set; }

    /// <summary>Settings that only Azure has.</summary>
    public AzureAttributesSpec? AzureAttributes { get; set; }

    /// <summary>Settings that only Google Cloud has.</summary>
    public GcpAttributesSpec? GcpAttributes { get; set; }

    /// <summary>Let Databricks add disks to workers that run low. Default: decided by the cloud.</summary>
    public bool? EnableElasticDisk { get; set; }

    /// <summary>Encrypt the nodes' local disks. Default: false.</summary>
    public bool? EnableLocalDiskEncryption { get; set; }

    /// <summary>Id of the cluster policy to create the cluster under. What the policy decides can be left out, the runtime too.</summary>
    /// <example>9C6388E3A100B4CD</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? PolicyId { get; set; }

    /// <summary>Take the policy's default values for settings left out here. Default: false.</summary>
    public bool? ApplyPolicyDefaultValues { get; set; }

    /// <summary>The engine that runs queries. Default: STANDARD, or PHOTON where the runtime's name contains -photon-.</summary>
    /// <example>PHOTON</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("STANDARD", "PHOTON")]
    public string? RuntimeEngine { get; set; }

    /// <summary>
    /// Who may use the cluster's data. USER_ISOLATION and SINGLE_USER are the older names of DATA_SECURITY_MODE_STANDARD and
    /// DATA_SECURITY_MODE_DEDICATED; Databricks documents the newer ones for clusters of kind CLASSIC_PREVIEW. Default: chosen by
    /// Databricks.
    /// </summary>
    /// <example>USER_ISOLATION</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues(
        "DATA_SECURITY_MODE_AUTO", "DATA_SECURITY_MODE_STANDARD", "USER_ISOLATION", "DATA_SECURITY_MODE_DEDICATED", "SINGLE_USER", "NONE",
        "LEGACY_PASSTHROUGH", "LEGACY_SINGLE_USER", "LEGACY_SINGLE_USER_STANDARD", "LEGACY_TABLE_ACL")]
    public string? DataSecurityMode { get; set; }

    /// <summary>The only user, service principal or group that may use a dedicated cluster. Default: who creates it.</summary>
    /// <example>ada@example.com</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? SingleUserName { get; set; }

    /// <summary>Scripts each node runs before Spark starts, in this order; at most 10.</summary>
    [Items(0, 10)]
    [XListType(XListType.Atomic)]
    public IList<InitScript>? InitScripts { get; set; }

    /// <summary>SSH public keys that may log in to the nodes as user ubuntu on port 2200; at most 10.</summary>
    /// <example>["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB0 ada@example.com"]</example>
    [Items(0, 10)]
    [Length(1, 4096)]
    [Pattern(Patterns.NotBlank)]
    [XListType(XListType.Set)]
    public IList<string>? SshPublicKeys { get; set; }

    /// <summary>Where the cluster's logs are delivered to, every five minutes.</summary>
    public ClusterLogSpec? ClusterLogConf { get; set; }

    /// <summary>A container image to run instead of the plain runtime.</summary>
    public DockerImageSpec? DockerImage { get; set; }

    /// <summary>Which kinds of work the cluster accepts.</summary>
    public WorkloadTypeSpec? WorkloadType { get; set; }

    /// <summary>How Databricks reads the settings. CLASSIC_PREVIEW is sent by itself when isSingleNode or useMlRuntime is given.</summary>
    /// <example>CLASSIC_PREVIEW</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("CLASSIC_PREVIEW")]
    public string? Kind { get; set; }

    /// <summary>Only a driver and no workers; Databricks then supplies the Spark settings and tags this takes.</summary>
    public bool? IsSingleNode { get; set; }

    /// <summary>Use the machine learning variant of the runtime.</summary>
    public bool? UseMlRuntime { get; set; }

    /// <inheritdoc cref="ICommonSpec.ExtraSettings"/>
    [PropertyLimits(0, 64)]
    [PreserveUnknownFields]
    public JsonObject? ExtraSettings { get; set; }
}
