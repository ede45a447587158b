using Operator.Api.V1Alpha1;

namespace Operator.Reconciling;

/// <summary>What the values of policies.adoption have in common.</summary>
internal static class AdoptionPolicies
{
    /// <summary>An object that something else made may be taken over because it has the name.</summary>
    public static bool TakesOverByName(this AdoptionPolicy? policy) => policy is AdoptionPolicy.ByName or AdoptionPolicy.Always;
}
