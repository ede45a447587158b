using System.Collections.Concurrent;
using System.Collections.Immutable;
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
    private const string AllNamespaces = "";

    private readonly ConcurrentDictionary<ObjectKey, TEntity> objects = new();
    private readonly ConcurrentDictionary<ObjectKey, MalformedObject> undecodable = new();
    private readonly ConcurrentDictionary<ObjectKey, TEntity> lastReadable = new();
    private readonly ConcurrentDictionary<string, RefusedScope> refused = new(StringComparer.Ordinal);
    private readonly List<StoreIndex<TEntity>> indexes = [];
    private readonly Lock gate = new();

    public int Count => objects.Count;

    public IEnumerable<TEntity> Objects => objects.Select(pair => pair.Value);

    /// <summary>The keys of all objects, those that could not be read included.</summary>
    public IReadOnlyCollection<ObjectKey> Keys => [.. objects.Keys.Union(undecodable.Keys)];

    /// <summary>Objects that could not be read and are therefore left alone until a person corrects them.</summary>
    public IReadOnlyCollection<MalformedObject> Undecodable => [.. undecodable.Values];

    /// <summary>The scopes whose objects are not known, or no longer: what is in the store of them may be old, and what is missing may be there.</summary>
    public IReadOnlyCollection<RefusedScope> Refused => [.. refused.Values];

    /// <summary>Why it is not known what a namespace holds; null when it is.</summary>
    public RefusedScope? RefusalOf(string? @namespace) =>
        refused.IsEmpty ? null : refused.GetValueOrDefault(AllNamespaces) ?? refused.GetValueOrDefault(@namespace ?? AllNamespaces);

    public TEntity? Find(ObjectKey key) => objects.GetValueOrDefault(key);

    /// <summary>The same object as it is known now: <paramref name="entity"/> may be older than a write made since it was read.</summary>
    public TEntity Latest(TEntity entity) =>
        Find(ObjectKey.Of(entity)) is { } stored && stored.Metadata.Uid == entity.Metadata.Uid ? stored : entity;

    public MalformedObject? FindUndecodable(ObjectKey key) => undecodable.GetValueOrDefault(key);

    /// <summary>Adds an index, which knows the objects that are here already too.</summary>
    public StoreIndex<TEntity> AddIndex(Func<TEntity, IEnumerable<string>> values)
    {
        var index = new StoreIndex<TEntity>(values);
        lock (gate)
        {
            foreach (var (key, entity) in objects)
            {
                index.Update(key, index.ValuesOf(entity));
            }

            indexes.Add(index);
        }

        return index;
    }

    /// <summary>Takes what the API server reported; returns null when it is nothing new.</summary>
    internal StoreChange<TEntity>? Apply(DecodedObject<TEntity> reported, bool evenIfOlder = false)
    {
        var key = new ObjectKey(reported.Metadata.NamespaceProperty, reported.Metadata.Name);
        lock (gate)
        {
            var old = objects.GetValueOrDefault(key);
            if (reported.Entity is not { } entity)
            {
                return ApplyUndecodable(key, reported.Undecodable!);
            }

            if (old is not null && !(evenIfOlder ? entity.Metadata.ResourceVersion != old.Metadata.ResourceVersion : IsNewer(entity.Metadata, old.Metadata)))
            {
                return null;
            }

            return Put(key, old, entity, isOwnWrite: false);
        }
    }

    /// <summary>
    /// Takes the answer to one of our own writes, so that the next pass does not read an older state. It only replaces: an
    /// answer that comes in after the object's deletion must not bring it back. Returns null when the watch was faster.
    /// </summary>
    internal StoreChange<TEntity>? ApplyOwnWrite(TEntity entity)
    {
        var key = ObjectKey.Of(entity);
        lock (gate)
        {
            return objects.GetValueOrDefault(key) is { } old && old.Metadata.Uid == entity.Metadata.Uid && IsNewer(entity.Metadata, old.Metadata)
                ? Put(key, old, entity, isOwnWrite: true)
                : null;
        }
    }

    /// <summary>
    /// Takes what is left of an object that the API server let go with the answer to our own write, until the watch reports its deletion. The answer shows
    /// the object as it was before the write, by some API servers under its old version.
    /// </summary>
    internal StoreChange<TEntity>? ApplyOwnDeletion(TEntity entity)
    {
        var key = ObjectKey.Of(entity);
        lock (gate)
        {
            return objects.GetValueOrDefault(key) is { } old && old.Metadata.Uid == entity.Metadata.Uid ? Put(key, old, entity, isOwnWrite: true) : null;
        }
    }

    internal StoreChange<TEntity>? Remove(V1ObjectMeta deleted)
    {
        var key = new ObjectKey(deleted.NamespaceProperty, deleted.Name);
        lock (gate)
        {
            var wasUndecodable = undecodable.TryRemove(key, out _);
            var wasReadable = objects.TryRemove(key, out var old) | lastReadable.TryRemove(key, out var last);
            if (!wasReadable && !wasUndecodable)
            {
                return null;
            }

            Unindex(key);
            // What became unreadable before it went had been worked on before that: whatever was kept for it is let go by its last readable version.
            return new(key, old ?? last, null, IsOwnWrite: false);
        }
    }

    internal void Refuse(RefusedScope refusal) => refused[refusal.Namespace ?? AllNamespaces] = refusal;

    internal void Allow(string? @namespace) => refused.TryRemove(@namespace ?? AllNamespaces, out _);

    /// <summary>What is in the store but not in a complete list of <paramref name="namespace"/> has been deleted in between.</summary>
    internal IReadOnlyList<StoreChange<TEntity>> RemoveMissing(string? @namespace, IReadOnlySet<ObjectKey> listed)
    {
        var missing = objects.Keys.Concat(undecodable.Keys).Where(key => (@namespace is null || key.Namespace == @namespace) && !listed.Contains(key)).ToList();
        return [.. missing.Select(key => Remove(new V1ObjectMeta { NamespaceProperty = key.Namespace, Name = key.Name })).OfType<StoreChange<TEntity>>()];
    }

    /// <summary>Resource versions of one kind are ordered; where one is no number, the report wins over what we have.</summary>
    private static bool IsNewer(V1ObjectMeta incoming, V1ObjectMeta current) =>
        incoming.ResourceVersion != current.ResourceVersion
        && !(ulong.TryParse(incoming.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var left)
            && ulong.TryParse(current.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var right)
            && left < right);

    private StoreChange<TEntity>? ApplyUndecodable(ObjectKey key, MalformedObject reported)
    {
        var isNew = undecodable.GetValueOrDefault(key)?.Metadata.ResourceVersion != reported.Metadata.ResourceVersion;
        undecodable[key] = reported;
        if (objects.TryRemove(key, out var readable))
        {
            lastReadable[key] = readable;
            Unindex(key);
        }

        return isNew ? new(key, null, null, IsOwnWrite: false) : null;
    }

    private StoreChange<TEntity>? Put(ObjectKey key, TEntity? old, TEntity entity, bool isOwnWrite)
    {
        ImmutableArray<ImmutableArray<string>> values;
        try
        {
            values = [.. indexes.Select(index => index.ValuesOf(entity))];
        }
        catch (Exception exception)
        {
            // Indexes are other people's functions. What they cannot read is left alone like anything else that cannot be read.
            return ApplyUndecodable(key, new MalformedObject(entity.Metadata, $"its references cannot be read ({exception.GetType().Name})"));
        }

        undecodable.TryRemove(key, out _);
        lastReadable.TryRemove(key, out _);
        objects[key] = entity;
        for (var index = 0; index < values.Length; index++)
        {
            indexes[index].Update(key, values[index]);
        }

        return new(key, old, entity, isOwnWrite);
    }

    private void Unindex(ObjectKey key)
    {
        foreach (var index in indexes)
        {
            index.Update(key, []);
        }
    }
}
