using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Packaging;

/// <summary>
/// The chart on a real API server. No kubelet runs there, so the pod stays Pending; what it would do is done by the program under the
/// token of the ServiceAccount that the chart makes, which proves the chart's rights.
/// </summary>
public sealed class HelmTests : IAsyncLifetime
{
    private const string Release = "databricks-operator";
    private const string Namespace = "databricks-operator-system";

    private const string Manifest = """
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksCluster
        metadata: {name: c, namespace: default}
        spec: {sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 1}
        """;

    /// <summary>Of its own, because the CRDs and cluster roles of a release exist once in a cluster.</summary>
    private readonly ControlPlane controlPlane = new();
    private SimulatorHost simulator = null!;
    private Helm helm = null!;

    public async ValueTask InitializeAsync()
    {
        await controlPlane.InitializeAsync();
        simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        helm = await Helm.GetAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await simulator.DisposeAsync();
        await controlPlane.DisposeAsync();
    }

    [Fact]
    public async Task InstallUpgradeUninstall_ByHelm_BehaveAsAUserExpects()
    {
        await InstallAsync();
        await Eventually.ReachesAsync(
            _ => controlPlane.Kubectl.RunAsync("get", "databricksclusters,databricksworkspaces", "-A"), _ => true, "the kinds to be served");
        await using (var process = await OperatorAsync())
        {
            await controlPlane.Kubectl.ApplyAsync(Manifest);
            await ReadyAsync(process);
            Assert.Contains("Created", await EventsAsync(), StringComparison.Ordinal);

            await UpgradeAsync("operator.workers=4,crds.labels.team=data,replicaCount=2");
            Assert.Equal("1", await controlPlane.Kubectl.RunAsync("get", "pdb", Release, "-n", Namespace, "-o", "jsonpath={.spec.maxUnavailable}"));
            Assert.Equal("4", await DeploymentAsync("{.spec.template.spec.containers[0].env[?(@.name=='OPERATOR__WORKERS')].value}"));
            Assert.Equal("data", await controlPlane.Kubectl.RunAsync(
                "get", "crd", "databricksclusters.databricks-operator.io", "-o", "jsonpath={.metadata.labels.team}"));
            await ReadyAsync(process);
        }

        await HelmAsync("uninstall", Release, "--wait");

        Assert.Equal("c", await controlPlane.Kubectl.RunAsync("get", "databricksclusters", "-n", "default", "-o", "jsonpath={.items[*].metadata.name}"));
        Assert.Empty(await controlPlane.Kubectl.RunAsync(
            "get", "deployments,serviceaccounts,roles,clusterroles,clusterrolebindings", "-A", "-l", $"app.kubernetes.io/instance={Release}", "-o", "name"));
        Assert.Single(simulator.Workspace.Clusters.Ids);
    }

    [Fact]
    public async Task ServiceAccount_OfTheChart_MayDoItsWorkAndNothingElse()
    {
        await InstallAsync();
        var account = $"system:serviceaccount:{Namespace}:{Release}";

        Assert.Equal("yes", await CanAsync(account, "watch", "databricksclusters.databricks-operator.io"));
        Assert.Equal("yes", await CanAsync(account, "patch", "databricksclusters.databricks-operator.io/status"));
        Assert.Equal("no", await CanAsync(account, "update", "databricksclusters.databricks-operator.io/finalizers"));
        Assert.Equal("yes", await CanAsync(account, "create", "events"));
        Assert.Equal("no", await CanAsync(account, "delete", "databricksclusters.databricks-operator.io"));
        Assert.Equal("no", await CanAsync(account, "create", "databricksclusters.databricks-operator.io"));
        Assert.Equal("yes", await CanAsync(account, "watch", "secrets"));
        Assert.Equal("no", await CanAsync(account, "update", "secrets"));
        Assert.Equal("no", await CanAsync(account, "create", "secrets"));
        Assert.Equal("no", await CanAsync(account, "create", "pods"));
        Assert.Equal("no", await CanAsync(account, "update", "customresourcedefinitions"));
        Assert.Equal("no", await CanAsync(account, "*", "*"));
    }

    [Fact]
    public async Task Install_WithAMisspeltValue_IsRefusedWithItsName()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => InstallAsync("--set", "operator.wrokers=4"));

        Assert.Contains("wrokers", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_ConfigDefaultAndSamples_GivesAnAccountThatCanRunTheOperator()
    {
        await controlPlane.Kubectl.RunAsync("apply", "--validate=false", "-k", Repository.File("config", "default"));
        await Eventually.ReachesAsync(
            _ => controlPlane.Kubectl.RunAsync("get", "databricksclusters,databricksworkspaces", "-A"), _ => true, "the kinds to be served");
        Assert.Equal(4 + 1 + 1 + 1 + 1, (await controlPlane.Kubectl.RunAsync(
            "get", "clusterroles,clusterrolebindings,roles,rolebindings,serviceaccounts", "-A", "-o", "name",
            "-l", "app.kubernetes.io/name=databricks-operator,app.kubernetes.io/component=rbac,app.kubernetes.io/part-of=databricks-operator"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        await controlPlane.Kubectl.RunAsync("apply", "--dry-run=server", "--validate=false", "-k", Repository.File("config", "components"));
        Assert.DoesNotContain("replaced", await controlPlane.Kubectl.RunAsync("kustomize", Repository.File("config", "components")), StringComparison.Ordinal);
        await using var process = await OperatorAsync("databricks-operator-controller-manager");

        await controlPlane.Kubectl.RunAsync("apply", "-n", "default", "-k", Repository.File("config", "samples"));

        await Eventually.ReachesAsync(
            _ => controlPlane.Kubectl.RunAsync(
                "get",
                "databricksclusters",
                "-n",
                "default",
                "-o",
                "jsonpath={range .items[*]}{.metadata.name}={.status.conditions[?(@.type==\"Ready\")].status} {end}"),
            shown => shown.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: >= 5 } all
                && all.All(one => one.EndsWith("=True", StringComparison.Ordinal)),
            "all samples to be Ready",
            TimeSpan.FromSeconds(60),
            shown => shown + process.Log);
    }

    private Task<string> InstallAsync(params string[] arguments) => HelmAsync(
        "install",
        [Release, Helm.Chart, "--create-namespace", .. Helm.OlderServer, "--set", Helm.Image, .. arguments]);

    private Task<string> UpgradeAsync(string values) => HelmAsync(
        "upgrade", [Release, Helm.Chart, .. Helm.OlderServer, "--set", Helm.Image, "--set", values]);

    private Task<string> HelmAsync(string verb, params string[] arguments) =>
        helm.RunAsync(controlPlane.Kubeconfig, [verb, .. arguments, "--namespace", Namespace]);

    /// <summary>What the pod would be: the program with the account's token and nothing else.</summary>
    private async Task<OperatorProcess> OperatorAsync(string account = Release) =>
        OperatorProcess.Start(new Dictionary<string, string>
        {
            ["KUBECONFIG"] = await controlPlane.KubeconfigOfAsync(Namespace, account),
            ["POD_NAMESPACE"] = Namespace,
            ["DATABRICKS_HOST"] = simulator.Url.ToString(),
            ["DATABRICKS_TOKEN"] = "dapi-simulator",
            ["OPERATOR__ALLOWINSECUREHOSTS"] = "true",
            ["OPERATOR__TRANSITIONSECONDS"] = "1",
            ["OPERATOR__LISTEN"] = "http://127.0.0.1:0",
        });

    private async Task ReadyAsync(OperatorProcess process) => await Eventually.ReachesAsync(
        _ => controlPlane.Kubectl.RunAsync(
            "get", "databrickscluster", "c", "-n", "default", "-o", "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}"),
        status => status == "True",
        "the cluster to be Ready",
        TimeSpan.FromSeconds(30),
        status => status + process.Log);

    private Task<string> EventsAsync() => controlPlane.Kubectl.RunAsync("get", "events", "-n", "default", "-o", "jsonpath={.items[*].reason}");

    private Task<string> DeploymentAsync(string path) => controlPlane.Kubectl.RunAsync("get", "deployment", Release, "-n", Namespace, "-o", $"jsonpath={path}");

    private async Task<string> CanAsync(string account, string verb, string resource)
    {
        try
        {
            return (await controlPlane.Kubectl.RunAsync("auth", "can-i", verb, resource, "-A", "--as", account)).Trim();
        }
        catch (InvalidOperationException)
        {
            // kubectl ends with 1 when the answer is no.
            return "no";
        }
    }
}
