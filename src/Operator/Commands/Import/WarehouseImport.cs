using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Warehouses;
using Operator.Kinds.Warehouses;

namespace Operator.Commands.Import;

/// <summary>SQL warehouses, as a get shows them.</summary>
internal sealed class WarehouseImport() : ImportedKind<DatabricksSqlWarehouse>("warehouses", WarehouseSettings.Problems)
{
    public override async Task<IReadOnlyList<ImportCandidate>> ListAsync(WorkspaceClient client, string folder, CancellationToken cancellationToken)
    {
        var found = new List<SqlWarehouse>();
        await foreach (var page in client.SqlWarehouses.PagesAsync(cancellationToken).ConfigureAwait(false))
        {
            found.AddRange(page);
        }

        return [.. found.Where(warehouse => warehouse.Id is not null).OrderBy(warehouse => warehouse.Id, StringComparer.Ordinal)
            .Select(warehouse => new ImportCandidate(warehouse.Id!, warehouse.Name ?? "", WarehouseSettings.MarkerOf(warehouse)))];
    }

    protected override async Task<(JsonObject Spec, ImportedContent? Content)> SpecOfAsync(
        ImportCandidate candidate, string name, List<string> notes, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var warehouse = await client.SqlWarehouses.GetAsync(candidate.Id, cancellationToken).ConfigureAwait(false);
        return (WarehouseManifest.SpecOf(warehouse, name), null);
    }

    protected override (JsonObject Spec, ImportedContent? Content) SpecOf(JsonObject wire, string name, List<string> notes) =>
        (WarehouseManifest.SpecOf(wire, name), null);
}
