using Operator.Api.V1Alpha1;
using Operator.Reconciling;

namespace Operator.Workspaces;

/// <summary>
/// Whether a workspace allows an object what its spec asks for, from the two specs alone. The one place for all kinds: nothing is called before it was asked.
/// </summary>
/// <param name="kinds">What is forbidden to one kind only.</param>
internal sealed class Restrictions(IEnumerable<IRestriction> kinds)
{
    private readonly IRestriction[] kinds = [.. kinds];

    /// <summary>What is not allowed, and what would allow it; null when nothing is in the way.</summary>
    public string? Denial(IDatabricksResource resource, DatabricksWorkspace workspace)
    {
        if (workspace.Spec.Restrictions is not { } restrictions)
        {
            return null;
        }

        return (restrictions.Adoption == AdoptionPermission.Denied ? AdoptionDenial(resource) : null)
            ?? kinds.Select(kind => kind.Denial(resource, restrictions, workspace.Status.UserName)).FirstOrDefault(denial => denial is not null);
    }

    private static string? AdoptionDenial(IDatabricksResource resource) => (resource.Spec.ExternalId, resource.Spec.Policies?.Adoption) switch
    {
        ({ }, _) => "its spec.restrictions.adoption is Denied, so spec.externalId cannot be used",
        (_, var policy) when policy.TakesOverByName() => $"its spec.restrictions.adoption is Denied, so spec.policies.adoption cannot be {policy}",
        _ => null,
    };
}
