using System.Text.Json;

namespace Operator.Runtime.Client;

/// <summary>Cuts values out of JSON text without understanding them.</summary>
internal static class RawJson
{
    /// <summary>
    /// Deeper than anything an API server stores (10,000 levels). With the usual 64, one object nested deeper than that would make
    /// a whole list unreadable.
    /// </summary>
    public static JsonReaderOptions Options { get; } = new() { MaxDepth = 20_000 };

    /// <summary>The bytes of the value that the reader stands on; the reader moves to its end.</summary>
    public static ReadOnlySpan<byte> Value(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return text[start..(int)reader.BytesConsumed];
    }

    /// <summary>The bytes of a member of the object in <paramref name="text"/>; empty when it has none of that name.</summary>
    public static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(text, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(name);
            reader.Read();
            var value = Value(ref reader, text);
            if (isWanted)
            {
                return value;
            }
        }

        return default;
    }
}
