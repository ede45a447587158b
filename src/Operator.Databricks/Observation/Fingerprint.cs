using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Operator.Databricks.Observation;

/// <summary>A short stand-in for a row: equal rows have equal ones, and different rows practically never.</summary>
public static class Fingerprint
{
    public static ulong Of(JsonNode? node)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(node, FingerprintJson.Default.JsonNode);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
