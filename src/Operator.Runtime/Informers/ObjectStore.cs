using System.Collections.Concurrent;
using System.Globalization;
using k8s;
using k8s.Models;
using Operator.Runtime.Client;

namespace Operator.Runtime.Informers;

/// <summary>
/// The local copy of one kind. Reads take no lock; objects in it are shared and must not be changed.
/// Writes never move an object back to an older resourceVersion.
/// </summary>
public sealed class ObjectStore<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ConcurrentDictionary<ObjectKey, TEntity> objects = new();
    private readonly ConcurrentDictionary<ObjectKey, UndecodableObject> undecodable = new();
    private readonly List<StoreIndex<TEntity>> indexes = [];
    private readonly Lock gate = new();

    public int Count => objects.Count;

    public IEnumerable<TEntity> Objects => objects.Select(pair => pair.Value);

    /// <summary>Objects that could not be read and are therefore left alone until somebody mends them.</summary>
    public IReadOnlyCollection<UndecodableObject> Undecodable => [.. undecodable.Values];

    public TEntity? Find(ObjectKey key) => objects.GetValueOrDefault(key);

    public UndecodableObject? FindUndecodable(ObjectKey key) => undecodable.GetValueOrDefault(key);

    /// <summary>Adds an index; to be called before the informer starts.</summary>
    public StoreIndex<TEntity> AddIndex(Func<TEntity, IEnumerable<string>> values)
    {
        var index = new StoreIndex<TEntity>(values);
        indexes.Add(index);
        return index;
    }

    /// <summary>Takes what the API server reported; returns null when it is nothing new.</summary>
    internal StoreChange<TEntity>? Apply(DecodedObject<TEntity> reported, bool isInitial)
    {
        var key = new ObjectKey(reported.Metadata.NamespaceProperty, reported.Metadata.Name);
        lock (gate)
        {
            var old = objects.GetValueOrDefault(key);
            if (reported.Entity is not { } entity)
            {
                return ApplyUndecodable(key, old, reported.Undecodable!);
            }

            undecodable.TryRemove(key, out _);
            if (old is not null && !IsNewer(entity.Metadata, old.Metadata))
            {
                return null;
            }

            Put(key, old, entity);
            return new(key, old, entity, isInitial);
        }
    }

    /// <summary>
    /// Takes the answer to one of our own writes, so that the next pass does not read an older state. It only replaces: an
    /// answer that comes in after the object's deletion must not bring it back.
    /// </summary>
    internal void ApplyOwnWrite(TEntity entity)
    {
        var key = ObjectKey.Of(entity);
        lock (gate)
        {
            if (objects.GetValueOrDefault(key) is { } old && old.Metadata.Uid == entity.Metadata.Uid && IsNewer(entity.Metadata, old.Metadata))
            {
                Put(key, old, entity);
            }
        }
    }

    internal StoreChange<TEntity>? Remove(V1ObjectMeta deleted)
    {
        var key = new ObjectKey(deleted.NamespaceProperty, deleted.Name);
        lock (gate)
        {
            undecodable.TryRemove(key, out _);
            if (!objects.TryRemove(key, out var old))
            {
                return null;
            }

            Reindex(key, old, null);
            return new(key, old, null, false);
        }
    }

    /// <summary>What is in the store but not in a complete list of <paramref name="namespace"/> has been deleted meanwhile.</summary>
    internal IReadOnlyList<StoreChange<TEntity>> RemoveMissing(string? @namespace, IReadOnlySet<ObjectKey> listed)
    {
        var missing = objects.Keys.Concat(undecodable.Keys).Where(key => (@namespace is null || key.Namespace == @namespace) && !listed.Contains(key)).ToList();
        return missing.Select(key => Remove(new V1ObjectMeta { NamespaceProperty = key.Namespace, Name = key.Name })).OfType<StoreChange<TEntity>>().ToList();
    }

    /// <summary>Resource versions of one kind are ordered; where one is no number, the report wins over what we have.</summary>
    private static bool IsNewer(V1ObjectMeta incoming, V1ObjectMeta current) =>
        incoming.ResourceVersion != current.ResourceVersion
        && !(ulong.TryParse(incoming.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var left)
            && ulong.TryParse(current.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var right)
            && left < right);

    private StoreChange<TEntity>? ApplyUndecodable(ObjectKey key, TEntity? old, UndecodableObject reported)
    {
        var isNew = undecodable.GetValueOrDefault(key)?.Metadata.ResourceVersion != reported.Metadata.ResourceVersion;
        undecodable[key] = reported;
        if (old is not null)
        {
            objects.TryRemove(key, out _);
            Reindex(key, old, null);
        }

        return isNew ? new(key, null, null, false) : null;
    }

    private void Put(ObjectKey key, TEntity? old, TEntity entity)
    {
        objects[key] = entity;
        Reindex(key, old, entity);
    }

    private void Reindex(ObjectKey key, TEntity? old, TEntity? current)
    {
        foreach (var index in indexes)
        {
            index.Update(key, old, current);
        }
    }
}
