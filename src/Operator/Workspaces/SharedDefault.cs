using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;

namespace Operator.Workspaces;

/// <summary>
/// The DatabricksWorkspace of objects that name none, in namespaces without one named default: the operator's option defaultWorkspace. Which namespaces it
/// serves is for its own spec.allowedNamespaces to say.
/// </summary>
/// <param name="Key">Null for none.</param>
internal sealed record SharedDefault(ObjectKey? Key)
{
    /// <summary>The DatabricksWorkspaces that may be the object's; the first that exists is.</summary>
    public IReadOnlyList<ObjectKey> CandidatesOf(IDatabricksResource resource)
    {
        var own = WorkspaceReferences.KeyOf(resource);
        return FallbackOf(resource) is { } shared ? [own, shared] : [own];
    }

    /// <summary>What takes the place of a missing default of the object's own namespace; null where nothing does.</summary>
    public ObjectKey? FallbackOf(IDatabricksResource resource) =>
        resource.Spec.WorkspaceRef is null && Key is { } shared && shared != WorkspaceReferences.KeyOf(resource) ? shared : null;
}
