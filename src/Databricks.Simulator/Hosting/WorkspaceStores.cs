using Databricks.Simulator.Clusters;
using Databricks.Simulator.Jobs;
using Databricks.Simulator.Permissions;
using Databricks.Simulator.Runs;
using Databricks.Simulator.Stores;
using Databricks.Simulator.Warehouses;
using Databricks.Simulator.WorkspaceObjects;

namespace Databricks.Simulator.Hosting;

/// <summary>What one workspace keeps, by kind.</summary>
internal sealed record WorkspaceStores(ClusterStore Clusters, JobStore Jobs, RunStore Runs, ObjectTree Objects, WarehouseStore Warehouses)
{
    /// <summary>Whose permissions can be read and set.</summary>
    public IReadOnlyList<PermissionFamily> PermissionFamilies =>
    [
        new("clusters", "cluster", ["CAN_ATTACH_TO", "CAN_RESTART", "CAN_MANAGE"], id => Clusters.Find(id)?.Creator),
        new("jobs", "job", JobAccess.Levels, Jobs.CreatorOf) { Grants = Jobs.Access.Grants, Authorize = Jobs.Access.RequirePermissions },
        WarehouseOperations.PermissionsOf(Warehouses),
        .. ObjectOperations.PermissionsOf(Objects),
    ];

    public static WorkspaceStores Create(WorkspaceOptions options, TimeProvider time)
    {
        var clusters = new ClusterStore(
            options.Clusters, options.Cloud, time, new Random(options.Seed), new IdSource(new Random(options.Seed + 2), options.IdDigits));
        var ids = new IdSource(new Random(options.Seed), options.IdDigits);
        var jobs = new JobStore(options.Jobs, clusters, ids, time);
        var runs = new RunStore(options.Runs, jobs, clusters, ids, time);
        // Ids of its own, so that folders made at the start leave those of jobs as they are.
        var objects = new ObjectTree(options.Objects, options.Tokens.Values, new IdSource(new Random(options.Seed + 1), options.IdDigits), time);
        return new(clusters, jobs, runs, objects, new WarehouseStore(options.Warehouses, time, new Random(options.Seed + 3)));
    }
}
