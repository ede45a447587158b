using Operator.Api.V1Alpha1;
using Operator.Databricks.Http;
using Operator.Runtime.Queues;
using Operator.Runtime.Status;

namespace Operator.Managed;

/// <summary>Who goes first where the passes of a workspace wait for each other.</summary>
internal static class PassPriority
{
    /// <summary>The edit of one object does not wait behind a thousand new ones: who edits looks at that one object.</summary>
    public static QueuePriority Of(IDatabricksResource entity)
    {
        // The schema gives a new object -1.
        var isSeen = entity.Status.ObservedGeneration >= 0;
        return isSeen && entity.Status.ObservedGeneration != entity.Metadata.Generation ? QueuePriority.UserEdit
            : isSeen && IsJudged(entity) ? QueuePriority.Observation
            : QueuePriority.Creation;
    }

    /// <summary>The same for the calls of a pass.</summary>
    public static CallPriority OfCalls(IDatabricksResource entity) => Of(entity) switch
    {
        QueuePriority.UserEdit => CallPriority.UserEdit,
        QueuePriority.Creation => CallPriority.Transition,
        _ => CallPriority.Observation,
    };

    /// <summary>A first status only says that the operator has seen the object.</summary>
    private static bool IsJudged(IDatabricksResource entity) =>
        entity.Status.Conditions.Find(ConditionTypes.Synced) is { } synced && synced.Status != Conditions.Unknown;
}
