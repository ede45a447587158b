using Operator.Databricks;
using Operator.Databricks.Clusters;

namespace Operator.UnitTests.Databricks;

/// <summary>Clusters as the described version 2.0 answers them.</summary>
public sealed class ClusterVersionTests
{
    private static readonly ApiVersions Old = new() { Clusters = "2.0" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListAll_ServerThatDoesNotFilter_GivesOnlyWhatWasAskedFor()
    {
        using var workspace = new TestWorkspace(versions: Old);
        workspace.Stub.On("GET /api/2.0/clusters/list", Reply.Ok("""
            {"clusters":[{"cluster_id":"c1","cluster_source":"API","state":"RUNNING","policy_id":"p"},{"cluster_id":"c2","cluster_source":"JOB","state":"RUNNING"},
                         {"cluster_id":"c3","cluster_source":"UI","state":"TERMINATED"},{"cluster_id":"c4"},
                         {"cluster_id":"c5","cluster_source":"API","state":"RUNNING","policy_id":"q"}]}
            """));
        Assert.Equal(["c1", "c3", "c4", "c5"], await IdsAsync(workspace, new ClusterFilter { Sources = ["API", "UI"] }));
        Assert.Equal(["c1", "c2", "c4", "c5"], await IdsAsync(workspace, new ClusterFilter { States = ["RUNNING"] }));
        Assert.Equal(["c1", "c2", "c3", "c4"], await IdsAsync(workspace, new ClusterFilter { PolicyId = "p" }));
        Assert.Equal(3, workspace.Stub.Received.Count);
    }

    [Fact]
    public async Task RecentEvents_OfTheDescribedVersion_AreAskedForInItsWords()
    {
        using var workspace = new TestWorkspace(versions: Old);
        workspace.Stub.On("POST /api/2.0/clusters/events", Reply.Ok("""
            {"events":[{"cluster_id":"c1","timestamp":2,"type":"RUNNING"},{"cluster_id":"c1","timestamp":1,"type":"STARTING"}],
             "next_page":{"cluster_id":"c1","end_time":1,"offset":2},"total_count":9}
            """));
        var events = await workspace.RunAsync(client => client.Clusters.RecentEventsAsync("c1", 2, Cancellation));
        Assert.Equal(["RUNNING", "STARTING"], events.Select(recent => recent.Type));
        Assert.Equal("""{"cluster_id":"c1","order":"DESC","limit":2}""", workspace.Stub.Received.Single().Body);
    }

    private static async Task<IEnumerable<string?>> IdsAsync(TestWorkspace workspace, ClusterFilter filter) =>
        (await workspace.RunAsync(client => client.Clusters.ListAllAsync(filter, Cancellation))).Select(cluster => cluster.ClusterId);
}
