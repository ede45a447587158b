using Operator.Api.V1Alpha1;
using Operator.Workspaces.Credentials;

namespace Operator.Workspaces;

/// <summary>The rules of the CRD once more, for API servers that do not evaluate them, and those that CEL cannot express.</summary>
internal static class WorkspaceRules
{
    /// <param name="spec">What the user wrote.</param>
    /// <param name="allowInsecureHosts">Also takes http, IP addresses and localhost.</param>
    /// <param name="identities">Which hosts the operator's own identities may be used at.</param>
    public static IEnumerable<string> Problems(DatabricksWorkspaceSpec spec, bool allowInsecureHosts, OwnIdentities identities)
    {
        if (!WorkspaceSettings.TryRead(spec, allowInsecureHosts, out var settings, out var problem))
        {
            yield return problem;
        }
        else if (OwnIdentities.AreAskedForBy(spec.Auth) && identities.HostProblem(settings.Host) is { } hostProblem)
        {
            yield return hostProblem;
        }

        if (new object?[] { spec.Auth.Token, spec.Auth.OauthM2M, spec.Auth.WorkloadIdentity, spec.Auth.AzureClientSecret, spec.Auth.AzureManagedIdentity }.Count(way => way is not null) != 1)
        {
            yield return "spec.auth: give exactly one of token, oauthM2M, workloadIdentity, azureClientSecret and azureManagedIdentity";
        }

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
