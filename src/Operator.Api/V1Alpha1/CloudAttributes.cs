using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>Settings of a cluster that only AWS has.</summary>
public sealed class AwsAttributesSpec
{
    /// <summary>How the nodes beyond firstOnDemand are bought. Default: SPOT_WITH_FALLBACK.</summary>
    /// <example>SPOT_WITH_FALLBACK</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("SPOT", "ON_DEMAND", "SPOT_WITH_FALLBACK")]
    public string? Availability { get; set; }

    /// <summary>The availability zone, or auto for one with free capacity. Default: auto.</summary>
    /// <example>eu-central-1b</example>
    [Length(1, 64)]
    [Pattern(Patterns.NotBlank)]
    public string? ZoneId { get; set; }

    /// <summary>How many nodes, the driver first, are on-demand whatever availability says. Cannot change over the life of a cluster.</summary>
    /// <example>1</example>
    [RangeMinimum(0)]
    public int? FirstOnDemand { get; set; }

    /// <summary>ARN of the instance profile the nodes run as.</summary>
    /// <example>arn:aws:iam::123456789012:instance-profile/etl</example>
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string? InstanceProfileArn { get; set; }

    /// <summary>Highest spot price, in percent of the on-demand price. Default: 100.</summary>
    /// <example>100</example>
    [RangeMinimum(1)]
    public int? SpotBidPricePercent { get; set; }

    /// <summary>Kind of the extra disks.</summary>
    /// <example>GENERAL_PURPOSE_SSD</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("GENERAL_PURPOSE_SSD", "THROUGHPUT_OPTIMIZED_HDD")]
    public string? EbsVolumeType { get; set; }

    /// <summary>Extra disks per node.</summary>
    /// <example>1</example>
    [RangeMinimum(0)]
    public int? EbsVolumeCount { get; set; }

    /// <summary>Size of each extra disk in GiB.</summary>
    /// <example>100</example>
    [RangeMinimum(0)]
    public int? EbsVolumeSize { get; set; }

    /// <summary>I/O operations per second of each gp3 disk.</summary>
    /// <example>3000</example>
    [RangeMinimum(0)]
    public int? EbsVolumeIops { get; set; }

    /// <summary>Throughput of each gp3 disk in MiB per second.</summary>
    /// <example>125</example>
    [RangeMinimum(0)]
    public int? EbsVolumeThroughput { get; set; }
}

/// <summary>Settings of a cluster that only Azure has.</summary>
public sealed class AzureAttributesSpec
{
    /// <summary>How the nodes beyond firstOnDemand are bought.</summary>
    /// <example>SPOT_WITH_FALLBACK_AZURE</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("SPOT_AZURE", "ON_DEMAND_AZURE", "SPOT_WITH_FALLBACK_AZURE")]
    public string? Availability { get; set; }

    /// <summary>
    /// How many nodes, the driver first, are on-demand whatever availability says. Cannot change over the life of a cluster.
    /// Default: 1.
    /// </summary>
    /// <example>1</example>
    [RangeMinimum(0)]
    public int? FirstOnDemand { get; set; }

    /// <summary>
    /// Highest spot price in US dollars per hour and node: a number as a text, because two writings of one number are one price. -1 stands for the
    /// on-demand price. Default: -1.
    /// </summary>
    /// <example>0.25</example>
    [Length(1, 16)]
    [Pattern("^(-1|[0-9]+(\\.[0-9]{1,5})?)$")]
    public string? SpotBidMaxPrice { get; set; }

    /// <summary>Resource id of the capacity reservation group the nodes come from.</summary>
    /// <example>/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/data/providers/Microsoft.Compute/capacityReservationGroups/spark</example>
    [Length(1, 1024)]
    [Pattern(Patterns.NotBlank)]
    public string? CapacityReservationGroup { get; set; }

    /// <summary>Send the nodes' metrics to Azure Log Analytics.</summary>
    public LogAnalyticsSpec? LogAnalyticsInfo { get; set; }
}

/// <summary>A Log Analytics workspace to send metrics to.</summary>
public sealed class LogAnalyticsSpec
{
    /// <summary>Id of the Log Analytics workspace.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Required]
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string LogAnalyticsWorkspaceId { get; set; } = "";

    /// <summary>The Secret entry with the primary key of the Log Analytics workspace. One line end at its end is not part of it.</summary>
    [Required]
    public SecretKeyReference LogAnalyticsPrimaryKeySecretRef { get; set; } = new();
}

/// <summary>Settings of a cluster that only Google Cloud has.</summary>
public sealed class GcpAttributesSpec
{
    /// <summary>How the nodes beyond firstOnDemand are bought.</summary>
    /// <example>PREEMPTIBLE_WITH_FALLBACK_GCP</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("PREEMPTIBLE_GCP", "ON_DEMAND_GCP", "PREEMPTIBLE_WITH_FALLBACK_GCP")]
    public string? Availability { get; set; }

    /// <summary>The zone, or HA or AUTO to let Databricks choose.</summary>
    /// <example>europe-west3-a</example>
    [Length(1, 64)]
    [Pattern(Patterns.NotBlank)]
    public string? ZoneId { get; set; }

    /// <summary>
    /// How many nodes, the driver first, are on-demand whatever availability says. Cannot change over the life of a cluster.
    /// Default: 1.
    /// </summary>
    /// <example>1</example>
    [RangeMinimum(0)]
    public int? FirstOnDemand { get; set; }

    /// <summary>Size of each node's boot disk in GB.</summary>
    /// <example>100</example>
    [RangeMinimum(0)]
    public int? BootDiskSize { get; set; }

    /// <summary>Local SSDs per node.</summary>
    /// <example>1</example>
    [RangeMinimum(0)]
    public int? LocalSsdCount { get; set; }

    /// <summary>Google service account the nodes run as.</summary>
    /// <example>spark@my-project.iam.gserviceaccount.com</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? GoogleServiceAccount { get; set; }

    /// <summary>Confidential computing technology of the nodes.</summary>
    /// <example>SEV_SNP</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("CONFIDENTIAL_COMPUTE_TYPE_NONE", "SEV_SNP")]
    public string? ConfidentialComputeType { get; set; }

    /// <summary>The older way to ask for preemptible workers; availability replaces it. Default: false.</summary>
    public bool? UsePreemptibleExecutors { get; set; }
}
