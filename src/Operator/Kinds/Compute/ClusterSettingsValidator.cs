using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Wire = Operator.Databricks.Clusters;

namespace Operator.Kinds.Compute;

/// <summary>What holds for the settings of any cluster, an all-purpose one or a job's own, beside what the attributes of the type say.</summary>
internal static class ClusterSettingsValidator
{
    private static readonly string[] OfCreationOnly = ["clone_from", "idempotency_token"];

    /// <param name="settings">The settings.</param>
    /// <param name="path">Where they stand.</param>
    /// <param name="isComplete">They have to be enough to create a cluster.</param>
    public static IEnumerable<string> Problems(ClusterSpecBase settings, string path, bool isComplete)
    {
        if (isComplete && settings is { PolicyId: null, NumWorkers: 0 } && settings.IsSingleNode != true && !IsSingleNodeByConf(settings))
        {
            yield return $"{path}.numWorkers: 0 needs isSingleNode: true, or sparkConf with spark.databricks.cluster.profile: singleNode and spark.master: "
                + "local[*] and customTags with ResourceClass: SingleNode";
        }

        if (settings.Autoscale is { } autoscale && autoscale.MaxWorkers <= autoscale.MinWorkers)
        {
            yield return $"{path}.autoscale.maxWorkers must be greater than autoscale.minWorkers";
        }

        if (settings is { PolicyId: null, Autoscale: { MinWorkers: null } or { MaxWorkers: null } })
        {
            yield return $"{path}.autoscale: give minWorkers and maxWorkers, unless policyId names a policy that decides the other";
        }
    }

    private static bool IsSingleNodeByConf(ClusterSpecBase settings) =>
        Value(settings.SparkConf, "spark.databricks.cluster.profile") == "singleNode"
        && Value(settings.SparkConf, "spark.master")?.StartsWith("local[", StringComparison.Ordinal) == true
        && Value(settings.CustomTags, "ResourceClass") == "SingleNode";

    private static string? Value(IDictionary<string, string>? map, string key) => map?.TryGetValue(key, out var value) == true ? value : null;

    /// <summary>
    /// What is no setting: create alone takes it, or the workspace alone sets it. No answer to an edit ever agrees with it, and each edit restarts the cluster.
    /// </summary>
    public static IEnumerable<string> NotSettings(JsonObject extra, string path)
    {
        foreach (var name in extra.Select(pair => pair.Key))
        {
            if (OfCreationOnly.Contains(name))
            {
                yield return $"{path}.extraSettings must not set {name}: Databricks takes it when a cluster is created and never again";
            }
            else if (Wire.ClusterDetails.NotSettings.Contains(name))
            {
                yield return $"{path}.extraSettings must not set {name}, which is no setting of a cluster";
            }
        }
    }
}
