using System.Text.Json;
using Operator.Databricks.Compute;
using Operator.Databricks.Http;

namespace Operator.Databricks.Tasks;

/// <summary>A cluster that tasks share; it can hold no libraries (behavior §4.3).</summary>
public sealed record JobCluster : WireRecord
{
    public string? JobClusterKey { get; init; }

    /// <summary>Without automatic termination, which job clusters do not have (behavior §1.1).</summary>
    public ClusterSpec? NewCluster { get; init; }

    public string? ServerlessComputeId { get; init; }
}

public sealed record JobEnvironment : WireRecord
{
    public string? EnvironmentKey { get; init; }

    public EnvironmentSpec? Spec { get; init; }
}

/// <summary>What a serverless task finds installed.</summary>
public sealed record EnvironmentSpec : WireRecord
{
    public string? BaseEnvironment { get; init; }

    public string? Client { get; init; }

    public IReadOnlyList<string>? Dependencies { get; init; }

    public string? EnvironmentVersion { get; init; }

    public IReadOnlyList<string>? JavaDependencies { get; init; }
}

public sealed record QueueSettings : WireRecord
{
    public bool? Enabled { get; init; }
}

/// <summary>Exactly one of branch, commit and tag is set.</summary>
public sealed record GitSource : WireRecord
{
    public string? GitBranch { get; init; }

    public string? GitCommit { get; init; }

    /// <summary>Required by the API; case does not matter (behavior §4.3).</summary>
    public string? GitProvider { get; init; }

    /// <summary>Which commit a run took; from answers only.</summary>
    public JsonElement? GitSnapshot { get; init; }

    public string? GitTag { get; init; }

    public string? GitUrl { get; init; }

    public JsonElement? JobSource { get; init; }

    public JsonElement? SparseCheckout { get; init; }
}

/// <summary>Exactly one is set.</summary>
public sealed record JobRunAs : WireRecord
{
    public string? GroupName { get; init; }

    /// <summary>The application id.</summary>
    public string? ServicePrincipalName { get; init; }

    public string? UserName { get; init; }
}

/// <summary>One grant of a new job or one-off run; exactly one of the three names is set.</summary>
public sealed record JobAccessControl : WireRecord
{
    public string? GroupName { get; init; }

    /// <summary>CAN_VIEW, CAN_MANAGE_RUN, CAN_MANAGE, IS_OWNER.</summary>
    public string? PermissionLevel { get; init; }

    public string? ServicePrincipalName { get; init; }

    public string? UserName { get; init; }
}
