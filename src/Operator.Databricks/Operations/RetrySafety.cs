namespace Operator.Databricks.Operations;

/// <summary>Whether a call may be sent a second time without its caller deciding so.</summary>
internal enum RetrySafety
{
    /// <summary>Reads, and writes whose repetition changes nothing (behavior §1.4).</summary>
    Always,

    /// <summary>Only when the workspace certainly did not act on it (429, no connection): a second edit or restart would restart the cluster again.</summary>
    WhenRefused,

    /// <summary>Creates: a second one is a second object. Its caller searches first.</summary>
    Never,
}
