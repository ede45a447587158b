using System.Text.Json;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.Runtime.Status;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Kinds.Harness;

/// <summary>
/// Whole passes over objects of one kind, whichever it is: the operator as the program registers it, between an API server in memory and a simulated workspace.
/// At its end no secret may stand in anything that people can read.
/// </summary>
internal abstract class OperatorHarness : IAsyncDisposable
{
    public const string Namespace = "team";
    private readonly HarnessOptions options;
    private readonly Dictionary<string, Action<HarnessProcess>> watched = [];

    protected OperatorHarness(HarnessWorkspace workspace, HarnessOptions options, string name)
    {
        (Workspace, this.options, Name, Api) = (workspace, options, name, new HarnessApiServer(Record));
        Workspace.Called = Record.Step;
        Record.Hide(WorkspaceOptions.DefaultToken);
        Process = NewProcess();
    }

    /// <summary>Of the object that is meant where none is named.</summary>
    public string Name { get; }

    public HarnessApiServer Api { get; }

    public HarnessWorkspace Workspace { get; }

    /// <summary>What is in the workspace, as everybody but the operator sees and changes it.</summary>
    public global::Databricks.Simulator.Hosting.Workspace Remote => Workspace.Remote;

    public HarnessRecord Record { get; } = new();

    public HarnessProcess Process { get; private set; }

    public FakeTimeProvider Time => Workspace.Time;

    public IReadOnlyList<string> Events => Record.Events;

    /// <summary>The object as the API server has it.</summary>
    public JsonObject Stored => Api.Objects.Find(PathOf(Name)) ?? throw new InvalidOperationException($"{Name} is gone.");

    /// <summary>The resource is there no longer.</summary>
    public bool IsGone => Api.Objects.Find(PathOf(Name)) is null;

    /// <summary>As the operator knows it.</summary>
    public CommonStatus State => Seen(Name).Status;

    protected abstract ResourceDefinition Definition { get; }

    protected EntitySerializer Serializer => Process.Get<EntitySerializer>();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A field of the status, as text; null when there is none.</summary>
    public string? StatusField(string field) => Stored["status"]?[field]?.ToString();

    public (string Status, string Reason) Condition(string type, string? name = null) =>
        Seen(name ?? Name).Status.Conditions.Find(type) is { } condition ? (condition.Status, condition.Reason) : ("", "");

    public string Message(string type = ConditionTypes.Ready) => State.Conditions.Find(type)?.Message ?? "";

    /// <summary>Another resource, stored at the server and seen by the informer.</summary>
    public void Put<TEntity>(TEntity entity)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        (entity.ApiVersion, entity.Kind) = (ResourceDefinition.Of<TEntity>().ApiVersion, ResourceDefinition.Of<TEntity>().Kind);
        Keep<TEntity>(JsonSerializer.SerializeToNode(entity, Serializer.TypeInfo<TEntity>())!.AsObject());
    }

    /// <summary>Another resource goes.</summary>
    public void Remove<TEntity>(string name)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        Api.Objects.Remove($"/{ResourceDefinition.Of<TEntity>().Path(Namespace, name)}");
        Process.Get<Informer<TEntity>>().ReportDeleted(new V1ObjectMeta { Name = name, NamespaceProperty = Namespace });
    }

    /// <summary>The object as a user creates it.</summary>
    /// <param name="spec">JSON.</param>
    /// <param name="uid">Of this very object: one that is deleted and created anew has another.</param>
    /// <param name="name">Of one of several.</param>
    public void Create(string spec, string uid = "uid-1", string? name = null) => Keep(new JsonObject
    {
        ["apiVersion"] = Definition.ApiVersion,
        ["kind"] = Definition.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = name ?? Name,
            ["namespace"] = Namespace,
            ["uid"] = uid,
            ["generation"] = 1L,
            ["creationTimestamp"] = $"{Time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}",
        },
        ["spec"] = JsonNode.Parse(spec),
    });

    /// <summary>A merge patch of the object, as kubectl makes it: a change of the spec is a new generation.</summary>
    public void Patch(string patch)
    {
        var before = Stored;
        var after = (JsonObject)JsonMergePatch.Apply(before, JsonNode.Parse(patch))!;
        if (!JsonNode.DeepEquals(before["spec"], after["spec"]))
        {
            after["metadata"]!["generation"] = (long)after["metadata"]!["generation"]! + 1;
        }

        Keep(after);
    }

    /// <summary>What a user asks for; the object stays while it has finalizers.</summary>
    public abstract void Delete(string? name = null);

    /// <summary>One pass over the object as the operator knows it.</summary>
    public abstract Task<PassEnd> PassAsync(string? name = null);

    public Task<PassEnd> PassAfterAsync(TimeSpan time)
    {
        Workspace.Pass(time);
        return PassAsync();
    }

    /// <summary>True when the object was let go.</summary>
    public async Task<bool> FinalizeAsync(string? name = null)
    {
        Delete(name);
        await PassAsync(name);
        return Api.Objects.Find(PathOf(name)) is null;
    }

    /// <summary>Passes, each when it is due, until the object is as it should be; by default, until nothing is on its way.</summary>
    public async Task SettleAsync(Func<bool>? isSettled = null, string? name = null)
    {
        for (var pass = 0; pass < 25; pass++)
        {
            var end = await PassAsync(name);
            if (isSettled?.Invoke() ?? IsQuiet(name ?? Name))
            {
                return;
            }

            Workspace.Pass(end.RequeueAfter is { } due && due > TimeSpan.Zero ? due : TimeSpan.FromSeconds(5));
        }

        Assert.Fail($"It does not settle: {(IsGone ? "gone" : Stored.ToJsonString())}");
    }

    /// <summary>The operator starts again: what was in memory is gone.</summary>
    /// <param name="hasWorkspace">Its environment names the workspace, as before.</param>
    public void Restart(bool hasWorkspace = true)
    {
        Process.Dispose();
        Process = NewProcess(hasWorkspace);
        foreach (var see in watched.Values)
        {
            see(Process);
        }
    }

    /// <summary>Starts the lists of calls, writes and events anew.</summary>
    public void Forget()
    {
        Record.Forget();
        Api.Forget();
        Workspace.Forget();
    }

    public async ValueTask DisposeAsync()
    {
        Process.Dispose();
        await Workspace.DisposeAsync();
        Record.AssertNoSecretWasShown();
        GC.SuppressFinalize(this);
    }

    protected string PathOf(string? name) => $"/{Definition.Path(Namespace, name ?? Name)}";

    protected abstract IDatabricksResource Seen(string name);

    protected abstract void Keep(JsonObject json);

    protected void Keep<TEntity>(JsonObject json)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var path = $"/{ResourceDefinition.Of<TEntity>().Path((string?)json["metadata"]!["namespace"], (string)json["metadata"]!["name"]!)}";
        Api.Objects.Put(path, json);
        watched[path] = process => process.See<TEntity>(Api.Objects.Find(path));
        watched[path](Process);
    }

    private HarnessProcess NewProcess(bool hasWorkspace = true) =>
        new(Api, Record, new HarnessClock(Time), options.Program, services =>
        {
            if (hasWorkspace)
            {
                Workspace.Register(services);
            }
        });

    private bool IsQuiet(string name) =>
        Api.Objects.Find(PathOf(name)) is null
        || (Seen(name).Status.Conditions.Count > 0 && !Seen(name).Status.Conditions.IsTrue(ConditionTypes.Reconciling));
}
