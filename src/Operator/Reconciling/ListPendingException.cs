using Operator.Api.V1Alpha1;
using Operator.Runtime.Status;

namespace Operator.Reconciling;

/// <summary>
/// A list of the workspace that a pass needs is still being read, and takes longer than a worker should wait, or must be read again because a read contradicts
/// it. The message says which one, and goes into the condition; once a list that is being read has ended the object has its turn again.
/// </summary>
/// <param name="message">For people.</param>
/// <param name="keepsConditions">True for an object that had settled: nothing is known of it that would be other than its conditions say.</param>
internal sealed class ListPendingException(string message, bool keepsConditions = false) : Exception(message)
{
    public bool KeepsConditions => keepsConditions;

    public ReconcileOutcome ToOutcome(IDatabricksResource resource, TimeSpan requeueAfter) => keepsConditions || NeedsAPerson(resource)
        ? ReconcileOutcome.Unchanged(resource.Status, requeueAfter)
        : ReconcileOutcome.Waiting(Reasons.Provisioning, Message, requeueAfter);

    /// <summary>
    /// Something is wrong with the object that a list has shown, and only the next list can tell whether it still is. Said in between, the wait would be two
    /// writes for each look, and the cause could not be read half of the time.
    /// </summary>
    private static bool NeedsAPerson(IDatabricksResource resource) =>
        resource.Status.ObservedGeneration == resource.Metadata.Generation
        && resource.Status.Conditions.IsTrue(ConditionTypes.Stalled)
        && resource.Status.Conditions.Find(ConditionTypes.Ready) is { } ready && FailingReasons.Include(ready.Reason);
}
