using Operator.Api.V1Alpha1;
using Operator.Runtime.Status;

namespace Operator.Reconciling;

/// <summary>What waits for an object that waits for a person waits for that person too, and says so.</summary>
internal static class StalledDependency
{
    /// <summary>True once nothing goes on with that object by itself. Of an edited one nothing is known until it has been reconciled.</summary>
    public static bool IsStalled(IDatabricksResource resource) =>
        resource.Status.Conditions.IsTrue(ConditionTypes.Stalled) && resource.Status.ObservedGeneration == resource.Metadata.Generation;

    public static DependencyMissingException Missing(string kind, IDatabricksResource found, string problem)
    {
        var stalled = IsStalled(found) ? found.Status.Conditions.Find(ConditionTypes.Stalled) : null;
        return stalled is null
            ? new($"The {kind} {found.Metadata.Name} {problem} yet")
            : new($"The {kind} {found.Metadata.Name} {problem} and is stalled ({stalled.Reason}): {stalled.Message}", isStalled: true);
    }
}
