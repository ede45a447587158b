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

    public ReconcileOutcome ToOutcome(IDatabricksResource resource, TimeSpan requeueAfter) =>
        ToOutcome(resource, Reasons.Provisioning, Message, requeueAfter);

    /// <param name="resource">One that is being deleted.</param>
    /// <param name="wayOut">What a person can do about it.</param>
    /// <param name="requeueAfter">When it is looked at again without a list.</param>
    public ReconcileOutcome ToDeletionOutcome(IDatabricksResource resource, string wayOut, TimeSpan requeueAfter) =>
        ToOutcome(resource, Reasons.Deleting, $"{Message}. {wayOut}", requeueAfter);

    private ReconcileOutcome ToOutcome(IDatabricksResource resource, string reason, string text, TimeSpan requeueAfter) =>
        KeepsConditions || SaysWhatIsWrong(resource)
            ? ReconcileOutcome.Unchanged(resource.Status, requeueAfter)
            : ReconcileOutcome.Waiting(reason, text, requeueAfter);

    /// <summary>
    /// The last pass came as far as to find what is wrong, and only one that has the list can tell whether it still is. Said in between, the wait would be two
    /// writes for each look, and the cause could not be read half of the time.
    /// </summary>
    private static bool SaysWhatIsWrong(IDatabricksResource resource) =>
        resource.Status.ObservedGeneration == resource.Metadata.Generation
        && resource.Status.Conditions.Find(ConditionTypes.Ready) is { Reason: var reason }
        && (reason is Reasons.DependencyNotReady or Reasons.DeleteFailed
            || (FailingReasons.Include(reason) && resource.Status.Conditions.IsTrue(ConditionTypes.Stalled)));
}
