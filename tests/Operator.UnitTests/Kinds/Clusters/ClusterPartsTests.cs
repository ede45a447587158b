using Databricks.Simulator.Clusters;
using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>Libraries, pins, secrets and events of clusters: what has calls of its own.</summary>
public sealed class ClusterPartsTests
{
    private static readonly string[] PartCalls =
        ["libraries/cluster-status", "libraries/all-cluster-statuses", "permissions/get", "permissions/set", "clusters/pin", "scim/me"];
    private static readonly TimeSpan Moment = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pass_OverEverythingAtOnce_MakesOneCallEachInOrder()
    {
        await using var cluster = await ClusterHarness.SettledAsync();
        await cluster.Client.Libraries.InstallAsync(new() { ClusterId = cluster.Id, Libraries = [new() { Jar = "/former.jar" }] }, Cancellation);
        cluster.Forget();
        cluster.Edit(spec =>
        {
            Everything(spec);
            (spec.NumWorkers, spec.DesiredState, spec.RestartRequestTime) = (4, ClusterDesiredState.Running, "2027-01-01T00:00:00Z");
        });

        await cluster.SettleAsync();

        Assert.Equal(
            ["clusters/resize", "libraries/install", "libraries/uninstall", "permissions/set", "clusters/pin", "clusters/restart"], cluster.Workspace.Changes);
        Assert.True(cluster.Remote.Clusters.IsPinned(cluster.Id));
        Assert.True(cluster.Status.Pinned);
    }

    [Fact]
    public async Task Pass_OverAClusterWithoutParts_MakesNoCallForThem()
    {
        await using var cluster = await ClusterHarness.SettledAsync();

        await cluster.PassAfterAsync(Moment);

        Assert.All(PartCalls, operation => Assert.Equal(0, cluster.Calls(operation)));
    }

    [Fact]
    public async Task Libraries_ThatFail_AreReportedAndGoneOnceTheyAreReplacedAndTheClusterRestarts()
    {
        await using var cluster = await ClusterHarness.StartAsync(new ClusterOptions { LibraryInstallDuration = TimeSpan.FromMinutes(1) });
        cluster.Remote.FailingLibraries.Add("nonsense==0", "No matching distribution found");
        cluster.Apply(one => Libraries(one.Spec, "pandas==2.2.3", "nonsense==0"));
        await cluster.SettleAsync(() => cluster.Calls("libraries/install") == 1);
        await cluster.PassAfterAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(Reasons.Updating, cluster.Condition(ConditionTypes.Ready).Reason);
        await cluster.PassAfterAsync(Moment);
        Assert.Equal((Reasons.LibraryFailed, "True"), (cluster.Condition(ConditionTypes.Ready).Reason, cluster.Condition(ConditionTypes.Stalled).Status));
        Assert.Contains("pypi: nonsense==0 (No matching distribution found)", cluster.Message(), StringComparison.Ordinal);
        Assert.Equal(["pypi: nonsense==0 FAILED", "pypi: pandas==2.2.3 INSTALLED"], cluster.Status.Libraries!.Select(one => $"{one.Library} {one.Status}"));

        cluster.Edit(spec => spec.Libraries!.RemoveAt(1));
        await cluster.SettleAsync();
        Assert.Equal(["clusters/create", "libraries/install", "libraries/uninstall"], cluster.Workspace.Changes);
        Assert.Contains("Restart the cluster", cluster.Message(), StringComparison.Ordinal);
        await cluster.Client.Clusters.RestartAsync(new ClusterReference(cluster.Id), Cancellation);
        await cluster.PassAfterAsync(Moment);
        Assert.Empty(cluster.Message());
    }

    [Fact]
    public async Task Libraries_OfATerminatedCluster_WaitForItWithoutStartingIt()
    {
        await using var cluster = await ClusterHarness.SettledAsync();
        cluster.Terminate();
        cluster.Edit(spec => Libraries(spec, "pandas==2.2.3"));

        await cluster.PassAsync();
        await cluster.PassAfterAsync(Moment);
        Assert.Empty(cluster.Workspace.Changes);

        await cluster.Client.Clusters.StartAsync(new ClusterReference(cluster.Id), Cancellation);
        await cluster.PassAfterAsync(Moment);
        Assert.Equal(["clusters/start", "libraries/install"], cluster.Workspace.Changes);
    }

    /// <summary>The list of libraries contains no cluster that has none, so no list tells of the first one.</summary>
    [Fact]
    public async Task Libraries_InstalledBySomebodyWhereThereAreToBeNone_AreUninstalledAtTheNextLook()
    {
        await using var cluster = await ClusterHarness.SettledAsync();
        cluster.Edit(spec => spec.Libraries = []);
        await cluster.SettleAsync();
        cluster.Restart();
        var quiet = await cluster.PassAsync();
        Assert.InRange(quiet.RequeueAfter!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));

        await cluster.Client.Libraries.InstallAsync(new() { ClusterId = cluster.Id, Libraries = [new() { Jar = "/former.jar" }] }, Cancellation);
        await cluster.PassAfterAsync(quiet.RequeueAfter.Value);

        Assert.Equal(1, cluster.Calls("libraries/uninstall"));
    }

    [Fact]
    public async Task Libraries_OfManyQuietClusters_CostOneCallForAll()
    {
        await using var cluster = await ClusterHarness.StartAsync();
        var names = Enumerable.Range(0, 20).Select(index => $"etl-{index}").ToList();
        foreach (var name in names)
        {
            cluster.Apply(one => Libraries(one.Spec, "pandas"), name);
            await cluster.SettleAsync(name: name);
        }

        cluster.Restart();
        cluster.Forget();
        await Task.WhenAll(names.Select(name => cluster.PassAsync(name)));

        Assert.Equal(["clusters/list", "libraries/all-cluster-statuses"], cluster.Workspace.Calls.Select(call => call.Operation).Order(StringComparer.Ordinal));
        Assert.Empty(cluster.Api.Writes);
    }

    [Fact]
    public async Task Secret_WithANewValue_IsSentInExactlyOneEdit()
    {
        await using var cluster = await WithLoginAsync();
        cluster.PutPassword("second-password");

        await cluster.PassAsync();
        await cluster.SettleAsync();

        Assert.Contains("second-password", Assert.Single(cluster.Remote.Journal.Of("clusters/edit")).Body, StringComparison.Ordinal);
        Assert.Equal(["clusters/edit"], cluster.Workspace.Changes);
    }

    [Fact]
    public async Task Secret_AfterARestartOfTheOperator_RestartsNoCluster()
    {
        await using var cluster = await WithLoginAsync();
        cluster.PutPassword("second-password");
        cluster.Restart();

        await cluster.PassAsync();
        await cluster.PassAfterAsync(Moment);

        Assert.Empty(cluster.Workspace.Changes);
    }

    [Fact]
    public async Task Delete_OfAClusterWithParts_ReadsNoneOfThem()
    {
        await using var cluster = await ClusterHarness.SettledAsync(Everything);

        await cluster.FinalizeAsync();

        Assert.All(cluster.Workspace.Calls, call => Assert.DoesNotContain(call.Operation, PartCalls));
    }

    [Fact]
    public async Task Reconcile_APartThatIsSaidToBeMissing_IsNoMissingCluster()
    {
        await using var cluster = await ClusterHarness.SettledAsync(Everything);
        cluster.Remote.Faults.Add(Fault.Error("permissions/get", 404, "RESOURCE_DOES_NOT_EXIST", $"Cluster {cluster.Id} does not exist."));

        await cluster.PassAfterAsync(TimeSpan.FromMinutes(11));

        Assert.Equal("Unknown", cluster.Condition(ConditionTypes.Synced).Status);
        Assert.Equal([cluster.Id], cluster.Remote.Clusters.Ids);
        Assert.Empty(cluster.Workspace.Changes);
    }

    private static async Task<ClusterHarness> WithLoginAsync()
    {
        var cluster = await ClusterHarness.StartAsync();
        cluster.PutPassword("first-password");
        cluster.Apply(one => ClusterHarness.WithLogin(one.Spec));
        await cluster.SettleAsync();
        cluster.Forget();
        return cluster;
    }

    private static void Everything(DatabricksClusterSpec spec)
    {
        spec.Libraries = [new LibrarySpec { Whl = "/a.whl" }];
        spec.AccessControlList = [new AccessControlEntry { UserName = "ada@example.com", PermissionLevel = "CAN_RESTART" }];
        spec.Pinned = true;
    }

    private static void Libraries(DatabricksClusterSpec spec, params string[] packages) =>
        spec.Libraries = [.. packages.Select(name => new LibrarySpec { Pypi = new PypiLibrary { Package = name } })];
}
