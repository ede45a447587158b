using System.Text;
using System.Text.Json;
using k8s.Models;
using Operator.Runtime.Client;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Client;

public sealed class EntitySerializerTests
{
    private static readonly EntitySerializer Serializer = new();

    [Fact]
    public void Decode_WrongType_NamesTheFieldButNotItsValue()
    {
        var decoded = Decode("""{"metadata":{"name":"a","namespace":"ns","uid":"u"},"spec":{"size":"dapi-secret"}}""");

        Assert.Equal(new ObjectKey("ns", "a"), decoded.Undecodable!.Key);
        Assert.Contains("spec.size", decoded.Undecodable.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("dapi-secret", decoded.Undecodable.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_Null_IsAnError() => Assert.ThrowsAny<JsonException>(() => Decode("null"));

    [Fact]
    public void Decode_ManagedFields_AreLeftOut()
    {
        var decoded = Decode("""{"metadata":{"name":"a","managedFields":[{"manager":"kubectl","fieldsV1":{"f:spec":{}}}]}}""");

        Assert.Null(decoded.Entity!.Metadata.ManagedFields);
    }

    [Fact]
    public void Decode_FieldsOfANewerVersion_AreIgnored() =>
        Assert.Equal(3, Decode("""{"metadata":{"name":"a"},"spec":{"size":3,"newer":{"x":[1]}},"more":1}""").Entity!.Spec.Size);

    [Fact]
    public void Serialize_ConditionTime_HasWholeSeconds()
    {
        var time = new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);
        var status = new WidgetStatus { Conditions = [new() { Type = "Ready", Status = "True", Reason = "X", LastTransitionTime = time }] };

        Assert.Contains("\"2026-01-02T03:04:05Z\"", JsonSerializer.Serialize(status, Serializer.TypeInfo<WidgetStatus>()), StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_LeaseTime_HasExactlySixDigits()
    {
        var spec = new V1LeaseSpec { RenewTime = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(10) };

        var json = JsonSerializer.Serialize(spec, Serializer.TypeInfo<V1LeaseSpec>());

        Assert.Contains("\"2026-01-02T03:04:05.000001Z\"", json, StringComparison.Ordinal);
        Assert.Equal(spec.RenewTime, JsonSerializer.Deserialize(json, Serializer.TypeInfo<V1LeaseSpec>())!.RenewTime);
    }

    private static DecodedObject<Widget> Decode(string json) => Serializer.Decode<Widget>(Encoding.UTF8.GetBytes(json));
}
