using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s;
using k8s.Models;

namespace Operator.Runtime.Client;

public enum WatchEventKind
{
    Added,
    Modified,
    Deleted,
    Bookmark,
}

public readonly record struct WatchEvent<TEntity>(WatchEventKind Kind, DecodedObject<TEntity> Object)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>;

/// <summary>Reads the newline-separated events of a watch from UTF-8 bytes, each parsed once.</summary>
internal static class WatchStream
{
    public static async IAsyncEnumerable<WatchEvent<TEntity>> ReadAsync<TEntity>(
        Stream stream, EntitySerializer serializer, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024));
        try
        {
            while (true)
            {
                var read = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
                var buffer = read.Buffer;
                while (TryReadLine(ref buffer, out var line))
                {
                    if (!line.IsEmpty)
                    {
                        yield return Parse<TEntity>(line, serializer);
                    }
                }

                pipe.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    // What is left is half an event of a broken connection; the next watch repeats it whole.
                    yield break;
                }
            }
        }
        finally
        {
            await pipe.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static bool TryReadLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        var end = buffer.PositionOf((byte)'\n');
        if (end is null)
        {
            line = default;
            return false;
        }

        line = buffer.Slice(0, end.Value);
        buffer = buffer.Slice(buffer.GetPosition(1, end.Value));
        return true;
    }

    private static WatchEvent<TEntity> Parse<TEntity>(ReadOnlySequence<byte> line, EntitySerializer serializer)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        if (line.IsSingleSegment)
        {
            return Parse<TEntity>(line.FirstSpan, serializer);
        }

        var length = (int)line.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            line.CopyTo(rented);
            return Parse<TEntity>(rented.AsSpan(0, length), serializer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    internal static WatchEvent<TEntity> Parse<TEntity>(ReadOnlySpan<byte> line, EntitySerializer serializer)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        string? type = null;
        ReadOnlySpan<byte> body = default;
        var reader = new Utf8JsonReader(line, RawJson.Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                type = reader.GetString();
                continue;
            }

            var value = RawJson.Value(ref reader, line);
            body = isObject ? value : body;
        }

        return type == "ERROR" ? throw Error(body) : new(Kind(type), serializer.Decode<TEntity>(body));
    }

    private static WatchEventKind Kind(string? type) => type switch
    {
        "ADDED" => WatchEventKind.Added,
        "MODIFIED" => WatchEventKind.Modified,
        "DELETED" => WatchEventKind.Deleted,
        "BOOKMARK" => WatchEventKind.Bookmark,
        _ => throw new JsonException($"A watch event of unknown type '{type}' cannot be skipped safely."),
    };

    private static ApiServerException Error(ReadOnlySpan<byte> status)
    {
        var body = status.ToArray();
        var (reason, message) = ApiServerException.ParseStatus(body);
        using var document = JsonDocument.Parse(body);
        var code = document.RootElement.TryGetProperty("code", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : 500;
        return new((HttpStatusCode)code, reason ?? "Unknown", message ?? "The watch ended with an error that had no message.");
    }
}
