using k8s;
using k8s.Models;
using Operator.Runtime.Informers;
using Operator.Runtime.Queues;

namespace Operator.Runtime.Controllers;

/// <summary>Decides whether a change of an object deserves a pass, and how urgent it is.</summary>
internal static class ChangeFilter
{
    /// <summary>
    /// Null means no pass. What an own write brought is only news where it shows an edit that was made just before it. A status that
    /// changed otherwise was changed by another writer, so it is reconciled.
    /// </summary>
    public static QueuePriority? Judge<TEntity>(StoreChange<TEntity> change)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        if (change is not { New.Metadata: { } current })
        {
            return QueuePriority.Deletion;
        }

        if (change.Old?.Metadata is not { } old || old.Uid != current.Uid)
        {
            return QueuePriority.Creation;
        }

        if (old.DeletionTimestamp != current.DeletionTimestamp)
        {
            return QueuePriority.Deletion;
        }

        if (old.Generation != current.Generation || !Same(old.Annotations, current.Annotations))
        {
            return QueuePriority.UserEdit;
        }

        return !change.IsOwnWrite && Same(old.Labels, current.Labels) ? QueuePriority.Observation : null;
    }

    private static bool Same(IDictionary<string, string>? left, IDictionary<string, string>? right) =>
        (left?.Count ?? 0) == (right?.Count ?? 0)
        && (left is null || left.All(pair => right!.TryGetValue(pair.Key, out var value) && value == pair.Value));
}
