using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;
using Operator.Options;

namespace Operator.Workspaces.Credentials;

/// <summary>
/// Who may use the identities that are the operator's own, and which hosts may see their tokens: a person who writes a DatabricksWorkspace chooses the host and
/// the audience, and must get no more by it than the operator's administrator allowed.
/// </summary>
/// <param name="options">What the administrator allowed.</param>
/// <param name="ownNamespace">The operator's own namespace; null where it runs outside of a pod.</param>
internal sealed class OperatorIdentities(OperatorOptions options, string? ownNamespace)
{
    private readonly IReadOnlyList<string> hosts = OperatorOptions.List(options.Identities.Hosts);
    private readonly IReadOnlyList<string> audiences = OperatorOptions.List(options.Identities.Audiences);

    private readonly IReadOnlyList<string> namespaces = OperatorOptions.List(options.Identities.Namespaces) is { Count: > 0 } named
        ? named
        : string.IsNullOrEmpty(ownNamespace) ? [] : [ownNamespace];

    public static bool AreAskedForBy(WorkspaceAuth auth) =>
        (auth.WorkloadIdentity ?? auth.AzureManagedIdentity ?? (object?)auth.AzureWorkloadIdentity) is not null;

    /// <summary>Asked where a credential is opened, so that no pass, however early, gets round it.</summary>
    /// <exception cref="DatabricksException">They may not be used so.</exception>
    public void Demand(string @namespace, WorkspaceHost host, string? audience)
    {
        if ((HostProblem(host) ?? UseProblem(@namespace, audience)) is { } problem)
        {
            throw new DatabricksException(new DatabricksError("credential", DatabricksErrorKind.PermissionDenied, problem));
        }
    }

    /// <summary>Why their tokens must not be sent to this host; null when they may.</summary>
    public string? HostProblem(WorkspaceHost host) => host.IsDatabricks || hosts.Any(allowed => IsMeant(allowed, host))
        ? null
        : "spec.host: workloadIdentity, azureManagedIdentity and azureWorkloadIdentity are for https hosts of Databricks' own domains only; others are for the "
            + "operator's option identities.hosts to name";

    /// <summary>Why a workspace of this namespace must not use them; null when it may.</summary>
    public string? UseProblem(string @namespace, string? audience)
    {
        if (!namespaces.Contains(OperatorOptions.All) && !namespaces.Contains(@namespace))
        {
            return $"DatabricksWorkspaces of namespace {@namespace} may not use the operator's own identities (workloadIdentity, azureManagedIdentity, "
                + "azureWorkloadIdentity): the operator's option identities.namespaces would have to name it";
        }

        return audience is null || audiences.Contains(audience)
            ? null
            : $"spec.auth.workloadIdentity.audience: the operator's option identities.audiences would have to name {audience}";
    }

    private static bool IsMeant(string allowed, WorkspaceHost host)
    {
        var name = host.Address.IdnHost.TrimEnd('.');
        return allowed.StartsWith('.') ? name.EndsWith(allowed, StringComparison.OrdinalIgnoreCase) : name.Equals(allowed, StringComparison.OrdinalIgnoreCase);
    }
}
