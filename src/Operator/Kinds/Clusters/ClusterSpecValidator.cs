using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Compute;
using Operator.Permissions;
using Operator.Settings;

namespace Operator.Kinds.Clusters;

/// <summary>
/// What the attributes of the types say, and by hand what they cannot: CEL rules of a form of their own, for API servers that do not evaluate them, and rules
/// that CEL cannot express.
/// </summary>
internal static partial class ClusterSpecValidator
{
    public static IEnumerable<string> Problems(DatabricksCluster cluster)
    {
        var spec = cluster.Spec;
        return SpecValidator.Problems(spec)
            .Concat(ClusterSettingsValidator.Problems(spec, "spec", isComplete: spec.Policies?.Management != ManagementPolicy.Observe))
            .Concat(Values(spec)).Concat(Extra(cluster)).Concat(PermissionSpecValidator.Problems(spec.AccessControlList, PermissionKind.Clusters));
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

    private static IEnumerable<string> Extra(DatabricksCluster cluster)
    {
        if (cluster.Spec.ExtraSettings is not { } extra)
        {
            yield break;
        }

        foreach (var problem in ClusterSettingsValidator.NotSettings(extra, "spec"))
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
