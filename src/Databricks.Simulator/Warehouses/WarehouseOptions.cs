namespace Databricks.Simulator.Warehouses;

/// <summary>How SQL warehouses behave where workspaces differ or no document says. Durations may be zero: the state is then left at the next look.</summary>
public sealed record WarehouseOptions
{
    public TimeSpan StartingDuration { get; init; } = TimeSpan.Zero;

    public TimeSpan StoppingDuration { get; init; } = TimeSpan.Zero;

    public TimeSpan DeletingDuration { get; init; } = TimeSpan.Zero;

    /// <summary>How many reads after a create still miss the warehouse: gets and lists are counted separately.</summary>
    public int HiddenReadsAfterCreate { get; init; }

    /// <summary>The type of a warehouse that names none: the workspace chooses (behavior §4.6).</summary>
    public string DefaultType { get; init; } = "CLASSIC";

    /// <summary>Whether a PRO warehouse that does not say is serverless: the workspace chooses (behavior §4.6).</summary>
    public bool DefaultServerless { get; init; }

    /// <summary>What an edit leaves out keeps its value, or, if false, falls back to its default (behavior §1.5).</summary>
    public bool EditKeepsWhatIsAbsent { get; init; } = true;

    /// <summary>An edit restarts a running warehouse (behavior §2.6).</summary>
    public bool EditRestartsRunning { get; init; } = true;

    /// <summary>An edit starts a stopped warehouse; the SDK waits for it to run (behavior §2.6).</summary>
    public bool EditStartsStopped { get; init; }

    /// <summary>Rows of a list have an id and a name and nothing else (behavior §1.5).</summary>
    public bool ListsNamesOnly { get; init; }

    /// <summary>A deleted warehouse is still shown, in the state DELETED, in place of an answer 404 (behavior §2.6).</summary>
    public bool ShowsDeleted { get; init; }

    /// <summary>The largest page of a list, whatever is asked for.</summary>
    public int ListPageSize { get; init; } = 100;
}
