using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Operator.Api.V1Alpha1;
using Operator.Controllers.Permissions;
using Operator.Databricks.Clusters;
using Operator.Drift;

namespace Operator.Controllers.Clusters;

/// <summary>The rules of the CRD once more, for API servers that do not evaluate them, and those that CEL cannot express.</summary>
internal static partial class ClusterRules
{
    private static readonly string[] OfCreationOnly = ["clone_from", "idempotency_token"];

    public static IEnumerable<string> Problems(DatabricksCluster cluster)
    {
        var spec = cluster.Spec;
        return (spec.Policies?.Management == ManagementPolicy.Observe ? [] : ClusterSettingRules.Completeness(spec, "spec"))
            .Concat(ClusterSettingRules.Consistency(spec, "spec")).Concat(Values(spec)).Concat(Libraries(spec)).Concat(Extra(cluster))
            .Concat(PermissionRules.Problems(spec.AccessControlList, PermissionKind.Clusters));
    }

    private static IEnumerable<string> Values(DatabricksClusterSpec spec)
    {
        if (spec.AutoterminationMinutes is < 0 or (> 0 and < 10) or > 10000)
        {
            yield return "spec.autoterminationMinutes must be 0 (never) or between 10 and 10000";
        }

        if (spec.RestartRequestTime is { } requested && !Time().IsMatch(requested))
        {
            yield return "spec.restartRequestTime must be a time, for example 2026-11-02T09:30:00Z";
        }
    }

    private static IEnumerable<string> Libraries(DatabricksClusterSpec spec)
    {
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

        foreach (var problem in NotSettings(extra, "spec"))
        {
            yield return problem;
        }

        if (extra["custom_tags"] is JsonObject tags && tags.Any(tag => tag.Key.StartsWith(Ownership.ReservedTagPrefix, StringComparison.Ordinal)))
        {
            yield return $"spec.extraSettings must not set tags that start with {Ownership.ReservedTagPrefix}";
        }

        foreach (var path in SettingsTree.Overlaps(ClusterMapper.Typed(cluster), extra))
        {
            yield return $"spec.extraSettings must not set {path}, which the spec sets already";
        }
    }

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
            else if (ClusterDetails.NotSettings.Contains(name))
            {
                yield return $"{path}.extraSettings must not set {name}, which is no setting of a cluster";
            }
        }
    }

    [GeneratedRegex(Patterns.Time, RegexOptions.NonBacktracking)]
    private static partial Regex Time();

    private static int Given(params object?[] alternatives) => alternatives.Count(alternative => alternative is not null);
}
