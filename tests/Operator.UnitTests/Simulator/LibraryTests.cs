using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;

namespace Operator.UnitTests.Simulator;

public sealed class LibraryTests
{
    private const string Two = """{"libraries":[{"pypi":{"package":"simplejson"}},{"jar":"/Volumes/a.jar"}]}""";

    [Fact]
    public async Task Install_BeforeTheClusterRuns_IsPendingThenInstallingThenInstalled()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new ClusterOptions
        {
            PendingDuration = TimeSpan.FromMinutes(1),
            LibraryInstallDuration = TimeSpan.FromMinutes(1),
        });
        workspace.Workspace.FailingLibraries.Add("/Volumes/a.jar", "no such file");
        var id = await workspace.CreateAsync();

        Assert.Equal(200, (await LibrariesAsync(workspace, "install", id, Two)).Status);
        Assert.Equal(["PENDING", "PENDING"], await StatusesAsync(workspace, id));
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["INSTALLING", "INSTALLING"], await StatusesAsync(workspace, id));
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["INSTALLED", "FAILED"], await StatusesAsync(workspace, id));

        var all = (await workspace.ReadAsync("2.0/libraries/all-cluster-statuses")).Json;
        var failed = all["statuses"]![0]!["library_statuses"]![1]!;
        Assert.Equal("no such file", (string?)failed["messages"]![0]);
        Assert.Equal("/Volumes/a.jar", (string?)failed["library"]!["jar"]);
    }

    [Fact]
    public async Task Uninstall_TakesEffectOnRestartOnly()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync();
        await LibrariesAsync(workspace, "install", id, Two);

        await LibrariesAsync(workspace, "uninstall", id, """{"libraries":[{"jar":"/Volumes/a.jar"}]}""");
        Assert.Equal(["INSTALLED", "UNINSTALL_ON_RESTART"], await StatusesAsync(workspace, id));
        await workspace.ActAsync("restart", id);
        Assert.Equal(["INSTALLED"], await StatusesAsync(workspace, id));
    }

    [Fact]
    public async Task Install_AgainAfterUninstall_KeepsTheLibrary()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync();
        await LibrariesAsync(workspace, "install", id, Two);
        await LibrariesAsync(workspace, "uninstall", id, Two);

        await LibrariesAsync(workspace, "install", id, Two);
        await workspace.ActAsync("restart", id);

        Assert.Equal(["INSTALLED", "INSTALLED"], await StatusesAsync(workspace, id));
    }

    [Theory]
    [InlineData("""{"libraries":[{"jar":"a","whl":"b"}]}""")]
    [InlineData("""{"libraries":[{}]}""")]
    [InlineData("""{"libraries":[{"nuget":"x"}]}""")]
    public async Task Install_NotExactlyOneKnownKind_IsRefused(string libraries)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync();

        Assert.Equal(400, (await LibrariesAsync(workspace, "install", id, libraries)).Status);
        Assert.Empty(await StatusesAsync(workspace, id));
    }

    [Fact]
    public async Task ClusterStatus_OfAMissingCluster_Is400NotFound()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        (await workspace.ReadAsync("2.0/libraries/cluster-status?cluster_id=x")).AssertRefused("INVALID_PARAMETER_VALUE", "Cluster x does not exist");
    }

    private static Task<Answer> LibrariesAsync(SimulatedWorkspace workspace, string verb, string id, string libraries) =>
        workspace.SendAsync(HttpMethod.Post, $"/api/2.0/libraries/{verb}", SimulatedWorkspace.Body(id, libraries));

    private static async Task<string[]> StatusesAsync(SimulatedWorkspace workspace, string id)
    {
        var answer = (await workspace.ReadAsync($"2.0/libraries/cluster-status?cluster_id={id}")).Json;
        return [.. (answer["library_statuses"] as JsonArray ?? []).Select(row => (string)row!["status"]!)];
    }
}
