using Databricks.Simulator.Clusters;
using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Databricks.Errors;
using static Operator.UnitTests.Kinds.Clusters.Clusters;
using TerminationReason = Databricks.Simulator.Clusters.TerminationReason;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>Libraries, secrets and events of clusters, and what all parts have in common, against a simulated workspace.</summary>
public sealed class ClusterPartsTests
{
    private static readonly string[] PartCalls = ["libraries/cluster-status", "libraries/all-cluster-statuses", "permissions/get", "permissions/set", "clusters/pin", "scim/me"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pass_OverEverythingAtOnce_MakesOneCallEachInOrder()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        var id = fixture.Put(Fixed());
        await fixture.Client.Libraries.InstallAsync(new() { ClusterId = id, Libraries = [new() { Jar = "/former.jar" }] }, Cancellation);
        var cluster = Managed(spec => (spec.NumWorkers, spec.DesiredState, spec.RestartRequestTime) = (4, ClusterDesiredState.Running, "now"));
        (cluster.Status.ClusterId, cluster.Status.LastHandledRestartTime) = (id, "before");

        Assert.Equal(["Resize", "libraries", "libraries", "accessControlList", "pinned", "Restart"], await fixture.ConvergeAsync(cluster, id));
        Assert.True(fixture.Workspace.Workspace.Clusters.IsPinned(id));
        Assert.True(cluster.Status.Pinned);
    }

    [Fact]
    public async Task Pass_OverAClusterWithoutParts_MakesNoCallForThem()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        var id = fixture.Put(Fixed());

        await fixture.ConvergeAsync(Fixed(), id);

        Assert.All(PartCalls, operation => Assert.Equal(0, fixture.Calls(operation)));
    }

    [Fact]
    public async Task Libraries_ThatFail_AreReportedAndGoneOnceTheyAreReplacedAndTheClusterRestarts()
    {
        await using var fixture = await ClusterFixture.StartAsync(new ClusterOptions { LibraryInstallDuration = TimeSpan.FromMinutes(1) });
        fixture.Workspace.Workspace.FailingLibraries.Add("nonsense==0", "No matching distribution found");
        var id = fixture.Put(Fixed());
        var cluster = WithLibraries("pandas==2.2.3", "nonsense==0");

        Assert.Equal(["libraries"], await fixture.ConvergeAsync(cluster, id));
        Assert.Equal(Reasons.Updating, (await fixture.AssessAsync(cluster, id)).Ready!.Reason);
        fixture.Workspace.Time.Advance(TimeSpan.FromMinutes(2));
        var failed = await fixture.AssessAsync(cluster, id);
        await fixture.PassAsync(cluster, id);
        Assert.Equal((Reasons.LibraryFailed, true), (failed.Ready!.Reason, failed.IsStalled));
        Assert.Contains("pypi: nonsense==0 (No matching distribution found)", failed.Ready.Message, StringComparison.Ordinal);
        Assert.Equal(["pypi: nonsense==0 FAILED", "pypi: pandas==2.2.3 INSTALLED"], cluster.Status.Libraries!.Select(one => $"{one.Library} {one.Status}"));

        cluster.Spec.Libraries!.RemoveAt(1);
        Assert.Equal(["libraries"], await fixture.ConvergeAsync(cluster, id));
        Assert.Contains("Restart the cluster", (await fixture.AssessAsync(cluster, id)).Ready!.Message, StringComparison.Ordinal);
        Assert.Equal(0, fixture.Calls("clusters/restart"));
        await fixture.Client.Clusters.RestartAsync(new ClusterReference(id), Cancellation);
        fixture.Workspace.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty((await fixture.AssessAsync(cluster, id)).Ready!.Message);
    }

    [Fact]
    public async Task Libraries_OfATerminatedCluster_WaitForItWithoutStartingIt()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        var id = fixture.Put(Fixed());
        fixture.Workspace.Workspace.Clusters.Terminate(id, new TerminationReason("INACTIVITY", "SUCCESS"));
        fixture.Workspace.Time.Advance(TimeSpan.FromMinutes(2));
        var cluster = WithLibraries("pandas==2.2.3");

        Assert.Empty(await fixture.ConvergeAsync(cluster, id));
        Assert.Equal((0, 0), (fixture.Calls("clusters/start"), fixture.Calls("libraries/install")));

        await fixture.Client.Clusters.StartAsync(new ClusterReference(id), Cancellation);
        Assert.Equal(["libraries"], await fixture.ConvergeAsync(cluster, id));
    }

    [Fact]
    public async Task Libraries_OfManyQuietClusters_CostOneCallForAll()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        var ids = Enumerable.Range(0, 20).Select(_ => fixture.Put(Fixed())).ToList();
        foreach (var (id, index) in ids.Select((id, index) => (id, index)))
        {
            await fixture.Client.Libraries.InstallAsync(new() { ClusterId = id, Libraries = [new() { Pypi = new() { Package = "pandas" } }] }, Cancellation);
            fixture.Report(Recorded(id, index));
        }

        var glimpses = await Task.WhenAll(ids.Select((id, index) => fixture.External.GlimpseAsync(Recorded(id, index), id, fixture.Client, Cancellation)));

        Assert.All(glimpses, glimpse => Assert.Single(glimpse!.Libraries!));
        Assert.Equal((1, 0, 0), (fixture.Calls("libraries/all-cluster-statuses"), fixture.Calls("libraries/cluster-status"), fixture.Calls("clusters/get")));

        static DatabricksCluster Recorded(string id, int index)
        {
            var cluster = WithLibraries("pandas");
            (cluster.Metadata.Name, cluster.Metadata.Uid, cluster.Status.ClusterId) = ($"etl-{index}", $"uid-{index}", id);
            return cluster;
        }
    }

    [Fact]
    public async Task Secret_WithANewValue_IsSentInExactlyOneEdit()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        fixture.PutPassword("first");
        var cluster = ClusterFixture.WithLogin();
        var id = await fixture.External.CreateAsync(cluster, Marker, fixture.Client, Cancellation);
        Assert.Empty(await fixture.ConvergeAsync(cluster, id));

        fixture.PutPassword("second");
        var decision = await fixture.PassAsync(cluster, id);
        Assert.Equal(["dockerImage.basicAuth.passwordSecretRef"], decision.Renewed);
        Assert.Empty(await fixture.ConvergeAsync(cluster, id));

        Assert.Contains("second", Assert.Single(fixture.Workspace.Workspace.Journal.Of("clusters/edit")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_AfterARestartOfTheOperator_RestartsNoCluster()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        fixture.PutPassword("first");
        var cluster = ClusterFixture.WithLogin();
        var id = await fixture.External.CreateAsync(cluster, Marker, fixture.Client, Cancellation);

        fixture.PutPassword("second");
        fixture.Restart();

        Assert.Empty(await fixture.ConvergeAsync(cluster, id));
    }

    [Fact]
    public async Task Observe_AClusterThatIsBeingDeleted_ReadsNoParts()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        var cluster = Managed(_ => { });
        cluster.Metadata.DeletionTimestamp = fixture.Time.GetUtcNow().UtcDateTime;
        var id = fixture.Put(Fixed());

        await fixture.External.ObserveAsync(cluster, id, fixture.Client, Cancellation);

        Assert.All(PartCalls, operation => Assert.Equal(0, fixture.Calls(operation)));
    }

    [Fact]
    public async Task Observe_APartThatIsSaidToBeMissing_IsNoMissingCluster()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        var id = fixture.Put(Fixed());
        fixture.Workspace.Workspace.Faults.Add(Fault.Error("permissions/get", 404, "RESOURCE_DOES_NOT_EXIST", $"Cluster {id} does not exist."));

        await Assert.ThrowsAsync<DatabricksException>(() => fixture.External.ObserveAsync(WithGrants("ada@example.com"), id, fixture.Client, Cancellation));
    }

    [Fact]
    public async Task Events_AreReadWhenTheStateMovesAndOnlyThen()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        var cluster = Fixed();
        var id = fixture.Put(Fixed());
        await fixture.PassAsync(cluster, id);
        await fixture.PassAsync(cluster, id);
        Assert.Equal(1, fixture.Calls("clusters/events"));

        fixture.Workspace.Workspace.Clusters.Terminate(id, new TerminationReason("INACTIVITY", "SUCCESS"));
        await fixture.PassAsync(cluster, id);

        Assert.Equal(2, fixture.Calls("clusters/events"));
        Assert.Equal(("TERMINATING", "reason INACTIVITY (SUCCESS)"), (cluster.Status.LastEvents![0].Type, cluster.Status.LastEvents[0].Message));
        Assert.InRange(cluster.Status.LastEvents.Count, 2, StatusLimits.Events);
    }

    private static DatabricksCluster Managed(Action<DatabricksClusterSpec> change) => Fixed(2, spec =>
    {
        spec.Libraries = [new Library { Whl = "/a.whl" }];
        spec.AccessControlList = [new AccessControlEntry { UserName = "ada@example.com", PermissionLevel = "CAN_RESTART" }];
        spec.Pinned = true;
        change(spec);
    });

    private static DatabricksCluster WithLibraries(params string[] packages) =>
        Fixed(2, spec => spec.Libraries = [.. packages.Select(name => new Library { Pypi = new PypiLibrary { Package = name } })]);

    private static DatabricksCluster WithGrants(string user) =>
        Fixed(2, spec => spec.AccessControlList = [new AccessControlEntry { UserName = user, PermissionLevel = "CAN_RESTART" }]);
}
