using k8s;
using k8s.Models;
using Operator.Runtime.Client;

namespace Operator.Runtime.Informers;

/// <summary>
/// What happened to one object: Old only = deleted, New only = added, both = changed, none = it cannot be read (any more).
/// </summary>
/// <param name="Key">Which object.</param>
/// <param name="Old">What the store had.</param>
/// <param name="New">What it has now.</param>
/// <param name="IsOwnWrite">
/// The change was learnt from the answer to a write of this process. It may hold more than that write: the API server answers with
/// the object as it is then, and what others changed just before is never reported a second time.
/// </param>
public readonly record struct StoreChange<TEntity>(ObjectKey Key, TEntity? Old, TEntity? New, bool IsOwnWrite)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>;
