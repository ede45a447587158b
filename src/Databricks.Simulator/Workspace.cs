using Databricks.Simulator.Clusters;
using Databricks.Simulator.Faults;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Http;
using Databricks.Simulator.Identities;
using Databricks.Simulator.Jobs;
using Databricks.Simulator.Journal;
using Databricks.Simulator.Libraries;
using Databricks.Simulator.Limits;
using Databricks.Simulator.Permissions;
using Databricks.Simulator.Runs;

namespace Databricks.Simulator;

/// <summary>The state of one workspace, and what a test may do to it without being seen.</summary>
public sealed class Workspace
{
    // Calls take effect one at a time, as the real service serialises them per object; it also makes every test deterministic.
    private readonly Lock gate = new();
    private readonly IReadOnlyList<IOperationFamily> families;

    internal Workspace(WorkspaceOptions options, TimeProvider time)
    {
        Name = options.Name;
        OrganizationId = options.OrganizationId;
        Tokens = new AccessTokens(options.Tokens, options.InvalidTokenStatus);
        Journal = new RequestJournal(options.JournalCapacity);
        Limiter = new RateLimiter(options.RateLimits, time);

        var store = new ClusterStore(options.Clusters, options.Cloud, time, new Random(options.Seed));
        Clusters = new ClusterFleet(store, gate);
        var clusterPermissions = new PermissionFamily(
            "clusters", "cluster", ["CAN_ATTACH_TO", "CAN_RESTART", "CAN_MANAGE"], id => store.Exists(id) ? store.Get(id).Creator : null);
        var ids = new IdSource(new Random(options.Seed));
        var jobs = new JobStore(options.Jobs, store, ids, time);
        Jobs = new JobRegister(jobs, gate);
        var runs = new RunStore(options.Runs, jobs, store, ids, time);
        var runView = new RunView(runs, options.Name, options.OrganizationId);
        Runs = new RunRegister(runs, runView, gate);
        var jobPermissions = new PermissionFamily("jobs", "job", JobAccess.Levels, jobs.CreatorOf)
        {
            Grants = jobs.Access.Grants,
            Authorize = jobs.Access.RequirePermissions,
        };
        families =
        [
            new ClusterOperations(store, options.Cloud),
            new JobOperations(jobs),
            new RunOperations(runs, runView),
            new LibraryOperations(store, FailingLibraries),
            new PermissionOperations([clusterPermissions, jobPermissions]),
        ];
    }

    public string Name { get; }

    public long OrganizationId { get; }

    public RequestJournal Journal { get; }

    public FaultPlan Faults { get; } = new();

    public Gates Gates { get; } = new();

    public AccessTokens Tokens { get; }

    public ClusterFleet Clusters { get; }

    public JobRegister Jobs { get; }

    public RunRegister Runs { get; }

    public FailingLibraries FailingLibraries { get; } = new();

    internal RateLimiter Limiter { get; }

    internal IEnumerable<Operation> Operations => families.SelectMany(family => family.Operations);

    internal ApiResponse Execute(Operation operation, ApiRequest request)
    {
        lock (gate)
        {
            return operation.Handle(request);
        }
    }
}
