using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Compute;
using Operator.Permissions;
using Operator.Settings;

namespace Operator.Kinds.Clusters;

/// <summary>The rules of the CRD once more, for API servers that do not evaluate them, and those that CEL cannot express.</summary>
internal static partial class ClusterRules
{
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
        if (spec.Libraries?.Any(library => SpecChecks.CountGiven(library.Jar, library.Egg, library.Whl, library.Requirements, library.Pypi, library.Maven, library.Cran) != 1) == true)
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

        foreach (var problem in ClusterSettingRules.NotSettings(extra, "spec"))
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

    [GeneratedRegex(Patterns.Time, RegexOptions.NonBacktracking)]
    private static partial Regex Time();
}
