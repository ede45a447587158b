using Operator.Databricks.Http;

namespace Operator.Databricks.Compute;

public sealed record AutoScale : WireRecord
{
    public int? MaxWorkers { get; init; }

    public int? MinWorkers { get; init; }
}

/// <summary>Other node types to take when the first is not to be had.</summary>
public sealed record NodeTypeFlexibility : WireRecord
{
    public IReadOnlyList<string>? AlternateNodeTypeIds { get; init; }
}

public sealed record DockerImage : WireRecord
{
    public DockerBasicAuth? BasicAuth { get; init; }

    public string? Url { get; init; }
}

/// <summary>Answers do not hold the password (behavior §4.1).</summary>
public sealed record DockerBasicAuth : WireRecord
{
    public string? Password { get; init; }

    public string? Username { get; init; }
}

public sealed record WorkloadType : WireRecord
{
    public ClientsTypes? Clients { get; init; }
}

public sealed record ClientsTypes : WireRecord
{
    public bool? Jobs { get; init; }

    public bool? Notebooks { get; init; }
}

/// <summary>One init script; exactly one of the places is set.</summary>
public sealed record InitScriptInfo : WireRecord
{
    public StoragePlace? Abfss { get; init; }

    public StoragePlace? Dbfs { get; init; }

    public StoragePlace? File { get; init; }

    public StoragePlace? Gcs { get; init; }

    public S3Place? S3 { get; init; }

    public StoragePlace? Volumes { get; init; }

    public StoragePlace? Workspace { get; init; }
}

/// <summary>Where the logs go; exactly one of the places is set.</summary>
public sealed record ClusterLogConf : WireRecord
{
    public StoragePlace? Dbfs { get; init; }

    public S3Place? S3 { get; init; }

    public StoragePlace? Volumes { get; init; }
}

public sealed record StoragePlace : WireRecord
{
    public string? Destination { get; init; }
}

public sealed record S3Place : WireRecord
{
    public string? CannedAcl { get; init; }

    public string? Destination { get; init; }

    public bool? EnableEncryption { get; init; }

    public string? EncryptionType { get; init; }

    public string? Endpoint { get; init; }

    public string? KmsKey { get; init; }

    public string? Region { get; init; }
}
