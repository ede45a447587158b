namespace Databricks.Simulator.Faults;

public enum FaultTiming
{
    /// <summary>The operation does not run.</summary>
    Before,

    /// <summary>The operation has run; only its answer is lost or replaced.</summary>
    After,
}
