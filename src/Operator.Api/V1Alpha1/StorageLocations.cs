using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>A script the nodes run before Spark starts, by where it is stored.</summary>
[ExactlyOneOf("workspace, volumes, s3, abfss, gcs, dbfs, file")]
public sealed class InitScript
{
    /// <summary>A file in the Databricks workspace.</summary>
    /// <example>{"destination": "/Shared/setup.sh"}</example>
    public StorageLocation? Workspace { get; set; }

    /// <summary>A file in a Unity Catalog volume.</summary>
    /// <example>{"destination": "/Volumes/main/default/scripts/setup.sh"}</example>
    public StorageLocation? Volumes { get; set; }

    /// <summary>A file in an S3 bucket, read with the cluster's instance profile.</summary>
    /// <example>{"destination": "s3://my-bucket/init.sh", "region": "eu-central-1"}</example>
    public S3Location? S3 { get; set; }

    /// <summary>A file in Azure Data Lake Storage.</summary>
    /// <example>{"destination": "abfss://container@account.dfs.core.windows.net/setup.sh"}</example>
    public StorageLocation? Abfss { get; set; }

    /// <summary>A file in Google Cloud Storage.</summary>
    /// <example>{"destination": "gs://bucket/setup.sh"}</example>
    public StorageLocation? Gcs { get; set; }

    /// <summary>A file in DBFS; Databricks has deprecated these.</summary>
    /// <example>{"destination": "dbfs:/scripts/setup.sh"}</example>
    public StorageLocation? Dbfs { get; set; }

    /// <summary>A file of the container image; needs dockerImage.</summary>
    /// <example>{"destination": "file:/opt/setup.sh"}</example>
    public StorageLocation? File { get; set; }
}

/// <summary>Where logs are delivered to.</summary>
[ExactlyOneOf("dbfs, s3, volumes")]
public sealed class ClusterLogSpec
{
    /// <summary>A folder in DBFS.</summary>
    /// <example>{"destination": "dbfs:/cluster-logs"}</example>
    public StorageLocation? Dbfs { get; set; }

    /// <summary>A folder in an S3 bucket; the instance profile must be allowed to write there.</summary>
    /// <example>{"destination": "s3://my-bucket/logs", "region": "eu-central-1"}</example>
    public S3Location? S3 { get; set; }

    /// <summary>A folder in a Unity Catalog volume.</summary>
    /// <example>{"destination": "/Volumes/main/default/logs"}</example>
    public StorageLocation? Volumes { get; set; }
}

/// <summary>A place that one address says all about.</summary>
public sealed class StorageLocation
{
    /// <summary>The address of the file or folder.</summary>
    /// <example>/Volumes/main/default/files/init.sh</example>
    [Required]
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string Destination { get; set; } = "";
}

/// <summary>A place in an S3 bucket.</summary>
public sealed class S3Location
{
    /// <summary>The address of the file or folder.</summary>
    /// <example>s3://bucket/path</example>
    [Required]
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string Destination { get; set; } = "";

    /// <summary>The bucket's region; this or endpoint is needed.</summary>
    /// <example>eu-central-1</example>
    [Length(1, 64)]
    [Pattern(Patterns.NotBlank)]
    public string? Region { get; set; }

    /// <summary>The address of the S3 service; used instead of region where both are given.</summary>
    /// <example>https://s3.eu-central-1.amazonaws.com</example>
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string? Endpoint { get; set; }

    /// <summary>Encrypt what is written. Default: false.</summary>
    public bool? EnableEncryption { get; set; }

    /// <summary>How to encrypt. Default: sse-s3.</summary>
    /// <example>sse-kms</example>
    [Length(1, 64)]
    [Pattern(Patterns.NotBlank)]
    [KnownValues("sse-s3", "sse-kms")]
    public string? EncryptionType { get; set; }

    /// <summary>The KMS key for sse-kms.</summary>
    /// <example>arn:aws:kms:eu-central-1:123456789012:key/5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string? KmsKey { get; set; }

    /// <summary>The canned access control list of what is written.</summary>
    /// <example>bucket-owner-full-control</example>
    [Length(1, 64)]
    [Pattern(Patterns.NotBlank)]
    public string? CannedAcl { get; set; }
}
