using System.Text.Json.Nodes;
using Operator.IntegrationTests.Harness;
using Operator.IntegrationTests.Packaging;

namespace Operator.IntegrationTests.Pods;

/// <summary>The chart of this repository, installed on a node; its CRDs belong to the cluster, so there is one release at a time.</summary>
internal sealed class ChartRelease(PodNode node, string @namespace)
{
    public const string Name = "databricks-operator";
    public const string SimulatorImage = "localhost/databricks-simulator:node";

    /// <summary>Of its own for each test, because pods of the one before may still be going.</summary>
    public string Namespace => @namespace;

    private static readonly string[] Values =
    [
        "image.repository=localhost/databricks-operator", "image.tag=node", "image.pullPolicy=Never",
        "simulator.image.repository=localhost/databricks-simulator", "simulator.image.tag=node", "simulator.image.pullPolicy=Never",
        "operator.transitionSeconds=1", "operator.observationPeriodSeconds=2", "operator.createGraceSeconds=5",
        "operator.leaderElection.leaseDurationSeconds=6", "operator.leaderElection.renewDeadlineSeconds=4",
        "operator.leaderElection.retryPeriodSeconds=1",
    ];

    public async Task InstallAsync(params string[] values)
    {
        await node.HelmAsync(
            ["install", Name, Helm.Chart, "--namespace", Namespace, "--create-namespace", .. Helm.OlderServer, .. Set([.. Values, .. values])]);
        await RolledOutAsync();
    }

    public async Task UpgradeAsync(params string[] values)
    {
        await node.HelmAsync(["upgrade", Name, Helm.Chart, "--namespace", Namespace, "--reuse-values", .. Helm.OlderServer, .. Set(values)]);
        await RolledOutAsync();
    }

    public Task<string> UninstallAsync() => node.HelmAsync("uninstall", Name, "--namespace", Namespace, "--timeout", "120s");

    /// <summary>The pods of <c>helm test</c>; fails when one does.</summary>
    public Task<string> TestAsync() => node.HelmAsync("test", Name, "--namespace", Namespace, "--timeout", "120s");

    /// <summary>Waits until nothing of it is left but the CRDs: helm leaves pods and what owns them to the garbage collector.</summary>
    public Task GoneAsync() => Eventually.ReachesAsync(_ => RemainsAsync(), remains => remains.Length == 0, "the release to be gone", TimeSpan.FromSeconds(60));

    /// <summary>The names of the operator's pods that are ready.</summary>
    public async Task<IReadOnlyList<string>> ReadyPodsAsync()
    {
        var pods = await node.KubectlAsync(
            "get", "pods", "--namespace", Namespace, "--selector=app.kubernetes.io/name=databricks-operator",
            "--output=jsonpath={range .items[?(@.status.containerStatuses[0].ready==true)]}{.metadata.name}{\"\\n\"}{end}");
        return pods.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The pod that holds the lease.</summary>
    public async Task<string> LeaderAsync()
    {
        var holder = await node.KubectlAsync("get", "lease", Name, "--namespace", Namespace, "--output=jsonpath={.spec.holderIdentity}");
        return (await ReadyPodsAsync()).FirstOrDefault(pod => holder.StartsWith(pod, StringComparison.Ordinal)) ?? $"none ({holder})";
    }

    /// <summary>What the hook that lets objects go did; its Job is deleted when it has succeeded, and its events stay.</summary>
    public Task<string> HookEventsAsync() => node.KubectlAsync(
        "get", "events", "--namespace", Namespace, $"--field-selector=involvedObject.kind=Job,involvedObject.name={Name}-uninstall",
        "--output=jsonpath={range .items[*]}{.reason} {end}");

    /// <summary>
    /// Without pods that nothing runs in any more: a kubelet before 1.21 takes a pod that is being deleted away when it next collects sandboxes, once a minute.
    /// </summary>
    private async Task<string> RemainsAsync()
    {
        var all = JsonNode.Parse(await node.KubectlAsync(
            "get", "all,serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings", "--namespace", Namespace,
            $"--selector=app.kubernetes.io/instance={Name}", "--output=json"))!["items"]!.AsArray();
        return string.Join(
            ' ',
            all.Where(one => one!["metadata"]!["deletionTimestamp"] is null || IsRunning(one)).Select(one => $"{one!["kind"]}/{one["metadata"]!["name"]}"));
    }

    private static bool IsRunning(JsonNode pod) =>
        pod["status"]?["containerStatuses"]?.AsArray().Any(container => container!["state"]?["running"] is not null) is true;

    private static IEnumerable<string> Set(IEnumerable<string> values) => values.SelectMany(value => new[] { "--set", value });

    private Task<string> RolledOutAsync() => node.KubectlAsync("rollout", "status", $"deployment/{Name}", "--namespace", Namespace, "--timeout=120s");
}
