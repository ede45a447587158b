using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Packaging;

/// <summary>
/// The chart without any right in the cluster, on a real API server that decides by roles: the program runs under the account that the chart makes, in its
/// namespaces and with what the chart grants there.
/// </summary>
public sealed class NamespacedInstallTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private const string Account = "databricks-operator";

    private SimulatorHost simulator = null!;
    private NamespacedKubectl kubectl = null!;
    private Helm helm = null!;

    public async ValueTask InitializeAsync()
    {
        simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        kubectl = await controlPlane.PrepareAsync("namespaced");
        helm = await Helm.GetAsync();
    }

    public ValueTask DisposeAsync() => simulator.DisposeAsync();

    [Fact]
    public async Task Install_WithoutAnyRightInTheCluster_ServesItsNamespaceAndSeesARotatedSecret()
    {
        await kubectl.ApplyAsync(await RenderAsync());
        Assert.Equal("yes", await CanAsync("get"));
        Assert.Equal("no", await CanAsync("list"));
        Assert.Equal("no", await CanAsync("watch"));
        await using var process = await OperatorAsync();

        await kubectl.ApplyAsync(Manifest.Secret("dapi-simulator"));
        await kubectl.ApplyAsync(Manifest.Workspace(simulator.Url));
        await kubectl.ApplyAsync(Manifest.Cluster("c"));
        await process.ReadyAsync("c");

        // The old token still works, so that nothing but another look at the Secret can notice.
        simulator.Workspace.Tokens.Add("dapi-second", "rotated@example.com");
        await kubectl.ApplyAsync(Manifest.Secret("dapi-second"));
        await Eventually.ReachesAsync(
            _ => kubectl.FieldAsync("databricksworkspaces", "prod", ".status.userName"),
            user => user == "rotated@example.com",
            "the new user",
            TimeSpan.FromSeconds(30),
            shown => shown + process.Log);

        await kubectl.RunAsync("delete", "databrickscluster", "c", "--timeout=30s");
        Assert.Empty(simulator.Workspace.Clusters.Ids);
        Assert.DoesNotContain("Cannot see", process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("forbidden", process.Log, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Apply_AWorkspaceThatAdmitsByLabels_IsRefusedWithWhatToUseInstead()
    {
        await kubectl.ApplyAsync(await RenderAsync());
        await using var process = await OperatorAsync();

        await kubectl.ApplyAsync(Manifest.Secret("dapi-simulator"));
        await kubectl.ApplyAsync(Manifest.Workspace(simulator.Url, further: "allowedNamespaces: {from: Selector, selector: {matchLabels: {data: welcome}}}"));

        await Eventually.ReachesAsync(
            _ => kubectl.ConditionAsync("databricksworkspaces", "prod", "Stalled"),
            shown => shown.Contains("use Same, or All", StringComparison.Ordinal),
            "the refusal",
            describe: shown => shown + process.Log);
    }

    [Theory]
    [InlineData("rbac.namespaced=true,operator.watchNamespaces={team-a}")]
    [InlineData("rbac.namespaced=true,operator.installationId=here")]
    public async Task Template_WithoutWhatSuchAnOperatorCannotRead_IsRefusedWithItsName(string values) =>
        Assert.Contains("operator.installationId", await helm.RefusalAsync("--set", values), StringComparison.Ordinal);

    [Fact]
    public async Task Template_WithEveryPartThatHasRights_MakesNoClusterRole()
    {
        var manifests = await RenderAsync(
            "uninstall.policy=Delete,workloadIdentity.tokenRequests=true,operator.identities.audiences={databricks},replicaCount=2");

        Assert.Contains("kind: Role\n", manifests, StringComparison.Ordinal);
        Assert.DoesNotContain("kind: ClusterRole", manifests, StringComparison.Ordinal);
    }

    private Task<string> RenderAsync(string further = "rbac.secrets=Get") => helm.TemplateAsync(
        "--set", $"crds.install=false,namespaceOverride={kubectl.Namespace},operator.watchNamespaces={{{kubectl.Namespace}}},operator.installationId=here",
        "--set", $"rbac.namespaced=true,{further}");

    private async Task<RunningOperator> OperatorAsync() => OperatorInProcess.Start(
        kubectl,
        workspace: null,
        kubeconfig: await controlPlane.KubeconfigOfAsync(kubectl.Namespace, Account),
        further: new Dictionary<string, string>
        {
            ["OPERATOR__NAMESPACED"] = "true",
            ["OPERATOR__INSTALLATIONID"] = "here",
            ["OPERATOR__SECRETACCESS"] = "Get",
        });

    private async Task<string> CanAsync(string verb)
    {
        try
        {
            return (await kubectl.RunAsync("auth", "can-i", verb, "secrets", "--as", $"system:serviceaccount:{kubectl.Namespace}:{Account}")).Trim();
        }
        catch (InvalidOperationException)
        {
            // kubectl ends with 1 when the answer is no.
            return "no";
        }
    }
}
