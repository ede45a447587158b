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

        var stores = WorkspaceStores.Create(options, time);
        var runView = new RunView(stores.Runs, options.Name, options.OrganizationId);
        Clusters = new ClusterControl(stores.Clusters, gate);
        Jobs = new JobControl(stores.Jobs, gate);
        Runs = new RunControl(stores.Runs, runView, gate);
        Objects = new ObjectControl(stores.Objects, gate);
        Warehouses = new WarehouseControl(stores.Warehouses, gate);
        var permissions = stores.PermissionFamilies;
        Permissions = new PermissionControl(permissions, gate);
        families =
        [
            new ClusterOperations(stores.Clusters, options.Cloud),
            new JobOperations(stores.Jobs),
            new RunOperations(stores.Runs, runView),
            new LibraryOperations(stores.Clusters, FailingLibraries),
            new TokenOperations(ServicePrincipals, Tokens, options.OAuth, options.Cloud, () => OrganizationId, time),
            new EntraOperations(ServicePrincipals, Tokens, options.OAuth, time),
            new ObjectOperations(stores.Objects),
            new WarehouseOperations(stores.Warehouses),
            new PermissionOperations(permissions),
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

    public PermissionControl Permissions { get; }

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
}
