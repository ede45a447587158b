using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;

namespace Operator.IntegrationTests.Pods;

/// <summary>A simulated workspace in a pod and a namespace of its own, so that it outlives the release of the operator.</summary>
internal sealed class SimulatorPod(PodNode node, string @namespace)
{
    private string address = "";

    /// <summary>As a pod in whatever namespace finds it.</summary>
    public Uri Host => new($"http://simulator.{@namespace}.svc:8090");

    public string Namespace => @namespace;

    public async Task StartAsync()
    {
        await node.KubectlAsync("create", "namespace", @namespace);
        await node.ApplyAsync(@namespace, Manifests);
        await node.KubectlAsync("rollout", "status", "deployment/simulator", "--namespace", @namespace, "--timeout=60s");

        // Its name is for pods only.
        address = (await node.KubectlAsync("get", "service", "simulator", "--namespace", @namespace, "--output=jsonpath={.spec.clusterIP}")).Trim();
    }

    /// <summary>Its clusters, jobs and notebooks, each with what names it there. Runs stay in a workspace whatever becomes of their jobs.</summary>
    public async Task<IReadOnlyList<string>> ContentsAsync()
    {
        var clusters = await GetAsync("api/2.1/clusters/list");
        var jobs = await GetAsync("api/2.2/jobs/list");
        var notebooks = await GetAsync($"api/2.0/workspace/list?path={Uri.EscapeDataString(PodTestBase.Folder)}");
        return
        [
            .. Items(clusters, "clusters").Select(one => $"cluster {one["cluster_id"]}"),
            .. Items(jobs, "jobs").Select(one => $"job {one["job_id"]}"),
            .. Items(notebooks, "objects").Select(one => $"notebook {one["path"]}"),
        ];
    }

    /// <summary>The calls that change something, in their order, each as its operation, for example <c>clusters/create</c>.</summary>
    public async Task<IReadOnlyList<string>> ChangesAsync() =>
    [
        .. Items(await GetAsync("_sim/journal?after=0"), "entries").Where(one => (bool)one["mutating"]! && (bool)one["executed"]!)
            .Select(one => (string)one["operation"]!),
    ];

    private static IEnumerable<JsonNode> Items(JsonNode answer, string name) => answer[name]?.AsArray().OfType<JsonNode>() ?? [];

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await node.RunAsync(
        "curl", "--silent", "--show-error", "--fail", "--max-time", "10",
        "--header", $"Authorization: Bearer {WorkspaceOptions.DefaultToken}", $"http://{address}:8090/{path}"))!;

    private const string Manifests = $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: simulator}
        spec:
          selector: {matchLabels: {app: simulator} }
          template:
            metadata: {labels: {app: simulator} }
            spec:
              containers:
                - name: simulator
                  image: {{ChartRelease.SimulatorImage}}
                  imagePullPolicy: Never
                  args: [--address=0.0.0.0, --port=8090, --pending-seconds=1, --terminating-seconds=1, --run-seconds=1]
                  readinessProbe: {tcpSocket: {port: 8090}, periodSeconds: 1}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: simulator}
        spec: {selector: {app: simulator}, ports: [{port: 8090}]}
        """;
}
