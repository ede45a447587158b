using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using FsCheck;
using FsCheck.Fluent;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

/// <summary>Nothing that the API says is lost or changed on its way through the records.</summary>
public sealed class WireRecordPropertyTests
{
    public static TheoryData<Type> Types => [.. WireSamples.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public void AnyRecord_ReadAndWritten_IsUnchanged(Type type) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Survives(type, new WireSamples(seed).Of(type))).QuickCheckThrowOnFailure();

    [Fact]
    public void Types_AreAllRecords_WithUnknownFields()
    {
        Assert.InRange(WireSamples.Types.Count, 100, 1_000);
        Assert.All(WireSamples.Types, type => Assert.Equal(type, AreaJson.InfoOf(type).Type));
    }

    private static bool Survives(Type type, JsonObject json)
    {
        var info = AreaJson.InfoOf(type);
        var written = JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(json.ToJsonString(), info), info);
        var twice = JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(written!.ToJsonString(), info), info);
        WithoutNulls(json, info);
        // By text as well: a number that lost its last digits would still be equal as a double.
        return JsonNode.DeepEquals(json, written) && written.ToJsonString() == twice!.ToJsonString();
    }

    /// <summary>Takes away what the API does not tell from absence: null in a field of a record. In maps, lists and unknown fields it stays.</summary>
    private static void WithoutNulls(JsonNode? node, JsonTypeInfo info)
    {
        if (node is JsonArray array && info.Kind is JsonTypeInfoKind.Enumerable)
        {
            var element = AreaJson.InfoOf(info.Type.GetGenericArguments()[0]);
            array.ToList().ForEach(item => WithoutNulls(item, element));
        }
        else if (node is JsonObject json && info.Type.IsSubclassOf(typeof(WireRecord)))
        {
            foreach (var property in info.Properties.Where(property => !property.IsExtensionData && json.ContainsKey(property.Name)))
            {
                if (json[property.Name] is { } value)
                {
                    WithoutNulls(value, AreaJson.InfoOf(property.PropertyType));
                }
                else
                {
                    json.Remove(property.Name);
                }
            }
        }
    }
}
