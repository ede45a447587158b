using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Http;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Warehouses;

internal sealed class Warehouse(string id, long sequence, string creator, DateTimeOffset createdAt) : IStored<string>
{
    public string Id => id;

    public long Sequence => sequence;

    public string Creator => creator;

    public required HiddenReads Hidden { get; init; }

    /// <summary>The settings in force, with everything the workspace filled in.</summary>
    public required JsonObject Settings { get; set; }

    public WarehousePhase State { get; set; }

    public Transition? Next { get; set; }

    /// <summary>Why its clusters do not come up; null while they do.</summary>
    public TerminationCause? Failure { get; set; }

    /// <summary>What the automatic stop counts from.</summary>
    public DateTimeOffset LastActivityAt { get; set; } = createdAt;

    public string Name => Settings.Text("name")!;
}
