using Databricks.Simulator.Clusters;
using Databricks.Simulator.Faults;
using Databricks.Simulator.Http;
using Databricks.Simulator.Identities;
using Databricks.Simulator.Jobs;
using Databricks.Simulator.Journal;
using Databricks.Simulator.Libraries;
using Databricks.Simulator.Limits;
using Databricks.Simulator.Permissions;
using Databricks.Simulator.Runs;
using Databricks.Simulator.Stores;
using Databricks.Simulator.Warehouses;
using Databricks.Simulator.WorkspaceObjects;

namespace Databricks.Simulator.Hosting;

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
        Tokens = new AccessTokens(options.Tokens, options.InvalidTokenStatus, options.OAuth, time);
        ServicePrincipals = new ServicePrincipals(options.OAuth.ServicePrincipals);
        Journal = new RequestJournal(options.JournalCapacity);
        Limiter = new RateLimiter(options.RateLimits, time);

        var store = new ClusterStore(
            options.Clusters, options.Cloud, time, new Random(options.Seed), new IdSource(new Random(options.Seed + 2), options.IdDigits));
        Clusters = new ClusterControl(store, gate);
        var ids = new IdSource(new Random(options.Seed), options.IdDigits);
        var jobs = new JobStore(options.Jobs, store, ids, time);
        Jobs = new JobControl(jobs, gate);
        var runs = new RunStore(options.Runs, jobs, store, ids, time);
        var runView = new RunView(runs, options.Name, options.OrganizationId);
        Runs = new RunControl(runs, runView, gate);
        // Ids of its own, so that folders made at the start leave those of jobs as they are.
        var tree = new ObjectTree(options.Objects, options.Tokens.Values, new IdSource(new Random(options.Seed + 1), options.IdDigits), time);
        Objects = new ObjectControl(tree, gate);
        var warehouses = new WarehouseStore(options.Warehouses, time, new Random(options.Seed + 3));
        Warehouses = new WarehouseControl(warehouses, gate);
        families =
        [
            new ClusterOperations(store, options.Cloud),
            new JobOperations(jobs),
            new RunOperations(runs, runView),
            new LibraryOperations(store, FailingLibraries),
            new TokenOperations(ServicePrincipals, Tokens, options.OAuth, options.Cloud, () => OrganizationId, time),
            new EntraOperations(ServicePrincipals, Tokens, options.OAuth, time),
            new ObjectOperations(tree),
            new WarehouseOperations(warehouses),
            new PermissionOperations(
                [PermissionsOf(store), PermissionsOf(jobs), WarehouseOperations.PermissionsOf(warehouses), .. ObjectOperations.PermissionsOf(tree)]),
            new IdentityOperations(),
        ];
    }

    public string Name { get; }

    /// <summary>Can change while it runs, as when a host name comes to mean another workspace.</summary>
    public long OrganizationId { get; set; }

    public RequestJournal Journal { get; }

    public FaultPlan Faults { get; } = new();

    public Gates Gates { get; } = new();

    public AccessTokens Tokens { get; }

    public ServicePrincipals ServicePrincipals { get; }

    public ClusterControl Clusters { get; }

    public JobControl Jobs { get; }

    public RunControl Runs { get; }

    public ObjectControl Objects { get; }

    public WarehouseControl Warehouses { get; }

    public FailingLibraries FailingLibraries { get; } = new();

    internal RateLimiter Limiter { get; }

    internal IEnumerable<ApiOperation> Operations => families.SelectMany(family => family.Operations);

    internal ApiResponse Execute(ApiOperation operation, ApiRequest request)
    {
        lock (gate)
        {
            return operation.Handle(request);
        }
    }

    private static PermissionFamily PermissionsOf(ClusterStore clusters) => new(
        "clusters", "cluster", ["CAN_ATTACH_TO", "CAN_RESTART", "CAN_MANAGE"], id => clusters.Find(id)?.Creator);

    private static PermissionFamily PermissionsOf(JobStore jobs) => new("jobs", "job", JobAccess.Levels, jobs.CreatorOf)
    {
        Grants = jobs.Access.Grants,
        Authorize = jobs.Access.RequirePermissions,
    };
}
