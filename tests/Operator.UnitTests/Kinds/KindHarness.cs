using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Informers;
using Operator.UnitTests.Kinds.Harness;

namespace Operator.UnitTests.Kinds;

/// <summary>Whole passes over objects of one kind, in the kind's own terms.</summary>
internal class KindHarness<TResource>(HarnessWorkspace workspace, HarnessOptions options, string name) : OperatorHarness(workspace, options, name)
    where TResource : class, IDatabricksResource, new()
{
    private readonly ConcurrentDictionary<ObjectKey, TResource> tombstones = new();

    public TResource Resource => Find() ?? throw new InvalidOperationException($"The operator does not know {Name}.");

    public ObjectStore<TResource> Store => Process.Get<ObjectStore<TResource>>();

    protected override ResourceDefinition Definition => ResourceDefinition.Of<TResource>();

    public static async Task<KindHarness<TResource>> StartAsync(HarnessOptions? options = null, string name = "x")
    {
        options ??= new HarnessOptions();
        return new KindHarness<TResource>(await HarnessWorkspace.StartAsync(options), options, name);
    }

    /// <summary>As the operator knows it; null when it does not.</summary>
    public TResource? Find(string? name = null) => Store.Find(Key(name));

    /// <summary>A write by a user, which may create the object: stored at the server and seen by the operator.</summary>
    public void Apply(Action<TResource>? change = null, string? name = null)
    {
        var resource = Api.Objects.Find(PathOf(name)) is { } stored
            ? JsonSerializer.Deserialize(stored, Serializer.TypeInfo<TResource>())!
            : New(name ?? Name);
        change?.Invoke(resource);
        Put(resource);
    }

    /// <summary>An edit of the spec, which makes a new generation.</summary>
    public void Edit(Action<TResource> change, string? name = null) => Apply(
        resource =>
        {
            change(resource);
            resource.Metadata.Generation++;
        },
        name);

    /// <summary>A write by somebody else that the operator has not seen yet.</summary>
    public void EditUnseen(Action<JsonObject> change, string? name = null) => Api.Objects.Edit(PathOf(name), change);

    public override void Delete(string? name = null)
    {
        if (Api.Objects.Find(PathOf(name))!["metadata"]!["finalizers"] is not JsonArray { Count: > 0 })
        {
            Remove<TResource>(name ?? Name);
            return;
        }

        Apply(resource => resource.Metadata.DeletionTimestamp ??= Time.GetUtcNow().UtcDateTime, name);
    }

    public override async Task<PassEnd> PassAsync(string? name = null)
    {
        // A test that waits for a call in vain fails after half a minute.
        var result = await Process.Get<PassRunner<TResource>>().RunAsync(Key(name), tombstones, Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        return new PassEnd(result is null or { IsSuccess: true }, result?.RequeueAfter);
    }

    /// <summary>An object of that name that no pass has looked at yet.</summary>
    protected virtual TResource New(string name) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = Namespace,
            Uid = $"uid-{name}",
            Generation = 1,
            CreationTimestamp = Time.GetUtcNow().UtcDateTime,
        },
    };

    protected override IDatabricksResource Seen(string name) => Find(name)!;

    protected override void Keep(JsonObject json) => Keep<TResource>(json);

    private ObjectKey Key(string? name) => new(Namespace, name ?? Name);
}
