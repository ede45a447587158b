using System.Text.Json;
using k8s;
using k8s.Models;

namespace Operator.Runtime.Client;

/// <summary>One page of a list. Items are decoded one by one, so that a bad one harms no other.</summary>
public sealed record ListPage<TEntity>(string ResourceVersion, string? Continue, IReadOnlyList<DecodedObject<TEntity>> Items)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    internal static ListPage<TEntity> Parse(ReadOnlySpan<byte> body, EntitySerializer serializer)
    {
        var items = new List<DecodedObject<TEntity>>();
        V1ListMeta? metadata = null;
        var reader = new Utf8JsonReader(body);
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
                metadata = JsonSerializer.Deserialize(Slice(ref reader, body), serializer.TypeInfo<V1ListMeta>());
            }
            else
            {
                reader.Skip();
            }
        }

        var continueToken = string.IsNullOrEmpty(metadata?.ContinueProperty) ? null : metadata.ContinueProperty;
        return new(metadata?.ResourceVersion ?? throw new JsonException("A list without metadata.resourceVersion cannot be watched."), continueToken, items);
    }

    private static void ReadItems(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, EntitySerializer serializer, List<DecodedObject<TEntity>> items)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(serializer.Decode<TEntity>(Slice(ref reader, body)));
        }
    }

    /// <summary>The bytes of the value the reader stands on; the reader moves to its end.</summary>
    private static ReadOnlySpan<byte> Slice(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }
}
