using System.Text.Json.Nodes;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.GitOps;

/// <summary>What is committed to Git stays as it was committed, however it is applied.</summary>
public sealed class SyncTests(ControlPlane controlPlane) : GitOpsTestBase(controlPlane)
{
    private const int Looks = 10;

    private static readonly string[] Managed =
        ["DatabricksWorkspace", "DatabricksCluster", "DatabricksNotebook", "DatabricksJob", "DatabricksJobRun", "DatabricksSqlWarehouse"];

    [Fact]
    public async Task Sync_ClientSideOfEveryKind_StaysInSyncWhateverTheOperatorDoes()
    {
        var application = await SyncedAsync(ArgoSync.ClientSide, Everything);

        await LookedAtAsync(application);

        Assert.Empty(await application.DifferencesAsync());
    }

    [Fact]
    public async Task Sync_ServerSideOfEveryKind_StaysInSyncUnderBothDiffStrategies()
    {
        var application = await SyncedAsync(ArgoSync.ServerSide, Everything);

        await LookedAtAsync(application);

        Assert.Empty(await application.DifferencesAsync());
        Assert.False(await application.HealAsync());
    }

    [Fact]
    public async Task Sync_ServerSide_LeavesTheOperatorNothingButStatusAndFinalizers()
    {
        var application = await SyncedAsync(ArgoSync.ServerSide, Everything);

        foreach (var kind in Managed)
        {
            var live = (await application.Live.FindAsync(application.Manifest(kind)))!;
            var owners = live["metadata"]!["managedFields"]!.AsArray()
                .Select(entry => (By: (string)entry!["manager"]!, Paths: Owned(entry["fieldsV1"]!, "").ToList())).ToList();
            var ours = owners.Where(owner => owner.By.StartsWith("databricks-operator", StringComparison.Ordinal)).ToList();

            Assert.Equal(["databricks-operator", "databricks-operator-status"], ours.Select(owner => owner.By).Order(StringComparer.Ordinal));
            Assert.All(ours, owner => Assert.All(owner.Paths, path => Assert.True(
                owner.By.EndsWith("-status", StringComparison.Ordinal)
                    ? path.StartsWith(".status", StringComparison.Ordinal)
                    : path.StartsWith(".metadata.finalizers", StringComparison.Ordinal),
                $"{kind}: {owner.By} owns {path}")));
            Assert.Contains(owners, owner => owner.By == "argocd-controller" && owner.Paths.Any(path => path.StartsWith(".spec", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Sync_ByReplace_KeepsTheObjectOfTheWorkspaceAndGetsTheFinalizerBack()
    {
        var application = await SyncedAsync(ArgoSync.Replace, Cluster);
        var (cluster, id) = (application.Manifest("DatabricksCluster"), Place.Remote.Clusters.Ids.Single());

        application.SyncAgain();
        await application.SyncAsync(() => Place.Log);
        await Eventually.ReachesAsync(
            _ => FieldAsync(cluster, ".metadata.finalizers"),
            shown => shown.Contains("databricks-operator.io/finalizer", StringComparison.Ordinal),
            "the finalizer");
        await Place.Object("DatabricksCluster", "etl").LookedAtAsync();

        Assert.Equal(id, await FieldAsync(cluster, ".status.clusterId"));
        Assert.Equal(["clusters/create"], Place.Written);
    }

    [Fact]
    public async Task Sync_ByForceAndReplace_EndsWithExactlyOneObjectInTheWorkspace()
    {
        var application = await SyncedAsync(ArgoSync.ForceReplace, Cluster);
        var (cluster, first) = (application.Manifest("DatabricksCluster"), Place.Remote.Clusters.Ids.Single());
        var uid = await FieldAsync(cluster, ".metadata.uid");

        application.SyncAgain();
        await application.SyncAsync(() => Place.Log);

        Assert.NotEqual(uid, await FieldAsync(cluster, ".metadata.uid"));
        var second = Assert.Single(Place.Remote.Clusters.Ids);
        Assert.NotEqual(first, second);
        Assert.Equal(["clusters/create", "clusters/permanent-delete", "clusters/create"], Place.Written);
    }

    /// <summary>The operator looks at every object ten times.</summary>
    private async Task LookedAtAsync(ArgoApplication application)
    {
        for (var look = 1; look <= Looks; look++)
        {
            var annotations = new JsonObject { ["databricks-operator.io/reconcile-requested-at"] = $"look-{look}" };
            foreach (var manifest in Managed.Select(application.Manifest))
            {
                await application.Live.PatchAsync(manifest, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations.DeepClone() } });
            }

            await Task.WhenAll(Managed.Select(application.Manifest).Select(
                manifest => Place.Object(manifest.Kind, manifest.Name).ShowsAsync(".status.lastHandledReconcileAt", $"look-{look}")));
        }
    }

    private static IEnumerable<string> Owned(JsonNode fields, string path) => fields is JsonObject { Count: > 0 } map
        ? map.SelectMany(field => Owned(field.Value!, field.Key == "." ? path : $"{path}.{field.Key.Split(':', 2)[^1]}"))
        : [path];
}
