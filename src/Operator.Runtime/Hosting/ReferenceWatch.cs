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
        Controller<TEntity> controller, ObjectStore<TEntity> store, Informer<TReferenced> referenced, Func<TEntity, IEnumerable<ObjectKey>> references)
    {
        var index = store.AddIndex(entity => references(entity).Select(key => key.ToString()));
        referenced.Subscribe(change =>
        {
            foreach (var key in index.Find(change.Key.ToString()))
            {
                controller.Enqueue(key, QueuePriority.Observation);
            }
        });
    }
}
