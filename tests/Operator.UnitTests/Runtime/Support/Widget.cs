using System.Text.Json.Serialization;
using k8s.Models;
using Operator.Runtime.Entities;

namespace Operator.UnitTests.Runtime.Support;

/// <summary>A custom resource that belongs to no product.</summary>
[KubernetesEntity(Group = "test.databricks-operator.io", ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
public sealed class Widget : CustomKubernetesEntity<WidgetSpec, WidgetStatus>
{
    internal static Widget Named(string name, string resourceVersion = "1", string @namespace = "ns", string uid = "uid-1") => new()
    {
        ApiVersion = "test.databricks-operator.io/v1",
        Kind = "Widget",
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = @namespace, ResourceVersion = resourceVersion, Uid = uid, Generation = 1 },
    };
}

public sealed record WidgetSpec
{
    [JsonPropertyName("size")]
    public int Size { get; init; }

    [JsonPropertyName("partOf")]
    public string? PartOf { get; init; }
}

public sealed record WidgetStatus
{
    [JsonPropertyName("phase")]
    public string? Phase { get; init; }

    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("conditions")]
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
