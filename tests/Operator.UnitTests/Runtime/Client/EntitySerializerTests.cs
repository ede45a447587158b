using System.Text;
using System.Text.Json;
using k8s.Models;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Informers;
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

    /// <summary>It is a second copy of the whole object, and a change of it alone says nothing.</summary>
    [Fact]
    public void Decode_CopyThatKubectlApplyKeeps_IsLeftOutAndNoOtherAnnotation()
    {
        var decoded = Decode("""{"metadata":{"name":"a","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"spec\":1}","team":"x"}}}""");

        Assert.Equal([new("team", "x")], decoded.Entity!.Metadata.Annotations);
    }

    [Fact]
    public void Decode_NoOtherAnnotationThanThatCopy_EqualsNone()
    {
        var plain = Decode("""{"metadata":{"name":"a","resourceVersion":"1"}}""").Entity;
        var applied = Decode(
            """{"metadata":{"name":"a","resourceVersion":"2","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}"},"labels":"""
                + """{"a":"b"}}}""").Entity;

        Assert.Null(ChangeFilter.Judge(new StoreChange<Widget>(new ObjectKey(null, "a"), plain, applied, IsOwnWrite: false)));
    }

    [Fact]
    public void Decode_CopyInAnUnreadableObject_IsLeftOutAsWell()
    {
        var decoded = Decode(
            """{"metadata":{"name":"a","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}","team":"x"}},"spec":{"size":"x"}}""");

        Assert.Equal([new("team", "x")], decoded.Undecodable!.Metadata.Annotations);
    }

    [Fact]
    public void Serialize_Annotations_AreWrittenAsTheyAre()
    {
        var widget = Widget.Named("a");
        widget.Metadata.Annotations = new Dictionary<string, string> { ["team"] = "\"x\"" };

        Assert.Equal(widget.Metadata.Annotations, Decode(JsonSerializer.Serialize(widget, Serializer.TypeInfo<Widget>())).Entity!.Metadata.Annotations);
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
