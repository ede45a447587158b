using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;

namespace Operator.Runtime.Client;

/// <summary>
/// JSON for custom resources: one set of options per process. managedFields and the copy of the whole object that <c>kubectl apply</c> keeps in an
/// annotation are left out while reading: nothing here needs them, and they are as large as the object itself.
/// </summary>
public sealed class EntitySerializer
{
    private const int LongestPath = 200;

    public EntitySerializer(IJsonTypeInfoResolver? entityTypes = null)
    {
        var resolver = JsonTypeInfoResolver.Combine(entityTypes, new DefaultJsonTypeInfoResolver())
            .WithAddedModifier(DropBookkeeping).WithAddedModifier(UseMicroTime);
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
            var entity = JsonSerializer.Deserialize(json, TypeInfo<TEntity>()) ?? throw new JsonException();
            return new(entity, null);
        }
        catch (Exception exception)
        {
            // Types may bring converters of their own, which throw whatever they like.
            var metadata = JsonSerializer.Deserialize(RawJson.Member(json, "metadata"u8), TypeInfo<V1ObjectMeta>())!;
            return new(null, new MalformedObject(metadata, Describe(exception)) { Status = StatusOf(json) });
        }
    }

    public JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonObject? StatusOf(ReadOnlySpan<byte> json)
    {
        var status = RawJson.Member(json, "status"u8);
        try
        {
            return status.IsEmpty ? null : JsonNode.Parse(status) as JsonObject;
        }
        catch (JsonException)
        {
            // Nested too deeply.
            return null;
        }
    }

    /// <summary>Names the field and leaves the value out, which may be a secret in the wrong place.</summary>
    private static string Describe(Exception exception)
    {
        var path = (exception as JsonException)?.Path?.TrimStart('$', '.');
        var field = string.IsNullOrEmpty(path) ? "a field" : $"field {(path.Length <= LongestPath ? path : $"{path[..LongestPath]}…")}";
        return $"{field} has a value of the wrong type, or is nested too deeply";
    }

    private static void DropBookkeeping(JsonTypeInfo typeInfo)
    {
        if (typeInfo.Type != typeof(V1ObjectMeta))
        {
            return;
        }

        for (var index = typeInfo.Properties.Count - 1; index >= 0; index--)
        {
            switch (typeInfo.Properties[index].Name)
            {
                case "managedFields":
                    typeInfo.Properties.RemoveAt(index);
                    break;
                case "annotations":
                    typeInfo.Properties[index].CustomConverter = new AnnotationsConverter();
                    break;
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
}
