using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.EveryField;

/// <summary>A workspace full of objects, one for each field of a kind, and the operator that keeps them.</summary>
internal sealed class FieldWorkspace : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Each look lists hundreds of large objects, which takes the API server from the tests beside.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private readonly ControlPlane controlPlane;
    private readonly NamespacedKubectl kubectl;
    private readonly OperatorInProcess process;
    private readonly FieldKind kind;

    private FieldWorkspace(ControlPlane controlPlane, NamespacedKubectl kubectl, SimulatorHost simulator, OperatorInProcess process, FieldKind kind)
    {
        this.controlPlane = controlPlane;
        this.kubectl = kubectl;
        this.process = process;
        this.kind = kind;
        Simulator = simulator;
    }

    public SimulatorHost Simulator { get; }

    public static async Task<FieldWorkspace> StartAsync(ControlPlane controlPlane, FieldKind kind, Cloud cloud)
    {
        var clusters = new ClusterOptions
        {
            AddsLegacySparkConf = true,
            InstancePools = new Dictionary<string, string> { ["pool-1"] = "i3.xlarge", ["pool-2"] = "i3.2xlarge" },
            Policies =
            [
                new ClusterPolicy("P1") { Fixed = new JsonObject { ["custom_tags"] = new JsonObject { ["cost"] = "1" } } },
                new ClusterPolicy("P2") { Defaults = new JsonObject { ["autotermination_minutes"] = 60 } },
            ],
        };
        var options = new SimulatorOptions { Workspaces = [new WorkspaceOptions { Cloud = cloud, Clusters = clusters }] };
        var simulator = await SimulatorHost.StartAsync(options, TestContext.Current.CancellationToken);
        var kubectl = await controlPlane.PrepareAsync("fields");
        await kubectl.ApplyAsync($$"""
            apiVersion: v1
            kind: List
            items:
              - {apiVersion: v1, kind: Secret, metadata: {name: first}, stringData: {one: "1", two: "2", token: dapi-simulator} }
              - {apiVersion: v1, kind: Secret, metadata: {name: second}, stringData: {one: "3", two: "4"} }
              - apiVersion: databricks-operator.io/v1alpha1
                kind: DatabricksWorkspace
                metadata: {name: default}
                spec:
                  host: {{simulator.Url}}
                  auth: {token: {secretKeyRef: {name: first, key: token} } }
                  limits: {requestsPerSecond: 1000, burst: 1000, maxConcurrent: 100}
                  observation: {periodSeconds: 5}
            """);
        return new FieldWorkspace(controlPlane, kubectl, simulator, OperatorInProcess.Start(kubectl, null), kind);
    }

    public Task ApplyAsync(string manifest) => kubectl.ApplyAsync(manifest);

    public Task ApplyAsync(IReadOnlyList<FieldObject> objects, Func<FieldObject, JsonObject> spec)
    {
        var list = new StringBuilder("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[");
        return kubectl.ApplyAsync(list.AppendJoin(',', objects.Select(one => one.Manifest(spec(one)))).Append("]}").ToString());
    }

    /// <summary>Waits until nothing is left to do for any of them; the present state of each by name.</summary>
    public async Task<IReadOnlyDictionary<string, FieldStatus>> SettledAsync(IReadOnlyList<FieldObject> objects, string what)
    {
        var states = await Eventually.ReachesAsync(
            _ => StatesAsync(), states => objects.All(one => states[one.Name].IsSettled), what, Patience, states => Unsettled(objects, states), Look);
        return states;
    }

    public async Task<Remote?> ReadAsync(FieldStatus status) =>
        status.Id is { } id ? await kind.ReadAsync(Simulator, id, TestContext.Current.CancellationToken) : null;

    public void Put(FieldStatus status, Remote remote) => kind.Put(Simulator, status.Id!, remote);

    /// <summary>Has every object looked at once more; ends when each has been.</summary>
    public async Task ReconcileAllAsync(IReadOnlyList<FieldObject> objects)
    {
        await kubectl.RunAsync("annotate", kind.Plural, "--all", "--overwrite", "databricks-operator.io/reconcile-requested-at=now");
        await Eventually.ReachesAsync(
            _ => StatesAsync(), states => objects.All(
                one => states[one.Name].LastHandled == "now"), "every object to be looked at again", Patience, states => Unsettled(objects, states), Look);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await Simulator.DisposeAsync();
    }

    private async Task<IReadOnlyDictionary<string, FieldStatus>> StatesAsync()
    {
        var list = JsonNode.Parse(
            await controlPlane.SendAsync(HttpMethod.Get, $"apis/databricks-operator.io/v1alpha1/namespaces/{kubectl.Namespace}/{kind.Plural}"))!;
        return list["items"]!.AsArray().ToDictionary(item => (string)item!["metadata"]!["name"]!, item => FieldStatus.Of(item!, kind.IdField));
    }

    private string Unsettled(IReadOnlyList<FieldObject> objects, IReadOnlyDictionary<string, FieldStatus> states) =>
        string.Join('\n', objects.Where(one => !states[one.Name].IsSettled).Select(one => $"{one}: {states[one.Name]}").Take(20)) + "\n" + string.Join(
            '\n', process.Log.Split('\n').TakeLast(15));
}

/// <summary>What an object says of itself.</summary>
internal sealed record FieldStatus(string? Id, bool IsCurrent, bool IsReconciling, bool IsSynced, string Reason, string Message, string? LastHandled)
{
    /// <summary>Nothing is going to happen any more. What stalls for the workspace's refusal is tried again, but only when the spec changes.</summary>
    public bool IsSettled => IsCurrent && !IsReconciling && (IsSynced || Reason is "InvalidSpec" or "Rejected" or "ImmutableFieldChanged");

    public static FieldStatus Of(JsonNode item, string idField)
    {
        var status = item["status"];
        var conditions = status?["conditions"]?.AsArray() ?? [];
        JsonNode? Condition(string type) => conditions.FirstOrDefault(condition => (string)condition!["type"]! == type);
        var generation = (long)item["metadata"]!["generation"]!;
        return new FieldStatus(
            (string?)status?[idField],
            (long?)status?["observedGeneration"] == generation && (long?)Condition("Synced")?["observedGeneration"] == generation,
            Condition("Reconciling") is not null,
            (string?)Condition("Synced")?["status"] == "True",
            (string?)Condition("Synced")?["reason"] ?? "",
            (string?)Condition("Synced")?["message"] ?? "",
            (string?)status?["lastHandledReconcileAt"]);
    }
}
