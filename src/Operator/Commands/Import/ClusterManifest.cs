using System.Text.Json.Nodes;
using Operator.Databricks.Clusters;
using Operator.Kinds.Clusters;
using Operator.Kinds.Compute;
using Operator.Settings;

namespace Operator.Commands.Import;

/// <summary>The spec of a cluster that is in a workspace: what <see cref="ClusterMapper"/> maps, the other way round. Pure.</summary>
internal static class ClusterManifest
{
    private static readonly string[] Size = ["num_workers", "autoscale"];

    /// <param name="cluster">As a get shows it.</param>
    /// <param name="name">Of the resource.</param>
    /// <param name="notes">Receives what a person has to know.</param>
    public static JsonObject SpecOf(ClusterDetails cluster, string name, List<string> notes) => SpecOf(Requested(cluster), name, notes);

    /// <param name="wire">The settings, by the names of the API; changed.</param>
    /// <param name="name">Of the resource.</param>
    /// <param name="notes">Receives what a person has to know.</param>
    public static JsonObject SpecOf(JsonObject wire, string name, List<string> notes)
    {
        if (!SettingsComparer.IsEmpty(wire["autoscale"]))
        {
            // Only one of the two is asked for, and where a range is, the number moves by itself.
            wire.Remove("num_workers");
        }

        ClusterFills.Remove(wire);
        // What the mapper writes by hand, because a job's own cluster does not have it.
        wire.Remove("autotermination_minutes", out var minutes);
        wire.Remove("cluster_name", out var ownName);
        var reader = new SpecReader(WireSettings.Default.ClusterSpecBase, ClusterFieldRules.All, $"{name}-secrets");
        var spec = reader.Read(wire);
        notes.AddRange(SecretNotes.Of(reader, name));
        if (minutes is not null)
        {
            spec["autoterminationMinutes"] = minutes;
        }

        if (ownName?.ToString() is { Length: > 0 } text && text != name)
        {
            spec["clusterName"] = text;
        }

        return spec;
    }

    /// <summary>What the workspace was last asked for, before it filled anything in; but the size as it is, because a resize does not move that.</summary>
    private static JsonObject Requested(ClusterDetails cluster)
    {
        var current = cluster.ToSettings();
        if (cluster.Spec is null)
        {
            return current;
        }

        var requested = cluster.Spec.ToSettings();
        foreach (var field in Size)
        {
            requested[field] = current[field]?.DeepClone();
        }

        return requested;
    }
}
