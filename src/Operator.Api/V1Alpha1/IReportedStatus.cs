using Operator.Runtime.Entities;

namespace Operator.Api.V1Alpha1;

/// <summary>What every status tells, those of workspaces included.</summary>
public interface IReportedStatus
{
    /// <summary>
    /// The status the API server gives to a new object. Without it tools that wait take an object that was never reconciled for finished.
    /// </summary>
    const string NotSeen = """{"observedGeneration": -1}""";

    /// <summary>The metadata.generation the rest of the status speaks of; -1 before the operator has seen the object.</summary>
    /// <example>3</example>
    long? ObservedGeneration { get; set; }

    /// <summary>
    /// Ready, Synced, Reconciling and Stalled. Reconciling and Stalled are absent when they do not hold. The reasons are listed in
    /// docs/operations.md.
    /// </summary>
    IList<Condition> Conditions { get; set; }

    /// <summary>
    /// Since when the workspace refuses the operator (a credential, a right, a limit), or, of a workspace, since when its host has never answered; absent
    /// otherwise. After ten minutes the object is Stalled.
    /// </summary>
    /// <example>2026-03-09T05:30:00Z</example>
    DateTime? FailingSince { get; set; }

    /// <summary>The value of the annotation databricks-operator.io/reconcile-requested-at that was acted upon last.</summary>
    /// <example>2026-03-09T05:30:00Z</example>
    string? LastHandledReconcileAt { get; set; }
}
