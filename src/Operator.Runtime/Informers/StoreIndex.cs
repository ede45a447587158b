using System.Collections.Immutable;
using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Operator.Runtime.Client;

namespace Operator.Runtime.Informers;

/// <summary>Answers "which objects refer to X" without looking at all of them.</summary>
public sealed class StoreIndex<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ConcurrentDictionary<string, ImmutableHashSet<ObjectKey>> keysByValue = new(StringComparer.Ordinal);
    private readonly Func<TEntity, IEnumerable<string>> valuesOf;

    internal StoreIndex(Func<TEntity, IEnumerable<string>> valuesOf) => this.valuesOf = valuesOf;

    public IReadOnlyCollection<ObjectKey> Find(string value) => keysByValue.GetValueOrDefault(value) ?? ImmutableHashSet<ObjectKey>.Empty;

    /// <summary>Called under the store's lock only.</summary>
    internal void Update(ObjectKey key, TEntity? old, TEntity? current)
    {
        var before = old is null ? [] : valuesOf(old).ToHashSet(StringComparer.Ordinal);
        var after = current is null ? [] : valuesOf(current).ToHashSet(StringComparer.Ordinal);
        foreach (var value in before.Except(after))
        {
            var rest = Find(value) is ImmutableHashSet<ObjectKey> keys ? keys.Remove(key) : [];
            if (rest.Count == 0)
            {
                keysByValue.TryRemove(value, out _);
            }
            else
            {
                keysByValue[value] = rest;
            }
        }

        foreach (var value in after.Except(before))
        {
            keysByValue[value] = (keysByValue.GetValueOrDefault(value) ?? ImmutableHashSet<ObjectKey>.Empty).Add(key);
        }
    }
}
