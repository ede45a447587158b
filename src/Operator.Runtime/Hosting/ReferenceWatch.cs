using k8s;
using k8s.Models;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Informers;
using Operator.Runtime.Queues;

namespace Operator.Runtime.Hosting;

/// <summary>Created by the host before informers start.</summary>
internal interface IReferenceWatch;

/// <summary>Enqueues every object that refers to one that changed.</summary>
internal sealed class ReferenceWatch<TEntity, TReferenced> : IReferenceWatch
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
    where TReferenced : class, IKubernetesObject<V1ObjectMeta>
{
    public ReferenceWatch(
        Controller<TEntity> controller,
        ObjectStore<TEntity> store,
        Informer<TReferenced> referenced,
        Func<TEntity, IEnumerable<ObjectKey>> references,
        Func<TReferenced?, TReferenced?, bool>? isNews = null)
    {
        var index = store.AddIndex(entity => references(entity).Select(key => key.ToString()));
        referenced.Subscribe(change =>
        {
            if (isNews?.Invoke(change.Old, change.New) == false)
            {
                return;
            }

            foreach (var key in index.Find(change.Key.ToString()))
            {
                controller.Enqueue(key, QueuePriority.Observation);
            }
        });
    }
}
