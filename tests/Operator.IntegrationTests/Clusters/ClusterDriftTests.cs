using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Clusters;

/// <summary>The parts of a cluster that have calls of their own drift like its settings do.</summary>
public sealed class ClusterDriftTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private OperatedWorkspace place = null!;
    private OperatedObject resource = null!;

    public async ValueTask InitializeAsync()
    {
        place = await OperatedWorkspace.StartAsync(controlPlane, "drift", new WorkspaceOptions());
        resource = place.Object("DatabricksCluster", "x");
    }

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Theory]
    [InlineData("Report")]
    [InlineData("Correct")]
    public Task Library_UninstalledBySomebody_IsToldAndPutBackUnlessOnlyReported(string drift) => DriftsAsync(
        "libraries",
        """libraries: [{pypi: {package: "pandas==2.2.3"}}]""",
        drift,
        "libraries/install",
        id => place.CallAsync(
            HttpMethod.Post, "/api/2.0/libraries/uninstall", $$$"""{"cluster_id":"{{{id}}}","libraries":[{"pypi":{"package":"pandas==2.2.3"}}]}"""));

    [Theory]
    [InlineData("Report")]
    [InlineData("Correct")]
    public Task Pin_TakenOutBySomebody_IsToldAndPutBackUnlessOnlyReported(string drift) => DriftsAsync(
        "pinned", "pinned: true", drift, "clusters/pin", id => place.CallAsync(HttpMethod.Post, "/api/2.1/clusters/unpin", $$"""{"cluster_id":"{{id}}"}"""));

    [Fact]
    public Task Permissions_ChangedBySomebody_AreOnlyToldUnderReport() => DriftsAsync(
        "accessControlList",
        "accessControlList: [{userName: ada@example.com, permissionLevel: CAN_RESTART}]",
        "Report",
        "permissions/set",
        id => place.CallAsync(
            HttpMethod.Patch,
            $"/api/2.0/permissions/clusters/{id}",
            """{"access_control_list":[{"group_name":"everybody","permission_level":"CAN_MANAGE"}]}"""));

    private async Task DriftsAsync(string field, string part, string drift, string repair, Func<string, Task> somebody)
    {
        await resource.ApplyAsync(ClusterPolicyTests.Spec($"{part}, policies: {{drift: {drift}}}"));
        await resource.SettledAsync();
        await Eventually.HoldsAsync(() => place.Written.Count(name => name == repair) == 1, "the part to be written", describe: () => place.Log);
        await resource.SettledAsync();
        await somebody(place.Remote.Clusters.Ids.Single());

        if (drift == "Report")
        {
            await resource.ShowsAsync(".status.drift.fields[*]", field);
            await resource.SaysAsync("Synced", "False DriftDetected");
            await resource.LookedAtAsync();
        }
        else
        {
            await Eventually.HoldsAsync(() => place.Written.Count(name => name == repair) == 2, "the repair", TimeSpan.FromSeconds(40), () => place.Log);
            await resource.SettledAsync();
        }

        Assert.Equal(drift == "Report" ? 1 : 2, place.Written.Count(name => name == repair));
        Assert.Contains("DriftDetected", await place.Kubectl.RunAsync("get", "events", "-o", "jsonpath={.items[*].reason}"), StringComparison.Ordinal);
    }
}
