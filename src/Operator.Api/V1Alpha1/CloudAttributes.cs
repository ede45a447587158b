using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>Settings of a cluster that only AWS has.</summary>
public sealed class AwsAttributes
{
    /// <summary>How the nodes beyond firstOnDemand are bought: SPOT, ON_DEMAND or SPOT_WITH_FALLBACK. Default: SPOT_WITH_FALLBACK.</summary>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    public string? Availability { get; set; }

    /// <summary>The availability zone, or auto for one with free capacity. Default: auto.</summary>
    /// <example>eu-central-1b</example>
    [Length(1, 64)]
    [Pattern(Patterns.NotBlank)]
    public string? ZoneId { get; set; }

    /// <summary>How many nodes, the driver first, are on-demand whatever availability says. Cannot change over the life of a cluster.</summary>
    [RangeMinimum(0)]
    public int? FirstOnDemand { get; set; }

    /// <summary>ARN of the instance profile the nodes run as.</summary>
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string? InstanceProfileArn { get; set; }

    /// <summary>Highest spot price, in percent of the on-demand price. Default: 100.</summary>
    [RangeMinimum(1)]
    public int? SpotBidPricePercent { get; set; }

    /// <summary>Kind of the extra disks: GENERAL_PURPOSE_SSD or THROUGHPUT_OPTIMIZED_HDD.</summary>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    public string? EbsVolumeType { get; set; }

    /// <summary>Extra disks per node.</summary>
    [RangeMinimum(0)]
    public int? EbsVolumeCount { get; set; }

    /// <summary>Size of each extra disk in GiB.</summary>
    [RangeMinimum(0)]
    public int? EbsVolumeSize { get; set; }

    /// <summary>I/O operations per second of each gp3 disk.</summary>
    [RangeMinimum(0)]
    public int? EbsVolumeIops { get; set; }

    /// <summary>Throughput of each gp3 disk in MiB per second.</summary>
    [RangeMinimum(0)]
    public int? EbsVolumeThroughput { get; set; }
}

/// <summary>Settings of a cluster that only Azure has.</summary>
public sealed class AzureAttributes
{
    /// <summary>How the nodes beyond firstOnDemand are bought: SPOT_AZURE, ON_DEMAND_AZURE or SPOT_WITH_FALLBACK_AZURE.</summary>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    public string? Availability { get; set; }

    /// <summary>
    /// How many nodes, the driver first, are on-demand whatever availability says. Cannot change over the life of a cluster.
    /// Default: 1.
    /// </summary>
    [RangeMinimum(0)]
    public int? FirstOnDemand { get; set; }

    /// <summary>Highest spot price in US dollars per hour and node; -1 stands for the on-demand price. Default: -1.</summary>
    [RangeMinimum(-1)]
    public double? SpotBidMaxPrice { get; set; }

    /// <summary>Resource id of the capacity reservation group the nodes come from.</summary>
    [Length(1, 1024)]
    [Pattern(Patterns.NotBlank)]
    public string? CapacityReservationGroup { get; set; }

    /// <summary>Send the nodes' metrics to Azure Log Analytics.</summary>
    public LogAnalyticsInfo? LogAnalyticsInfo { get; set; }
}

/// <summary>A Log Analytics workspace to send metrics to.</summary>
public sealed class LogAnalyticsInfo
{
    /// <summary>Id of the Log Analytics workspace.</summary>
    [Required]
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string LogAnalyticsWorkspaceId { get; set; } = "";

    /// <summary>The Secret entry with the primary key of the Log Analytics workspace.</summary>
    [Required]
    public SecretKeyReference LogAnalyticsPrimaryKeySecretRef { get; set; } = new();
}

/// <summary>Settings of a cluster that only Google Cloud has.</summary>
public sealed class GcpAttributes
{
    /// <summary>How the nodes beyond firstOnDemand are bought: PREEMPTIBLE_GCP, ON_DEMAND_GCP or PREEMPTIBLE_WITH_FALLBACK_GCP.</summary>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
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
    [RangeMinimum(0)]
    public int? FirstOnDemand { get; set; }

    /// <summary>Size of each node's boot disk in GB.</summary>
    [RangeMinimum(0)]
    public int? BootDiskSize { get; set; }

    /// <summary>Local SSDs per node.</summary>
    [RangeMinimum(0)]
    public int? LocalSsdCount { get; set; }

    /// <summary>Google service account the nodes run as.</summary>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? GoogleServiceAccount { get; set; }

    /// <summary>Confidential computing technology of the nodes.</summary>
    /// <example>SEV_SNP</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    public string? ConfidentialComputeType { get; set; }

    /// <summary>The older way to ask for preemptible workers; availability replaces it. Default: false.</summary>
    public bool? UsePreemptibleExecutors { get; set; }
}
