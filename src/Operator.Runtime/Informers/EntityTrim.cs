using k8s;
using k8s.Models;

namespace Operator.Runtime.Informers;

/// <summary>
/// Takes out of an object, before it is stored, what is too large to be held for every object and is needed rarely: who needs it gets the object from the
/// API server. The same must come out for the same object each time.
/// </summary>
public delegate void EntityTrim<TEntity>(TEntity entity)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>;
