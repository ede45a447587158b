using System.Text.Json.Nodes;

namespace Databricks.Simulator.Clusters;

/// <summary>A library of a cluster. Its status follows from the cluster's state and the clock.</summary>
internal sealed class InstalledLibrary(JsonObject library, DateTimeOffset addedAt)
{
    private int? removedInGeneration;

    public JsonObject Library => library;

    public bool IsMarkedForRemoval => removedInGeneration is not null;

    /// <summary>Takes effect when the driver next comes up (behavior §1.1).</summary>
    public void MarkForRemoval(Cluster cluster) => removedInGeneration = cluster.DriverGeneration;

    public void Keep() => removedInGeneration = null;

    public bool IsGone(Cluster cluster) => removedInGeneration < cluster.DriverGeneration;

    public string StatusOn(Cluster cluster, DateTimeOffset now, TimeSpan installDuration, bool fails)
    {
        if (IsMarkedForRemoval)
        {
            return "UNINSTALL_ON_RESTART";
        }

        if (!cluster.IsUsable || cluster.RunningSince is not { } runningSince)
        {
            return "PENDING";
        }

        var installedAt = (runningSince > addedAt ? runningSince : addedAt) + installDuration;
        if (now < installedAt)
        {
            return "INSTALLING";
        }

        return fails ? "FAILED" : "INSTALLED";
    }
}
