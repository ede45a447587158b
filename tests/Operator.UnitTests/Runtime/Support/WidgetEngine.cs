using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Operator.Runtime.Client;
using Operator.Runtime.Finalizers;
using Operator.Runtime.Informers;
using Operator.Runtime.Status;

namespace Operator.UnitTests.Runtime.Support;

/// <summary>Everything between a pass and the API server, for one kind, over an API server in memory. The test is the watch.</summary>
internal sealed class WidgetEngine : IDisposable
{
    private readonly StubApiServer server;

    public WidgetEngine(TimeProvider time)
    {
        server = new StubApiServer(request =>
        {
            BeforeRequest(request);
            return Api.Answer(request);
        });
        Client = new ResourceClient<Widget>(server.Connect(time), Serializer);
        Informer = new Informer<Widget>(Client, [], new ReflectorOptions(), time, NullLogger<Informer<Widget>>.Instance);
        StatusWriter = new StatusWriter<Widget>(Client, Informer, Serializer, "test-status");
        FinalizerWriter = new FinalizerWriter<Widget>(Client, Informer, "test");
    }

    public InMemoryApiServer Api { get; } = new();

    public EntitySerializer Serializer { get; } = new();

    public ResourceClient<Widget> Client { get; }

    public Informer<Widget> Informer { get; }

    public StatusWriter<Widget> StatusWriter { get; }

    public FinalizerWriter<Widget> FinalizerWriter { get; }

    public IReadOnlyList<StubRequest> Requests => [.. server.Requests];

    public Action<StubRequest> BeforeRequest { get; set; } = _ => { };

    public static string Path(string name) => $"/apis/test.databricks-operator.io/v1/namespaces/ns/widgets/{name}";

    /// <summary>Stores an object and lets the watch report it.</summary>
    public Widget Create(Widget widget)
    {
        Api.Put(Path(widget.Metadata.Name), (JsonObject)JsonSerializer.SerializeToNode(widget, Serializer.TypeInfo<Widget>())!);
        return Report(widget.Metadata.Name);
    }

    /// <summary>Changes an object as somebody else would, without the watch reporting it yet.</summary>
    public void Edit(string name, Action<JsonObject> edit) => Api.Edit(Path(name), edit);

    /// <summary>The watch reports the object as it is now.</summary>
    public Widget Report(string name)
    {
        var widget = Stored(name)!;
        Informer.Report(new(widget, null));
        return widget;
    }

    public Widget? Stored(string name) => Api.Objects.TryGetValue(Path(name), out var item) ? item.Deserialize(Serializer.TypeInfo<Widget>()) : null;

    public void Dispose() => server.Dispose();
}
