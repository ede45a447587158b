using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;

namespace Operator.Runtime.Client;

/// <summary>JSON for custom resources: one set of options per process, with managedFields left out while reading, because nobody here needs them.</summary>
public sealed class EntitySerializer
{
    public EntitySerializer(IJsonTypeInfoResolver? entityTypes = null)
    {
        var resolver = JsonTypeInfoResolver.Combine(entityTypes, new DefaultJsonTypeInfoResolver()).WithAddedModifier(DropManagedFields).WithAddedModifier(UseMicroTime);
        Options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            TypeInfoResolver = resolver,
            PropertyNameCaseInsensitive = false,
            NumberHandling = JsonNumberHandling.Strict,
        };
        Options.Converters.Add(new SecondsTimeConverter());
        Options.MakeReadOnly();
    }

    public JsonSerializerOptions Options { get; }

    /// <summary>Never throws for a bad object: one that cannot be read must not hide the others.</summary>
    public DecodedObject<TEntity> Decode<TEntity>(ReadOnlySpan<byte> json)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            var entity = JsonSerializer.Deserialize(json, TypeInfo<TEntity>())!;
            return new(entity, null);
        }
        catch (JsonException exception)
        {
            var metadata = JsonSerializer.Deserialize(json, TypeInfo<MetadataOnly>())!.Metadata;
            return new(null, new UndecodableObject(metadata, Describe(exception)));
        }
    }

    public JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>Names the field and leaves the value out, which may be a secret in the wrong place.</summary>
    private static string Describe(JsonException exception) =>
        $"field {(string.IsNullOrEmpty(exception.Path) ? "(unknown)" : exception.Path.TrimStart('$', '.'))} has a value of the wrong type";

    private static void DropManagedFields(JsonTypeInfo typeInfo)
    {
        if (typeInfo.Type != typeof(V1ObjectMeta))
        {
            return;
        }

        for (var index = typeInfo.Properties.Count - 1; index >= 0; index--)
        {
            if (typeInfo.Properties[index].Name == "managedFields")
            {
                typeInfo.Properties.RemoveAt(index);
            }
        }
    }

    private static void UseMicroTime(JsonTypeInfo typeInfo)
    {
        if (typeInfo.Type == typeof(V1LeaseSpec))
        {
            foreach (var property in typeInfo.Properties.Where(property => property.PropertyType == typeof(DateTime?)))
            {
                property.CustomConverter = new MicroTimeConverter();
            }
        }
    }

    private sealed record MetadataOnly
    {
        [JsonPropertyName("metadata")]
        public V1ObjectMeta Metadata { get; init; } = new();
    }
}
