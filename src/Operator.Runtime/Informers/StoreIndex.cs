using System.Collections.Concurrent;
using System.Collections.Immutable;
using k8s;
using k8s.Models;
using Operator.Runtime.Client;

namespace Operator.Runtime.Informers;

/// <summary>Answers "which objects refer to X" without looking at all of them.</summary>
public sealed class StoreIndex<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ConcurrentDictionary<string, ImmutableHashSet<ObjectKey>> keysByValue = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectKey, ImmutableArray<string>> valuesByKey = [];
    private readonly Func<TEntity, IEnumerable<string>> valuesOf;

    internal StoreIndex(Func<TEntity, IEnumerable<string>> valuesOf) => this.valuesOf = valuesOf;

    /// <summary>Everything that is referred to.</summary>
    public IReadOnlyCollection<string> Values => [.. keysByValue.Keys];

    public IReadOnlyCollection<ObjectKey> Find(string value) => keysByValue.GetValueOrDefault(value, []);

    /// <summary>Throws whatever the function it was made with throws; nothing has changed then.</summary>
    internal ImmutableArray<string> ValuesOf(TEntity entity) => [.. valuesOf(entity).Distinct(StringComparer.Ordinal)];

    /// <summary>Called under the store's lock only. No values means that the object is gone.</summary>
    internal void Update(ObjectKey key, ImmutableArray<string> values)
    {
        var before = valuesByKey.GetValueOrDefault(key, []);
        if (before.AsSpan().SequenceEqual(values.AsSpan()))
        {
            // As after nearly every change of an object.
            return;
        }

        foreach (var value in before.Except(values))
        {
            Drop(key, value);
        }

        foreach (var value in values.Except(before))
        {
            keysByValue[value] = keysByValue.GetValueOrDefault(value, []).Add(key);
        }

        if (values.IsEmpty)
        {
            valuesByKey.Remove(key);
        }
        else
        {
            valuesByKey[key] = values;
        }
    }

    private void Drop(ObjectKey key, string value)
    {
        var rest = keysByValue[value].Remove(key);
        if (rest.IsEmpty)
        {
            keysByValue.TryRemove(value, out _);
        }
        else
        {
            keysByValue[value] = rest;
        }
    }
}
