using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Operator.Runtime.Client;

/// <summary>What is known of an object whose body does not fit its type: written past the schema, or by a newer version.</summary>
public sealed record MalformedObject(V1ObjectMeta Metadata, string Error)
{
    public ObjectKey Key => new(Metadata.NamespaceProperty, Metadata.Name);

    /// <summary>As the API server has it; null where that cannot be read either.</summary>
    public JsonObject? Status { get; init; }
}

/// <summary>An object from a list or a watch: decoded, or the reason why it could not be.</summary>
public readonly record struct DecodedObject<TEntity>(TEntity? Entity, MalformedObject? Undecodable)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    public V1ObjectMeta Metadata => Entity?.Metadata ?? Undecodable!.Metadata;
}
