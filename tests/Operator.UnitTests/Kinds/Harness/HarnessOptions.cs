using Databricks.Simulator.Hosting;
using Operator.Databricks;
using Operator.Options;

namespace Operator.UnitTests.Kinds.Harness;

/// <summary>What surrounds the object of a test.</summary>
internal sealed record HarnessOptions
{
    public WorkspaceOptions Workspace { get; init; } = new();

    public ApiVersions Versions { get; init; } = new();

    public OperatorOptions Program { get; init; } = new()
    {
        InstallationId = "prod",
        CreateGraceSeconds = 15,
        LeaderElection = new OperatorOptions.LeaderElectionSettings { Enabled = false },
    };

    /// <summary>The operator's clock stands still while the workspace's moves, and the other way round.</summary>
    public bool HasTwoClocks { get; init; }
}
