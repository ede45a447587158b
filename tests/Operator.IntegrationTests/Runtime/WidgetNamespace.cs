using System.Globalization;
using System.Text.Json;
using Operator.IntegrationTests.Harness;
using Operator.IntegrationTests.Replicas;
using Operator.Runtime.Client;

namespace Operator.IntegrationTests.Runtime;

/// <summary>A namespace of one test and what a person would do to the Widgets in it.</summary>
internal sealed class WidgetNamespace(ControlPlane plane, string name)
{
    private readonly ResourceClient<Widget> widgets = new(plane.Connection, new EntitySerializer());

    public string Name => name;

    private string Collection => $"apis/test.databricks-operator.io/v1/namespaces/{name}/widgets";

    public static async Task<WidgetNamespace> CreateAsync(ControlPlane plane, string prefix)
    {
        await Widget.InstallAsync(plane);
        return new WidgetNamespace(plane, await plane.CreateNamespaceAsync(prefix));
    }

    public Task CreateAsync(string widget, int size) => CreateRawAsync(widget, size.ToString(CultureInfo.InvariantCulture));

    /// <summary>With a size that need not be a number.</summary>
    public Task CreateRawAsync(string widget, string size) => plane.SendAsync(
        HttpMethod.Post,
        Collection,
        $$$"""{"apiVersion":"test.databricks-operator.io/v1","kind":"Widget","metadata":{"name":"{{{widget}}}"},"spec":{"size":{{{size}}}}}""");

    public Task ResizeAsync(string widget, int size) => PatchAsync(widget, $$$"""{"spec":{"size":{{{size}}}}}""");

    public Task PatchAsync(string widget, string patch) => plane.SendAsync(HttpMethod.Patch, $"{Collection}/{widget}", patch);

    public Task DeleteAsync(string widget) => plane.SendAsync(HttpMethod.Delete, $"{Collection}/{widget}");

    public Task<Widget?> FindAsync(string widget) => widgets.GetAsync(new ObjectKey(name, widget), CancellationToken.None);

    /// <summary>Waits until the operator has seen that size and said so.</summary>
    /// <param name="widget">Which one.</param>
    /// <param name="size">Which size.</param>
    /// <param name="within">How long to wait at most.</param>
    /// <param name="context">What else to print if it was in vain.</param>
    public Task SeenAsync(string widget, int size, TimeSpan? within = null, Func<string>? context = null) => Eventually.ReachesAsync(
        _ => FindAsync(widget), found => found?.Status.Size == size, $"status.size {size} of {name}/{widget}", within, found =>
            $"{JsonSerializer.Serialize(found)} {context?.Invoke()}");

    public Task GoneAsync(string widget, TimeSpan? within = null) => Eventually.ReachesAsync(
        _ => FindAsync(widget), found => found is null, $"{name}/{widget} to go", within, found => JsonSerializer.Serialize(found));

    public async Task<string> EventsAsync() => await plane.SendAsync(HttpMethod.Get, $"api/v1/namespaces/{name}/events");
}
