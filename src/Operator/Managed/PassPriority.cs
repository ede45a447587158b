using Operator.Api.V1Alpha1;
using Operator.Runtime.Queues;

namespace Operator.Managed;

/// <summary>Who goes first where the passes of a workspace wait for each other.</summary>
internal static class PassPriority
{
    /// <summary>The edit of one object does not wait behind a thousand new ones: who edits looks at that one object.</summary>
    public static QueuePriority Of(IDatabricksResource entity) =>
        IsSettled(entity) ? QueuePriority.Observation : entity.Status.ObservedGeneration is null ? QueuePriority.Transition : QueuePriority.UserEdit;

    /// <summary>The last pass saw the spec as it is now.</summary>
    public static bool IsSettled(IDatabricksResource entity) => entity.Status.ObservedGeneration == entity.Metadata.Generation;
}
