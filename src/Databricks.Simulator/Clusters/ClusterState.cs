namespace Databricks.Simulator.Clusters;

/// <summary>The states a cluster can be in today; ERROR is no longer produced (behavior §2.1).</summary>
internal enum ClusterState
{
    Pending,
    Running,
    Resizing,
    Restarting,
    Terminating,
    Terminated,
}
