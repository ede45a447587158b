using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>The range in which Databricks chooses the number of workers.</summary>
[ValidationRule(
    "!has(self.minWorkers) || !has(self.maxWorkers) || self.maxWorkers > self.minWorkers",
    "autoscale.maxWorkers must be greater than autoscale.minWorkers")]
public sealed class Autoscale
{
    /// <summary>Workers when idle, and at the start.</summary>
    /// <example>2</example>
    [RangeMinimum(0)]
    public int? MinWorkers { get; set; }

    /// <summary>Workers under full load; greater than minWorkers.</summary>
    /// <example>8</example>
    [RangeMinimum(1)]
    public int? MaxWorkers { get; set; }
}

/// <summary>A container image; needs the workspace to allow Databricks Container Services.</summary>
public sealed class DockerImageSpec
{
    /// <summary>Image with registry and tag.</summary>
    /// <example>registry.example.com/spark/base:1.4</example>
    [Required]
    [Length(1, 1024)]
    [Pattern(Patterns.NotBlank)]
    public string Url { get; set; } = "";

    /// <summary>How to log in to the registry; left out when it needs no login.</summary>
    public DockerBasicAuthSpec? BasicAuth { get; set; }
}

/// <summary>Name and password for an image registry.</summary>
public sealed class DockerBasicAuthSpec
{
    /// <summary>Name of the account.</summary>
    /// <example>puller</example>
    [Required]
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string Username { get; set; } = "";

    /// <summary>The Secret entry with the account's password. One line end at its end is not part of it.</summary>
    [Required]
    public SecretKeyReference PasswordSecretRef { get; set; } = new();
}

/// <summary>Which kinds of work a cluster accepts.</summary>
public sealed class WorkloadTypeSpec
{
    /// <summary>The kinds, one by one.</summary>
    [Required]
    public WorkloadClients Clients { get; set; } = new();
}

/// <summary>The kinds of work.</summary>
public sealed class WorkloadClients
{
    /// <summary>Accept job runs. Default: true.</summary>
    public bool? Jobs { get; set; }

    /// <summary>Accept notebooks. Default: true.</summary>
    public bool? Notebooks { get; set; }
}
