using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.Warehouses;
using Operator.Managed;
using Operator.Reconciling;
using Operator.Settings;

namespace Operator.Kinds.Warehouses;

/// <summary>SQL warehouses in a workspace, for the common pass.</summary>
internal sealed class WarehouseClient(ListCache<DatabricksSqlWarehouse, SqlWarehouse> lists, ReconcileIntervals timing)
    : IExternalClient<DatabricksSqlWarehouse, ObservedWarehouse>, IPowerState<DatabricksSqlWarehouse, ObservedWarehouse>
{
    public async Task<ObservedWarehouse?> ObserveAsync(
        DatabricksSqlWarehouse entity, string id, LookSource source, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var warehouse = source == LookSource.List
            ? await lists.GetListedAsync(id, entity, client, cancellationToken).ConfigureAwait(false)
            : await client.SqlWarehouses.GetAsync(id, cancellationToken).OrNullAsync().ConfigureAwait(false);
        return warehouse is null or { State: WarehouseState.Deleted } ? null : new ObservedWarehouse(warehouse);
    }

    public Change Evaluate(DatabricksSqlWarehouse entity, ObservedWarehouse observed, string marker) =>
        WarehouseSettings.Decide(entity, observed.Details, marker);

    public Change DecidePower(DatabricksSqlWarehouse entity, ObservedWarehouse observed) => WarehouseState.Power(entity, observed.Details);

    public ReconcileOutcome Read(DatabricksSqlWarehouse working, ObservedWarehouse observed, Change change, WorkspaceClient client)
    {
        var (status, details) = (working.Status, observed.Details);
        (status.WarehouseId, status.Url) = (observed.Id, Url(client, observed.Id));
        status.State = StatusText.CutOrNull(details.State, StatusLimits.Token);
        status.Health = StatusText.CutOrNull(details.Health?.Status, StatusLimits.Token);
        status.HttpPath = StatusText.CutOrNull(details.OdbcParams?.Path, StatusLimits.Url);
        return WarehouseState.Read(working, details, timing);
    }

    public async Task<Creation> CreateAsync(DatabricksSqlWarehouse working, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var desired = WarehouseSettings.Desired(working, marker);
        var id = (await client.SqlWarehouses.CreateAsync(WarehouseSettings.ToWire(desired), cancellationToken).ConfigureAwait(false)).Id;
        (working.Status.WarehouseId, working.Status.Url, working.Status.State) = (id, Url(client, id), WarehouseState.Starting);
        return new Creation(id) { Desired = ComparisonRules.HashOf(desired), Applied = WarehouseSettings.Applied(desired) };
    }

    public async Task<ReconcileOutcome> UpdateAsync(
        DatabricksSqlWarehouse working, ObservedWarehouse observed, Change change, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var call = change switch
        {
            { Action: PlanAction.Edit } => client.SqlWarehouses.EditAsync(observed.Id, WarehouseSettings.ToWire(change.ToBody()), cancellationToken),
            { Power: PowerChange.Start } => client.SqlWarehouses.StartAsync(observed.Id, cancellationToken),
            { Power: PowerChange.Terminate } => client.SqlWarehouses.StopAsync(observed.Id, cancellationToken),
            _ => throw new InvalidOperationException($"A SQL warehouse cannot {change.Action}."),
        };
        await call.ConfigureAwait(false);
        return WarehouseState.After(change, timing);
    }

    public async Task<DeletionStep> DeleteAsync(ObservedWarehouse observed, DeletionPolicy policy, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (policy == DeletionPolicy.Terminate)
        {
            if (observed.Details.State is WarehouseState.Starting or WarehouseState.Running)
            {
                await client.SqlWarehouses.StopAsync(observed.Id, cancellationToken).ConfigureAwait(false);
            }

            return DeletionStep.Done;
        }

        try
        {
            await client.SqlWarehouses.DeleteAsync(observed.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception) when (exception.Kind == DatabricksErrorKind.NotFound)
        {
            return DeletionStep.Done;
        }

        return DeletionStep.Accepted($"Waiting for the SQL warehouse {observed.Id} to be gone from the workspace ({Url(client, observed.Id)})");
    }

    private static string Url(WorkspaceClient client, string id) => $"{client.Host}/sql/warehouses/{Uri.EscapeDataString(id)}";
}
