using System.Net;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Identities;
using Databricks.Simulator.Jobs;
using Databricks.Simulator.Limits;
using Databricks.Simulator.Runs;
using Databricks.Simulator.Warehouses;
using Databricks.Simulator.WorkspaceObjects;

namespace Databricks.Simulator.Hosting;

public sealed record WorkspaceOptions
{
    public const string DefaultToken = "dapi-simulator";
    public const string DefaultUser = "operator@example.com";

    /// <summary>Tells the workspaces of one host apart.</summary>
    public string Name { get; init; } = "default";

    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>Sent as X-Databricks-Org-Id with every answer.</summary>
    public long OrganizationId { get; init; } = 3141592653589793;

    public Cloud Cloud { get; init; }

    /// <summary>Bearer token to user name.</summary>
    public IReadOnlyDictionary<string, string> Tokens { get; init; } = new Dictionary<string, string> { [DefaultToken] = DefaultUser };

    /// <summary>What a wrong token is answered with: 403 on most workspaces, 401 on others.</summary>
    public int InvalidTokenStatus { get; init; } = 403;

    /// <summary>Service principals, and the tokens they get.</summary>
    public OAuthOptions OAuth { get; init; } = new();

    public IReadOnlyList<RateLimit> RateLimits { get; init; } = [];

    /// <summary>Requests remembered; the oldest go first.</summary>
    public int JournalCapacity { get; init; } = 100_000;

    /// <summary>Of all ids: two workspaces of the same seed that see the same calls give the same ids.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Digits of the ids that are numbers, 10–18. Less than 16 for what stands between and reads numbers as doubles.</summary>
    public int IdDigits { get; init; } = 18;

    public ClusterOptions Clusters { get; init; } = new();

    public JobOptions Jobs { get; init; } = new();

    public RunOptions Runs { get; init; } = new();

    public ObjectOptions Objects { get; init; } = new();

    public WarehouseOptions Warehouses { get; init; } = new();
}
