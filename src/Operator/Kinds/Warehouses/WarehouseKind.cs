using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Observation;
using Operator.Databricks.Warehouses;
using Operator.Managed;
using Operator.Permissions;
using Operator.Runtime.Hosting;

namespace Operator.Kinds.Warehouses;

/// <summary>What a SQL warehouse is for the common pass, and who does the work.</summary>
internal static class WarehouseKind
{
    public static KindDescription<DatabricksSqlWarehouse, ObservedWarehouse> Description { get; } = new()
    {
        RecordedId = warehouse => warehouse.Status.WarehouseId,
        NameOf = warehouse => warehouse.Spec.Name ?? warehouse.Metadata.Name,
        ObservedNameOf = observed => observed.Details.Name,
        IdOf = observed => observed.Id,
        MarkerOf = observed => WarehouseSettings.MarkerOf(observed.Details),
        CreatorOf = observed => observed.Details.CreatorName,
        Validate = WarehouseSettings.Problems,
    };

    public static IOperatorBuilder AddWarehouses(this IOperatorBuilder builder)
    {
        builder.AddObservation<DatabricksSqlWarehouse, SqlWarehouse, WarehouseLister>();
        builder.AddPermissions<DatabricksSqlWarehouse, ObservedWarehouse>(PermissionKind.Warehouses, Description.RecordedId);
        return builder.AddManaged<
            DatabricksSqlWarehouse, DatabricksSqlWarehouseSpec, DatabricksSqlWarehouseStatus, ObservedWarehouse, SqlWarehouse, WarehouseClient>(Description);
    }
}

/// <summary>A SQL warehouse as the workspace shows it.</summary>
internal sealed record ObservedWarehouse(SqlWarehouse Details) : IPermissioned<ObservedWarehouse>
{
    public string Id => Details.Id ?? "";

    public string PermissionsId => Id;

    public ObservedPermissions? Permissions { get; init; }

    public ObservedWarehouse With(ObservedPermissions permissions) => this with { Permissions = permissions };
}

/// <summary>The rows of the list, which show all of a warehouse; some workspaces may show names only (behavior §1.5).</summary>
internal sealed class WarehouseLister : IListedKind<DatabricksSqlWarehouse, SqlWarehouse>
{
    public string Plural => "SQL warehouses";

    public string? RecordedId(DatabricksSqlWarehouse entity) => entity.Status.WarehouseId;

    public IAsyncEnumerable<IReadOnlyList<SqlWarehouse>> PagesAsync(WorkspaceClient client, CancellationToken cancellationToken) =>
        client.SqlWarehouses.PagesAsync(cancellationToken);

    public string? IdOf(SqlWarehouse row) => row.State == WarehouseState.Deleted ? null : row.Id;

    public string? MarkerOf(SqlWarehouse row) => WarehouseSettings.MarkerOf(row);

    public string? NameOf(SqlWarehouse row) => row.Name;

    public ulong FingerprintOf(SqlWarehouse row)
    {
        var node = row.ToSettings();
        node["$state"] = row.State;
        node["$health"] = $"{row.Health?.Status} {row.Health?.Summary}";
        return Fingerprint.Of(node);
    }

    public bool IsInTransition(SqlWarehouse row) => row.State is not (WarehouseState.Running or WarehouseState.Stopped);

    public bool IsComplete(SqlWarehouse row) => row.State is not null;
}
