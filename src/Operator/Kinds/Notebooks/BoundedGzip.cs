using System.IO.Compression;

namespace Operator.Kinds.Notebooks;

/// <summary>A few kilobytes can inflate to anything, so inflating ends where the content would be too large anyway.</summary>
internal static class BoundedGzip
{
    private const int Step = 64 * 1024;

    /// <exception cref="InvalidDataException">It is not compressed with gzip, or damaged.</exception>
    /// <returns>Null when it is larger than <paramref name="limit"/>.</returns>
    public static byte[]? Inflate(byte[] compressed, int limit)
    {
        using var source = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var buffer = new byte[Step];
        for (int read; (read = source.Read(buffer)) > 0;)
        {
            if (inflated.Length + read > limit)
            {
                return null;
            }

            inflated.Write(buffer, 0, read);
        }

        // An empty or cut off stream is no error to the decompressor.
        return inflated.Length > 0 || IsWhole(compressed) ? inflated.ToArray() : throw new InvalidDataException();
    }

    /// <summary>Ten bytes of header, eight at the end.</summary>
    private static bool IsWhole(byte[] compressed) => compressed is [0x1f, 0x8b, ..] && compressed.Length >= 18;
}
