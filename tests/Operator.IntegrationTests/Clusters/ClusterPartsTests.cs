using System.Net.Http.Headers;
using System.Text;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Clusters;

/// <summary>What a cluster has beside its settings: libraries, permissions, the pin, and what happened to it.</summary>
public sealed class ClusterPartsTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private SimulatorHost simulator = null!;
    private NamespacedKubectl kubectl = null!;
    private OperatorInProcess process = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new ClusterOptions { LibraryInstallDuration = TimeSpan.FromSeconds(3) };
        simulator = await SimulatorHost.StartAsync(
            new SimulatorOptions { Workspaces = [new WorkspaceOptions { Clusters = options }] }, TestContext.Current.CancellationToken);
        kubectl = await controlPlane.PrepareAsync("parts");
        process = OperatorInProcess.Start(kubectl, simulator.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await simulator.DisposeAsync();
    }

    [Fact]
    public async Task Libraries_OfANewCluster_ArePendingThenInstalledAndAFailedOneIsSaid()
    {
        simulator.Workspace.FailingLibraries.Add("nonsense==0", "No matching distribution found for nonsense==0");
        await kubectl.ApplyAsync(Manifest("""libraries: [{pypi: {package: "pandas==2.2.3"}}, {maven: {coordinates: "org.jsoup:jsoup:1.18.1"}}]"""));
        await Eventually.ReachesAsync(
            _ => ConditionAsync("Ready"), shown => shown.Contains("Libraries being installed", StringComparison.Ordinal), "libraries under way");
        await process.ReadyAsync("c");
        Assert.Equal("maven: org.jsoup:jsoup:1.18.1=INSTALLED pypi: pandas==2.2.3=INSTALLED ", await LibrariesAsync());

        await PatchAsync("""{"spec":{"libraries":[{"pypi":{"package":"pandas==2.2.3"}},{"pypi":{"package":"nonsense==0"}}]}}""");
        var ready = await Eventually.ReachesAsync(
            _ => ConditionAsync("Ready"), shown => shown.StartsWith("False LibraryFailed", StringComparison.Ordinal), "the failure", TimeSpan.FromSeconds(30));

        Assert.Contains("No matching distribution found for nonsense==0", ready, StringComparison.Ordinal);
        Assert.StartsWith("True", await ConditionAsync("Stalled"), StringComparison.Ordinal);
        Assert.Contains("maven: org.jsoup:jsoup:1.18.1=UNINSTALL_ON_RESTART", await LibrariesAsync(), StringComparison.Ordinal);
        Assert.Empty(Calls("clusters/restart"));
    }

    [Fact]
    public async Task Permissions_ChangedBySomebody_AreReportedAndPutRight()
    {
        await kubectl.ApplyAsync(Manifest("accessControlList: [{userName: ada@example.com, permissionLevel: CAN_RESTART}]"));
        await process.ReadyAsync("c");
        await Eventually.HoldsAsync(() => Calls("permissions/set").Count() == 1, "the grants");

        await GrantAsync("everybody", "CAN_MANAGE");
        await Eventually.HoldsAsync(() => Calls("permissions/set").Count() == 2, "the repair", TimeSpan.FromSeconds(40), () => process.Log);

        Assert.Equal(
            """{"access_control_list":[{"user_name":"ada@example.com","permission_level":"CAN_RESTART"},"""
                + """{"user_name":"operator@example.com","permission_level":"CAN_MANAGE"}]}""",
            Calls("permissions/set").Last());
        await Eventually.ReachesAsync(_ => EventsAsync(), shown => shown.Contains("DriftCorrected", StringComparison.Ordinal), "the event");
        Assert.Contains("DriftDetected", await EventsAsync(), StringComparison.Ordinal);
        await Eventually.ReachesAsync(_ => ConditionAsync("Synced"), shown => shown.StartsWith("True", StringComparison.Ordinal), "Synced");
    }

    [Fact]
    public async Task Pinned_Cluster_IsPinnedShownAndStillDeletedWithItsResource()
    {
        await kubectl.ApplyAsync(Manifest("pinned: true"));
        await process.ReadyAsync("c");

        await Eventually.ReachesAsync(_ => kubectl.ClusterAsync("c", ".status.pinned"), shown => shown == "true", "the pin in status");
        Assert.True(simulator.Workspace.Clusters.IsPinned(simulator.Workspace.Clusters.Ids.Single()));
        await kubectl.RunAsync("delete", "databrickscluster", "c", "--timeout=30s");

        Assert.Empty(simulator.Workspace.Clusters.Ids);
    }

    [Fact]
    public async Task Secret_WithANewValue_IsSentAtOnceAndInOneEdit()
    {
        await PutPasswordAsync("first-7c1f");
        await kubectl.ApplyAsync(
            Manifest("dockerImage: {url: registry.example.com/a, basicAuth: {username: u, passwordSecretRef: {name: registry, key: password}}}"));
        await process.ReadyAsync("c");

        await PutPasswordAsync("second-7c1f");
        await Eventually.HoldsAsync(() => Calls("clusters/edit").Any(), "the edit");
        await Eventually.ReachesAsync(_ => ConditionAsync("Synced"), shown => shown.StartsWith("True", StringComparison.Ordinal), "Synced");

        Assert.Contains("second-7c1f", Assert.Single(Calls("clusters/edit")), StringComparison.Ordinal);
        Assert.DoesNotContain("7c1f", await kubectl.RunAsync("get", "databricksclusters,events", "-o", "yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain("7c1f", process.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_OfATermination_AreInTheStatus()
    {
        await kubectl.ApplyAsync(Manifest("autoterminationMinutes: 0"));
        await process.ReadyAsync("c");

        simulator.Workspace.Clusters.Terminate(simulator.Workspace.Clusters.Ids.Single(), new TerminationCause("INACTIVITY", "SUCCESS"));
        await Eventually.ReachesAsync(_ => kubectl.ClusterAsync("c", ".status.state"), state => state == "TERMINATED", "the state");

        Assert.Equal("TERMINATING", await kubectl.ClusterAsync("c", ".status.lastEvents[0].type"));
        Assert.Contains("INACTIVITY", await kubectl.ClusterAsync("c", ".status.lastEvents[0].message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfAnExistingCluster_NamesThePartsAndWritesNothing()
    {
        await kubectl.ApplyAsync(Manifest("policies: {deletion: Retain}"));
        await process.ReadyAsync("c");
        var id = simulator.Workspace.Clusters.Ids.Single();
        await kubectl.RunAsync("delete", "databrickscluster", "c", "--timeout=30s");
        var writes = Writes();

        await kubectl.ApplyAsync(Manifest($$"""
            externalId: {{id}}
              policies: {management: Plan}
              pinned: true
              libraries: [{jar: /a.jar}]
              accessControlList: [{groupName: data, permissionLevel: CAN_RESTART}]
            """));
        await Eventually.ReachesAsync(_ => kubectl.ClusterAsync("c", ".status.plan.action"), action => action == "Update", "the plan");

        Assert.Equal("""["libraries","accessControlList","pinned"]""", await kubectl.ClusterAsync("c", ".status.plan.fields"));
        Assert.Equal(writes, Writes());
    }

    private static string Manifest(string further) => $$"""
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksCluster
        metadata: {name: c}
        spec:
          sparkVersion: 16.4.x-scala2.12
          nodeTypeId: m5d.large
          numWorkers: 1
          {{further}}
        """;

    private IEnumerable<string> Calls(string operation) => simulator.Workspace.Journal.Of(operation).Select(call => call.Body ?? "");

    private int Writes() => simulator.Workspace.Journal.After(0).Count(call => call.Mutating);

    private Task<string> PatchAsync(string patch) => kubectl.RunAsync("patch", "databrickscluster", "c", "--type=merge", "-p", patch);

    private Task<string> ConditionAsync(string type) => kubectl.ConditionAsync("databricksclusters", "c", type);

    private Task<string> LibrariesAsync() =>
        kubectl.RunAsync("get", "databrickscluster", "c", "-o", "jsonpath={range .status.libraries[*]}{.library}={.status} {end}");

    private Task<string> EventsAsync() => kubectl.RunAsync("get", "events", "-o", "jsonpath={.items[*].reason}");

    private Task<string> PutPasswordAsync(string password) => kubectl.ApplyAsync($$"""
        apiVersion: v1
        kind: Secret
        metadata: {name: registry}
        stringData: {password: {{password}}}
        """);

    /// <summary>Somebody grants something in the workspace.</summary>
    private async Task GrantAsync(string group, string level)
    {
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = simulator.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", WorkspaceOptions.DefaultToken);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("somebody/1.0");
        using var body = new StringContent(
            $$"""{"access_control_list":[{"group_name":"{{group}}","permission_level":"{{level}}"}]}""", Encoding.UTF8, "application/json");
        using var answer = await client.PatchAsync(
            $"/api/2.0/permissions/clusters/{simulator.Workspace.Clusters.Ids.Single()}", body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
