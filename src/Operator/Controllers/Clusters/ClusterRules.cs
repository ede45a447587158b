using Operator.Api.V1Alpha1;
using Operator.Controllers.Permissions;
using Operator.Drift;

namespace Operator.Controllers.Clusters;

/// <summary>The rules of the CRD once more, for API servers that do not evaluate them, and those that CEL cannot express.</summary>
internal static class ClusterRules
{
    private const int MaximumTags = 44;

    public static IEnumerable<string> Problems(DatabricksCluster cluster)
    {
        var spec = cluster.Spec;
        return (spec.Policies?.Management == ManagementPolicy.Observe ? [] : Completeness(spec)).Concat(Exclusions(spec)).Concat(Values(spec)).Concat(Kinds(spec)).Concat(Extra(cluster))
            .Concat(PermissionRules.Problems(spec.AccessControlList, PermissionKind.Clusters));
    }

    private static IEnumerable<string> Completeness(DatabricksClusterSpec spec)
    {
        if (spec.SparkVersion is null)
        {
            yield return "spec.sparkVersion is required";
        }

        if (spec.PolicyId is not null)
        {
            yield break;
        }

        if (spec.NumWorkers is null && spec.Autoscale is null && spec.IsSingleNode != true)
        {
            yield return "spec: give numWorkers, autoscale or isSingleNode: true, unless policyId names a policy that decides the size";
        }

        if (spec.NodeTypeId is null && spec.InstancePoolId is null)
        {
            yield return "spec: give nodeTypeId or instancePoolId, unless policyId names a policy that decides it";
        }

        if (spec.NumWorkers == 0 && spec.IsSingleNode != true && !IsSingleNodeByConf(spec))
        {
            yield return "spec.numWorkers: 0 needs isSingleNode: true, or sparkConf with spark.databricks.cluster.profile: singleNode and spark.master: local[*] and customTags with ResourceClass: SingleNode";
        }
    }

    private static bool IsSingleNodeByConf(DatabricksClusterSpec spec) =>
        Value(spec.SparkConf, "spark.databricks.cluster.profile") == "singleNode"
        && Value(spec.SparkConf, "spark.master")?.StartsWith("local[", StringComparison.Ordinal) == true
        && Value(spec.CustomTags, "ResourceClass") == "SingleNode";

    private static IEnumerable<string> Exclusions(DatabricksClusterSpec spec)
    {
        if (spec is { NumWorkers: not null, Autoscale: not null })
        {
            yield return "spec: numWorkers and autoscale exclude each other";
        }

        if ((spec.NodeTypeId ?? spec.DriverNodeTypeId) is not null && (spec.InstancePoolId ?? spec.DriverInstancePoolId) is not null)
        {
            yield return "spec: nodeTypeId and driverNodeTypeId exclude instancePoolId and driverInstancePoolId";
        }

        if (new object?[] { spec.AwsAttributes, spec.AzureAttributes, spec.GcpAttributes }.Count(block => block is not null) > 1)
        {
            yield return "spec: awsAttributes, azureAttributes and gcpAttributes exclude each other";
        }

        if (spec.IsSingleNode == true && (spec.Autoscale is not null || spec.NumWorkers > 0))
        {
            yield return "spec.isSingleNode: true excludes autoscale and a numWorkers above 0";
        }
    }

    private static IEnumerable<string> Values(DatabricksClusterSpec spec)
    {
        if (spec.Autoscale is { } autoscale && autoscale.MaxWorkers <= autoscale.MinWorkers)
        {
            yield return "spec.autoscale.maxWorkers must be greater than autoscale.minWorkers";
        }

        if (spec.AutoterminationMinutes is < 0 or (> 0 and < 10) or > 10000)
        {
            yield return "spec.autoterminationMinutes must be 0 (never) or between 10 and 10000";
        }

        if (spec.CustomTags?.Keys.Any(key => key.Length == 0 || key.StartsWith(Ownership.ReservedTagPrefix, StringComparison.Ordinal)) == true)
        {
            yield return $"spec.customTags must not have an empty key or one that starts with {Ownership.ReservedTagPrefix}";
        }

        if (spec.CustomTags?.Count > MaximumTags)
        {
            yield return $"spec.customTags may have at most {MaximumTags} entries";
        }
    }

    private static IEnumerable<string> Kinds(DatabricksClusterSpec spec)
    {
        if (spec.InitScripts?.Any(script => Given(script.Workspace, script.Volumes, script.Dbfs, script.S3, script.Abfss, script.Gcs, script.File) != 1) == true)
        {
            yield return "spec.initScripts: each script has exactly one kind of location";
        }

        if (spec.ClusterLogConf is { } logs && Given(logs.Dbfs, logs.S3, logs.Volumes) != 1)
        {
            yield return "spec.clusterLogConf has exactly one destination";
        }

        if (spec.Libraries?.Any(library => Given(library.Jar, library.Egg, library.Whl, library.Requirements, library.Pypi, library.Maven, library.Cran) != 1) == true)
        {
            yield return "spec.libraries: give exactly one of jar, egg, whl, requirements, pypi, maven and cran in each entry";
        }
    }

    private static IEnumerable<string> Extra(DatabricksCluster cluster)
    {
        if (cluster.Spec.ExtraSettings is not { } extra)
        {
            yield break;
        }

        foreach (var reserved in new[] { "cluster_id" }.Where(extra.ContainsKey))
        {
            yield return $"spec.extraSettings must not set {reserved}";
        }

        if (extra["custom_tags"] is System.Text.Json.Nodes.JsonObject tags && tags.Any(tag => tag.Key.StartsWith(Ownership.ReservedTagPrefix, StringComparison.Ordinal)))
        {
            yield return $"spec.extraSettings must not set tags that start with {Ownership.ReservedTagPrefix}";
        }

        foreach (var path in SettingsTree.Overlaps(ClusterMapper.Typed(cluster), extra))
        {
            yield return $"spec.extraSettings must not set {path}, which the spec sets already";
        }
    }

    private static int Given(params object?[] alternatives) => alternatives.Count(alternative => alternative is not null);

    private static string? Value(IDictionary<string, string>? map, string key) => map?.TryGetValue(key, out var value) == true ? value : null;
}
