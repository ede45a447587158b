using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Chain;

/// <summary>
/// A notebook, a cluster, a job and a run that name each other, applied and deleted in every order: they always arrive, and nobody is told of an error on the
/// way.
/// </summary>
public sealed class OrderTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private static readonly string[] Kinds = ["DatabricksNotebook", "DatabricksCluster", "DatabricksJob", "DatabricksJobRun"];
    private static readonly IReadOnlyList<IReadOnlyList<string>> Orders = [.. Permutations(Kinds)];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    private readonly string directory = Directory.CreateTempSubdirectory("orders-").FullName;
    private SimulatorHost simulator = null!;
    private NamespacedKubectl kubectl = null!;
    private ApiServerProxy proxy = null!;
    private OperatorInProcess process = null!;

    public async ValueTask InitializeAsync()
    {
        var workspace = new WorkspaceOptions
        {
            Clusters = new ClusterOptions { PendingDuration = TimeSpan.FromSeconds(1) },
            Runs = new RunOptions { RunningDuration = TimeSpan.FromSeconds(1) },
        };
        simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Workspaces = [workspace] }, TestContext.Current.CancellationToken);
        kubectl = await controlPlane.PrepareAsync("orders");
        proxy = await ApiServerProxy.StartAsync(controlPlane);
        process = OperatorInProcess.Start(kubectl, workspace: null, kubeconfig: await proxy.WriteKubeconfigAsync(directory));
        await kubectl.ApplyAsync(Harness.Manifest.Secret("dapi-simulator"));
        await kubectl.ApplyAsync(Harness.Manifest.Workspace(
            simulator.Url, "default", "limits: {requestsPerSecond: 500, burst: 500, maxConcurrent: 32}\n  observation: {periodSeconds: 5}"));
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await proxy.DisposeAsync();
        await simulator.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Chain_AppliedAndDeletedInAllTwentyFourOrders_AlwaysArrivesWithoutAnError()
    {
        Assert.Equal(24, Orders.Distinct().Count());
        for (var round = 0; round < Kinds.Length; round++)
        {
            var kinds = Orders.Select((order, index) => (Kind: order[round], Index: index)).ToList();
            await kubectl.ApplyAsync(string.Join("\n---\n", kinds.Select(one => Manifest(one.Kind, one.Index))));
            // Each is looked at before the next ones come, or the orders would be one.
            await ReachAsync(states => kinds.All(one => states.TryGetValue((one.Kind, Name(one.Index)), out var state)
                && state.Contains("Ready=", StringComparison.Ordinal)), $"round {round} of the applies");
        }

        await ReachAsync(
            states => states.Count == 96 && states.Values.All(state => state.Contains("Ready=True", StringComparison.Ordinal)),
            "all 24 chains to be ready and their runs to have succeeded");
        Assert.All(simulator.Workspace.Runs.Ids, id => Assert.Equal("SUCCESS", (string?)simulator.Workspace.Runs.Find(id)!["state"]!["result_state"]));
        Assert.Equal((24, 24, 24), (simulator.Workspace.Runs.Ids.Count, simulator.Workspace.Jobs.Ids.Count, simulator.Workspace.Clusters.Ids.Count));

        for (var round = 0; round < Kinds.Length; round++)
        {
            var gone = Orders.Select((order, index) => (Kind: order[round], Index: index)).ToList();
            await kubectl.RunAsync(["delete", "--wait=false", .. gone.Select(one => $"{one.Kind.ToLowerInvariant()}/{Name(one.Index)}")]);
            await ReachAsync(states => !gone.Any(one => states.ContainsKey((one.Kind, Name(one.Index)))), $"round {round} of the deletions");
        }

        Assert.Equal((0, 0), (simulator.Workspace.Jobs.Ids.Count, simulator.Workspace.Clusters.Ids.Count));
        Assert.All(Enumerable.Range(0, 24), index => Assert.Null(simulator.Workspace.Objects.Find($"/orders/{Name(index)}")));
        Assert.Empty(proxy.Journal.Where(request => request.IsStatusPatch && IsStalled(request.Body)).Select(request => $"{request.Path} {request.Body}"));
    }

    private static bool IsStalled(string patch) => JsonNode.Parse(patch)!["status"]?["conditions"] is JsonArray conditions
        && conditions.Any(condition => (string)condition!["type"]! == "Stalled" && (string)condition["status"]! == "True");

    private static string Name(int index) => $"o{index}";

    private static string Manifest(string kind, int index)
    {
        var name = Name(index);
        var spec = kind switch
        {
            "DatabricksNotebook" => $"{{path: /orders/{name}, language: PYTHON, content: \"print(1)\"}}",
            "DatabricksCluster" => "{sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 1}",
            "DatabricksJob" => $"{{tasks: [{{taskKey: main, existingClusterRef: {{name: {name}}}, notebookTask: {{notebookRef: {{name: {name}}}}}}}]}}",
            _ => $"{{jobRef: {{name: {name}}}}}",
        };
        return $"apiVersion: databricks-operator.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {spec}";
    }

    /// <summary>Waits for a state of all objects: by kind and name, their conditions.</summary>
    private Task<IReadOnlyDictionary<(string Kind, string Name), string>> ReachAsync(
        Func<IReadOnlyDictionary<(string Kind, string Name), string>, bool> isReached, string what) => Eventually.ReachesAsync(
        _ => StatesAsync(), isReached, what, Patience, states => string.Join(
            '\n', states.Select(state => $"{state.Key}: {state.Value}")) + process.Log[^Math.Min(process.Log.Length, 3000)..], Look);

    private async Task<IReadOnlyDictionary<(string Kind, string Name), string>> StatesAsync()
    {
        var states = new Dictionary<(string, string), string>();
        foreach (var kind in Kinds)
        {
            var list = JsonNode.Parse(await controlPlane.SendAsync(
                HttpMethod.Get, $"apis/databricks-operator.io/v1alpha1/namespaces/{kubectl.Namespace}/{kind.ToLowerInvariant()}s"))!;
            foreach (var item in list["items"]!.AsArray())
            {
                var conditions = item!["status"]?["conditions"]?.AsArray().Select(
                    condition => $"{condition!["type"]}={condition["status"]} {condition["reason"]} {condition["message"]}");
                states[(kind, (string)item["metadata"]!["name"]!)] = string.Join("; ", conditions ?? []);
            }
        }

        return states;
    }

    private static IEnumerable<IReadOnlyList<string>> Permutations(string[] of) => of.Length <= 1
        ? [of]
        : of.SelectMany(first => Permutations([.. of.Where(other => other != first)]).Select(rest => (IReadOnlyList<string>)[first, .. rest]));
}
