using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Wire = Operator.Databricks.Clusters;
using Operator.Settings;

namespace Operator.Kinds.Compute;

/// <summary>What holds for the settings of any cluster, an all-purpose one or a job's own.</summary>
internal static class ClusterSettingRules
{
    private const int MaximumTags = 44;

    private static readonly string[] OfCreationOnly = ["clone_from", "idempotency_token"];

    /// <summary>Rules that need no complete spec.</summary>
    public static IEnumerable<string> Consistency(ClusterSettings settings, string path) =>
        Exclusions(settings, path).Concat(Values(settings, path)).Concat(Kinds(settings, path));

    /// <summary>What has to be given to create a cluster.</summary>
    public static IEnumerable<string> Completeness(ClusterSettings settings, string path)
    {
        if (settings.PolicyId is not null)
        {
            // It may decide everything.
            yield break;
        }

        if (settings.SparkVersion is null)
        {
            yield return $"{path}.sparkVersion is required, unless policyId names a policy that decides it";
        }

        if (settings.NumWorkers is null && settings.Autoscale is null && settings.IsSingleNode != true)
        {
            yield return $"{path}: give numWorkers, autoscale or isSingleNode: true, unless policyId names a policy that decides the size";
        }

        if (settings.NodeTypeId is null && settings.InstancePoolId is null)
        {
            yield return $"{path}: give nodeTypeId or instancePoolId, unless policyId names a policy that decides it";
        }

        if (settings.NumWorkers == 0 && settings.IsSingleNode != true && !IsSingleNodeByConf(settings))
        {
            yield return $"{path}.numWorkers: 0 needs isSingleNode: true, or sparkConf with spark.databricks.cluster.profile: singleNode and spark.master: local[*] and customTags with ResourceClass: SingleNode";
        }
    }

    private static bool IsSingleNodeByConf(ClusterSettings settings) =>
        Value(settings.SparkConf, "spark.databricks.cluster.profile") == "singleNode"
        && Value(settings.SparkConf, "spark.master")?.StartsWith("local[", StringComparison.Ordinal) == true
        && Value(settings.CustomTags, "ResourceClass") == "SingleNode";

    private static IEnumerable<string> Exclusions(ClusterSettings settings, string path)
    {
        if (settings is { NumWorkers: not null, Autoscale: not null })
        {
            yield return $"{path}: numWorkers and autoscale exclude each other";
        }

        if ((settings.NodeTypeId ?? settings.DriverNodeTypeId) is not null && (settings.InstancePoolId ?? settings.DriverInstancePoolId) is not null)
        {
            yield return $"{path}: nodeTypeId and driverNodeTypeId exclude instancePoolId and driverInstancePoolId";
        }

        if (new object?[] { settings.AwsAttributes, settings.AzureAttributes, settings.GcpAttributes }.Count(block => block is not null) > 1)
        {
            yield return $"{path}: awsAttributes, azureAttributes and gcpAttributes exclude each other";
        }

        if (settings.IsSingleNode == true && (settings.Autoscale is not null || settings.NumWorkers > 0))
        {
            yield return $"{path}.isSingleNode: true excludes autoscale and a numWorkers above 0";
        }
    }

    private static IEnumerable<string> Values(ClusterSettings settings, string path)
    {
        if (settings.Autoscale is { } autoscale && autoscale.MaxWorkers <= autoscale.MinWorkers)
        {
            yield return $"{path}.autoscale.maxWorkers must be greater than autoscale.minWorkers";
        }

        if (settings is { PolicyId: null, Autoscale: { MinWorkers: null } or { MaxWorkers: null } })
        {
            yield return $"{path}.autoscale: give minWorkers and maxWorkers, unless policyId names a policy that decides the other";
        }

        if (settings.CustomTags?.Keys.Any(key => key.Length == 0 || key.StartsWith(Ownership.ReservedTagPrefix, StringComparison.Ordinal)) == true)
        {
            yield return $"{path}.customTags must not have an empty key or one that starts with {Ownership.ReservedTagPrefix}";
        }

        if (settings.CustomTags?.Count > MaximumTags)
        {
            yield return $"{path}.customTags may have at most {MaximumTags} entries";
        }
    }

    private static IEnumerable<string> Kinds(ClusterSettings settings, string path)
    {
        if (settings.InitScripts?.Any(script => SpecChecks.CountGiven(script.Workspace, script.Volumes, script.Dbfs, script.S3, script.Abfss, script.Gcs, script.File) != 1) == true)
        {
            yield return $"{path}.initScripts: each script has exactly one kind of location";
        }

        if (settings.ClusterLogConf is { } logs && SpecChecks.CountGiven(logs.Dbfs, logs.S3, logs.Volumes) != 1)
        {
            yield return $"{path}.clusterLogConf has exactly one destination";
        }
    }

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
