using System.Text.Json.Serialization;
using k8s.Models;
using Operator.IntegrationTests.Harness;
using Operator.Runtime.Client;
using Operator.Runtime.Entities;

namespace Operator.IntegrationTests.Replicas;

/// <summary>A custom resource that belongs to no product.</summary>
[KubernetesEntity(Group = "test.databricks-operator.io", ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
public sealed class Widget : CustomKubernetesEntity<WidgetSpec, WidgetStatus>
{
    /// <summary>Its schema accepts anything under spec, so that a test can write what the type above cannot read.</summary>
    private const string Definition =
        """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.test.databricks-operator.io"},
         "spec":{"group":"test.databricks-operator.io","scope":"Namespaced","names":{"kind":"Widget","plural":"widgets","singular":"widget"},
          "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
           "schema":{"openAPIV3Schema":{"type":"object","properties":{
            "spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
            "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}]}}
        """;

    /// <summary>Makes the kind known and waits until it is served. Safe to call from several tests at once.</summary>
    internal static async Task InstallAsync(ControlPlane plane)
    {
        try
        {
            await plane.SendAsync(HttpMethod.Post, "apis/apiextensions.k8s.io/v1/customresourcedefinitions", Definition);
        }
        catch (ApiServerException exception) when (exception.IsConflict)
        {
            // Another test was faster.
        }

        await Eventually.ReachesAsync(
            _ => plane.SendAsync(HttpMethod.Get, "apis/test.databricks-operator.io/v1/widgets"),
            list => list.Contains("WidgetList", StringComparison.Ordinal),
            "the Widget kind to be served");
    }
}

public sealed record WidgetSpec
{
    [JsonPropertyName("size")]
    public int Size { get; init; }
}

public sealed record WidgetStatus
{
    [JsonPropertyName("size")]
    public int? Size { get; init; }
}
