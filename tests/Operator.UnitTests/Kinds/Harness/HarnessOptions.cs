using Databricks.Simulator.Hosting;
using Operator.Databricks;
using Operator.Databricks.Http;
using Operator.Options;

namespace Operator.UnitTests.Kinds.Harness;

/// <summary>What surrounds the object of a test.</summary>
internal sealed record HarnessOptions
{
    public WorkspaceOptions Workspace { get; init; } = new();

    public ApiVersions Versions { get; init; } = new();

    /// <summary>Calls are never scarce, unless a test says so.</summary>
    public CallLimits Limits { get; init; } = new() { RequestsPerSecond = 1_000_000, Burst = 1_000_000 };

    public OperatorOptions Program { get; init; } = new()
    {
        InstallationId = "prod",
        CreateGraceSeconds = 15,
        LeaderElection = new OperatorOptions.LeaderElectionSettings { Enabled = false },
    };

    /// <summary>The operator's clock stands still while the workspace's moves, and the other way round.</summary>
    public bool HasTwoClocks { get; init; }
}
