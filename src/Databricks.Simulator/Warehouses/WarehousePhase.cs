namespace Databricks.Simulator.Warehouses;

/// <summary>The states a SQL warehouse can be in (behavior §2.6).</summary>
internal enum WarehousePhase
{
    Starting,
    Running,
    Stopping,
    Stopped,
    Deleting,
    Deleted,
}
