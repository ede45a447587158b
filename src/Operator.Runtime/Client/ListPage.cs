using System.Text.Json;
using k8s;
using k8s.Models;

namespace Operator.Runtime.Client;

/// <summary>One page of a list. Items are decoded one by one, so that a bad one harms no other.</summary>
public sealed record ListPage<TEntity>(string ResourceVersion, string? Continue, IReadOnlyList<DecodedObject<TEntity>> Items)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>How large the page was when it came in.</summary>
    public int Bytes { get; private init; }

    internal static ListPage<TEntity> Parse(ReadOnlySpan<byte> body, EntitySerializer serializer)
    {
        var items = new List<DecodedObject<TEntity>>();
        V1ListMeta? metadata = null;
        var reader = new Utf8JsonReader(body, RawJson.Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isItems = reader.ValueTextEquals("items"u8);
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            reader.Read();
            if (isItems && reader.TokenType == JsonTokenType.StartArray)
            {
                ReadItems(ref reader, body, serializer, items);
            }
            else if (isMetadata)
            {
                metadata = JsonSerializer.Deserialize(RawJson.Value(ref reader, body), serializer.TypeInfo<V1ListMeta>());
            }
            else
            {
                reader.Skip();
            }
        }

        if (string.IsNullOrEmpty(metadata?.ResourceVersion))
        {
            throw new JsonException("A list without metadata.resourceVersion cannot be watched.");
        }

        return new(metadata.ResourceVersion, string.IsNullOrEmpty(metadata.ContinueProperty) ? null : metadata.ContinueProperty, items) { Bytes = body.Length };
    }

    private static void ReadItems(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, EntitySerializer serializer, List<DecodedObject<TEntity>> items)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(serializer.Decode<TEntity>(RawJson.Value(ref reader, body)));
        }
    }
}
