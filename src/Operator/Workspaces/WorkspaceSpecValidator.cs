using Operator.Api.V1Alpha1;
using Operator.Settings;
using Operator.Workspaces.Credentials;

namespace Operator.Workspaces;

/// <summary>What the attributes of the types say, and by hand what they cannot: rules about addresses, certificates and selectors.</summary>
internal static class WorkspaceSpecValidator
{
    /// <param name="spec">What the user wrote.</param>
    /// <param name="allowInsecureHosts">Also takes http, IP addresses and localhost.</param>
    /// <param name="identities">Which hosts the operator's own identities may be used at.</param>
    public static IEnumerable<string> Problems(DatabricksWorkspaceSpec spec, bool allowInsecureHosts, OperatorIdentities identities) =>
        SpecValidator.Problems(spec).Concat(Host(spec, allowInsecureHosts, identities)).Concat(Values(spec));

    private static IEnumerable<string> Host(DatabricksWorkspaceSpec spec, bool allowInsecureHosts, OperatorIdentities identities)
    {
        if (!WorkspaceSettings.TryRead(spec, allowInsecureHosts, out var settings, out var problem))
        {
            yield return problem;
        }
        else if (OperatorIdentities.AreAskedForBy(spec.Auth) && identities.HostProblem(settings.Host) is { } hostProblem)
        {
            yield return hostProblem;
        }
    }

    private static IEnumerable<string> Values(DatabricksWorkspaceSpec spec)
    {
        if (WorkspaceSettings.Authorities(spec.CaBundle) is { Count: 0 })
        {
            yield return "spec.caBundle holds no PEM certificate, or one that cannot be read";
        }

        foreach (var selection in Problems(spec.AllowedNamespaces))
        {
            yield return selection;
        }
    }

    private static IEnumerable<string> Problems(AllowedNamespaces? allowed)
    {
        if (allowed is not null && (allowed.From == NamespacesFrom.Selector) != (allowed.Selector is not null))
        {
            yield return "spec.allowedNamespaces.selector belongs to from: Selector, and is needed there";
        }

        if (allowed?.Selector?.MatchExpressions?.Any(requirement =>
            (requirement.Operator is SelectorOperator.In or SelectorOperator.NotIn) != (requirement.Values is { Count: > 0 })) == true)
        {
            yield return "spec.allowedNamespaces.selector.matchExpressions: values are needed for the operators In and NotIn, and only there";
        }
    }
}
