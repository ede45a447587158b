using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Http;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Warehouses;

/// <inheritdoc/>
public sealed class WarehouseControl : Control<string>
{
    private readonly WarehouseStore store;

    internal WarehouseControl(WarehouseStore store, Lock gate)
        : base(gate) => this.store = store;

    /// <summary>Creates a SQL warehouse from a body of the create call as another user would.</summary>
    public string Create(JsonObject request, string userName) => Locked(() => store.Create(request, userName).Id);

    /// <summary>Changes the settings in any state and without a restart.</summary>
    public void Change(string warehouseId, Action<JsonObject> change) => Locked(() => store.Change(store.Require(warehouseId), change));

    public void RemoveTag(string warehouseId, string key) => Change(
        warehouseId, settings => settings.Object("tags")?.Array("custom_tags")?.RemoveAll(tag => (string?)tag?["key"] == key));

    public void Start(string warehouseId) => Locked(() => store.Lifecycle.Start(store.Require(warehouseId), store.Now));

    public void Stop(string warehouseId) => Locked(() => store.Lifecycle.Stop(store.Require(warehouseId), store.Now));

    /// <summary>A user ran a query: the automatic stop counts from now.</summary>
    public void RecordActivity(string warehouseId) => Locked(() => store.Require(warehouseId).LastActivityAt = store.Now);

    /// <summary>The next starts, of the warehouse of that name or of any, end STOPPED in place of RUNNING.</summary>
    public void FailStarts(TerminationCause reason, int times = 1, string? name = null) => Locked(() => store.Lifecycle.FailStarts(reason, times, name));

    private protected override IReadOnlyList<string> ListIds() => store.Ids;

    private protected override JsonObject? View(string id) => store.Find(id) is { } warehouse ? WarehouseView.Details(warehouse) : null;

    private protected override void Drop(string id) => store.Remove(store.Require(id));
}
