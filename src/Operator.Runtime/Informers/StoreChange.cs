using k8s;
using k8s.Models;
using Operator.Runtime.Client;

namespace Operator.Runtime.Informers;

/// <summary>What happened to one object: Old only = deleted, New only = added, both = changed.</summary>
public readonly record struct StoreChange<TEntity>(ObjectKey Key, TEntity? Old, TEntity? New, bool IsInitial)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>;
