namespace Databricks.Simulator.Faults;

public enum FaultKind
{
    /// <summary>Answers <see cref="Fault.Status"/> with a JSON error body.</summary>
    Status,

    /// <summary>Answers <see cref="Fault.Status"/> with an HTML page, as a gateway does.</summary>
    Html,

    /// <summary>Answers <see cref="Fault.Status"/> without a body.</summary>
    Empty,

    /// <summary>Resets the connection instead of answering.</summary>
    Reset,

    /// <summary>Waits until the client gives up or the fault is released, then goes on as if nothing had been.</summary>
    Hang,

    /// <summary>Waits <see cref="Fault.LatencySeconds"/> on the simulator's clock, then goes on.</summary>
    Latency,
}
