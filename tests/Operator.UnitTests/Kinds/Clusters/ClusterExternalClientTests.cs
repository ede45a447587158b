using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Databricks.Errors;
using Operator.Kinds.Clusters;
using Operator.Managed;
using Operator.Reconciling;
using static Operator.UnitTests.Kinds.Clusters.Clusters;
using TerminationReason = Databricks.Simulator.Clusters.TerminationReason;

namespace Operator.UnitTests.Kinds.Clusters;

public sealed class ClusterExternalClientTests : IAsyncLifetime
{
    private const string Password = "hunter2-registry-password";

    private ClusterFixture fixture = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ClusterExternalClient External => fixture.External;

    private ExternalObjects<DatabricksCluster, ObservedCluster> Remote => fixture.Remote;

    public async ValueTask InitializeAsync() => fixture = await ClusterFixture.StartAsync();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Create_WithAPassword_SendsItAndKeepsItNowhere()
    {
        fixture.PutPassword(Password);
        var cluster = ClusterFixture.WithLogin();

        var creation = await Remote.CreateAsync(cluster, Marker, fixture.Client, Cancellation);

        Assert.Contains(Password, Assert.Single(fixture.Workspace.Workspace.Journal.Of("clusters/create")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, Wire(cluster).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(creation.Applied, path => path.Contains("password", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(false, "The Secret registry does not exist")]
    [InlineData(true, "has no key password")]
    public async Task Create_WithoutTheSecret_WaitsForItAndSendsNothing(bool exists, string expected)
    {
        if (exists)
        {
            fixture.Objects.Put("/api/v1/namespaces/team/secrets/registry", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "registry" } });
        }

        var exception = await Assert.ThrowsAsync<DependencyMissingException>(() => fixture.CreateAsync(ClusterFixture.WithLogin(), Marker));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Empty(fixture.Workspace.Workspace.Journal.Of("clusters/create"));
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(AdoptionPolicy.ByName, 2)]
    public async Task Search_AmongOthers_FindsTheMarkedOneAndThoseOfTheNameWhereThatCounts(AdoptionPolicy? adoption, int count)
    {
        var cluster = Fixed(2, spec => spec.Policies = new ClusterPolicies { Adoption = adoption });
        fixture.Put(Fixed());
        fixture.Put(Fixed(), marker: null);
        fixture.Put(Fixed(2, spec => spec.ClusterName = "another"), marker: "another's");
        fixture.Put(Fixed(), source: "JOB");

        var found = await Remote.SearchAsync(cluster, Marker, fixture.Client, fixture.Time.GetUtcNow(), Cancellation);

        Assert.Equal(count, found.Count);
        Assert.All(found, one => Assert.NotNull(one.Details.Spec));
    }

    [Fact]
    public async Task Search_ByManyAtOnce_ReadsTheWorkspaceOnceUntilAListMustBeNewer()
    {
        var now = fixture.Time.GetUtcNow();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(index => Remote.SearchAsync(Fixed(), $"marker-{index}", fixture.Client, now - TimeSpan.FromSeconds(30), Cancellation)));
        Assert.Single(fixture.Workspace.Workspace.Journal.Of("clusters/list"));

        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        await Remote.SearchAsync(Fixed(), Marker, fixture.Client, fixture.Time.GetUtcNow(), Cancellation);
        Assert.Equal(2, fixture.Workspace.Workspace.Journal.Of("clusters/list").Count);
    }

    [Fact]
    public async Task Search_AfterACreationTheListDoesNotShowYet_FindsItAllTheSame()
    {
        var now = fixture.Time.GetUtcNow();
        await Remote.SearchAsync(Fixed(), Marker, fixture.Client, now, Cancellation);
        var id = await fixture.CreateAsync(Fixed(), Marker);

        Assert.Equal(id, Assert.Single(await Remote.SearchAsync(Fixed(), Marker, fixture.Client, now, Cancellation)).Id);
    }

    [Fact]
    public async Task Act_AnEditThatRestarts_AnswersARequestedRestartToo()
    {
        var id = fixture.Put(Fixed());
        var cluster = Fixed(2, spec => (spec.SparkVersion, spec.RestartRequestTime) = ("16.4.x-scala2.12", "again"));
        var observed = (await Remote.ObserveAsync(Fixed(), id, LookSource.Object, fixture.Client, Cancellation))!;

        await Remote.UpdateAsync(cluster, observed, Remote.Evaluate(cluster, observed, Marker), fixture.Client, Cancellation);

        observed = (await Remote.ObserveAsync(Fixed(), id, LookSource.Object, fixture.Client, Cancellation))!;
        Assert.Equal("again", cluster.Status.LastHandledRestartTime);
        Assert.True(Remote.Evaluate(cluster, observed, Marker).IsNothing);
        Assert.Empty(fixture.Workspace.Workspace.Journal.Of("clusters/restart"));
    }

    [Fact]
    public async Task Decide_AClusterThatKeepsFailing_IsStartedEverMoreSeldom()
    {
        var id = fixture.Put(Fixed());
        var cluster = Fixed(2, spec => spec.DesiredState = ClusterDesiredState.Running);
        fixture.Workspace.Workspace.Clusters.FailStarts(new StartFailure(new TerminationReason("INTERNAL_ERROR", "SERVICE_FAULT")) { Count = 100 });
        fixture.Workspace.Workspace.Clusters.Terminate(id, new TerminationReason("INTERNAL_ERROR", "SERVICE_FAULT"));

        for (var second = 0; second < 3600; second += 60)
        {
            fixture.Time.Advance(TimeSpan.FromMinutes(1));
            fixture.Workspace.Time.Advance(TimeSpan.FromMinutes(1));
            var observed = (await Remote.ObserveAsync(Fixed(), id, LookSource.Object, fixture.Client, Cancellation))!;
            if (Remote.Evaluate(cluster, observed, Marker) is { Power: PowerChange.Start } start)
            {
                await Remote.UpdateAsync(cluster, observed, start, fixture.Client, Cancellation);
            }
            else
            {
                Assert.True(External.Read(cluster, observed, Decision.None, fixture.Client).IsReconciling);
            }
        }

        Assert.InRange(fixture.Workspace.Workspace.Journal.Of("clusters/start").Count, 5, 7);
    }

    [Fact]
    public async Task Act_AStartThatSomebodyMadeFirst_IsNoFailureAndLeavesNothingToDo()
    {
        var id = fixture.Put(Fixed());
        var cluster = Fixed(2, spec => spec.DesiredState = ClusterDesiredState.Running);
        fixture.Workspace.Workspace.Clusters.Terminate(id, new TerminationReason("INACTIVITY", "SUCCESS"));
        fixture.Workspace.Time.Advance(TimeSpan.FromMinutes(2));
        var observed = (await Remote.ObserveAsync(cluster, id, LookSource.Object, fixture.Client, Cancellation))!;
        var start = Remote.Evaluate(cluster, observed, Marker);
        await fixture.Client.Clusters.StartAsync(new ClusterReference(id), Cancellation);

        var refusal = await Assert.ThrowsAsync<DatabricksException>(() => Remote.UpdateAsync(cluster, observed, start, fixture.Client, Cancellation));

        Assert.Equal(PowerChange.Start, start.Power);
        var outcome = FailureTable.Classify(refusal.Error);
        Assert.Equal((null, true, false), (outcome.Ready, outcome.IsReconciling, outcome.IsStalled));
        Assert.True((await fixture.PassAsync(cluster, id)).IsNothing);
    }

    [Fact]
    public async Task Delete_APinnedCluster_UnpinsItAndComesBackUntilItIsGone()
    {
        var id = fixture.Put(Fixed());
        await fixture.Client.Clusters.PinAsync(new ClusterReference(id), Cancellation);
        var observed = (await Remote.ObserveAsync(Fixed(), id, LookSource.Object, fixture.Client, Cancellation))!;

        Assert.False((await Remote.DeleteAsync(observed, DeletionPolicy.Delete, fixture.Client, Cancellation)).IsDone);
        Assert.False((await Remote.DeleteAsync(observed, DeletionPolicy.Delete, fixture.Client, Cancellation)).IsDone);
        fixture.Workspace.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Null(await Remote.ObserveAsync(Fixed(), id, LookSource.Object, fixture.Client, Cancellation));
        Assert.True((await Remote.DeleteAsync(observed, DeletionPolicy.Delete, fixture.Client, Cancellation)).IsDone);
    }

    [Fact]
    public async Task Delete_UnderTerminate_StopsItAndKeepsItsDefinition()
    {
        var id = fixture.Put(Fixed());
        var observed = (await Remote.ObserveAsync(Fixed(), id, LookSource.Object, fixture.Client, Cancellation))!;

        Assert.True((await Remote.DeleteAsync(observed, DeletionPolicy.Terminate, fixture.Client, Cancellation)).IsDone);
        fixture.Workspace.Time.Advance(TimeSpan.FromMinutes(2));

        observed = (await Remote.ObserveAsync(Fixed(), id, LookSource.Object, fixture.Client, Cancellation))!;
        Assert.Equal("TERMINATED", observed.Details.State);
        Assert.True((await Remote.DeleteAsync(observed, DeletionPolicy.Terminate, fixture.Client, Cancellation)).IsDone);
        Assert.Single(fixture.Workspace.Workspace.Journal.Of("clusters/delete"));
        Assert.Empty(fixture.Workspace.Workspace.Journal.Of("clusters/permanent-delete"));
    }

    [Theory]
    [InlineData(null, "RUNNING", true)]
    [InlineData(Id, "TERMINATED", true)]
    [InlineData(Id, "RUNNING", false)]
    [InlineData(Id, "PENDING", false)]
    public void Describe_ARequestedRestart_IsDoneWhereNothingRunsOrNothingWasAsked(string? recorded, string state, bool isHandled)
    {
        var cluster = Fixed(2, spec => spec.RestartRequestTime = "second");
        (cluster.Status.ClusterId, cluster.Status.LastHandledRestartTime) = (recorded, "first");

        External.Read(cluster, new ObservedCluster(Echo(cluster, state)), Decision.None, fixture.Client);

        Assert.Equal(isHandled ? "second" : "first", cluster.Status.LastHandledRestartTime);
    }

    [Theory]
    [InlineData(1, "2026-03-09T12:00:00Z")]
    [InlineData(-1, "first")]
    public void Describe_ARequestThatAStartHasAnswered_IsRecordedAsHandled(int startedMinutesAfter, string handled)
    {
        var cluster = Fixed(2, spec => spec.RestartRequestTime = "2026-03-09T12:00:00Z");
        (cluster.Status.ClusterId, cluster.Status.LastHandledRestartTime) = (Id, "first");
        var started = fixture.Time.GetUtcNow().AddMinutes(startedMinutesAfter).ToUnixTimeMilliseconds();

        External.Read(cluster, new ObservedCluster(Echo(cluster) with { StartTime = started }), Decision.None, fixture.Client);

        Assert.Equal(handled, cluster.Status.LastHandledRestartTime);
    }

    [Theory]
    [InlineData("hunter2\n")]
    [InlineData("hunter2\r\n")]
    public async Task Create_APasswordFromAFileWithALineEnd_IsSentWithoutIt(string password)
    {
        fixture.PutPassword(password);

        var id = await fixture.CreateAsync(ClusterFixture.WithLogin(), Marker);

        var sent = Assert.Single(fixture.Workspace.Workspace.Journal.Of("clusters/create")).Body;
        Assert.NotEmpty(id);
        Assert.Equal("hunter2", (string?)System.Text.Json.Nodes.JsonNode.Parse(sent)!["docker_image"]!["basic_auth"]!["password"]);
    }

    [Fact]
    public void Describe_AndDescribeMissing_KeepNothingOfAnObjectThatIsGone()
    {
        var cluster = Fixed();
        External.Read(
            cluster, new ObservedCluster(Echo(cluster) with { StateMessage = new string('x', 10_000), StartTime = 1_773_057_600_123 }), Decision.None, fixture.Client);
        Assert.Equal((Id, "RUNNING"), (cluster.Status.ClusterId, cluster.Status.State));
        Assert.EndsWith($"/compute/clusters/{Id}", cluster.Status.Url, StringComparison.Ordinal);
        Assert.Equal(StatusLimits.Message, cluster.Status.StateMessage!.Length);
        Assert.Equal(0, cluster.Status.StartTime!.Value.Millisecond);

        (cluster.Status.Workspace, cluster.Status.WorkspaceId) = ("(default)", "1");
        cluster.ClearStatus();

        Assert.Equal((null, null, null, "1"), (cluster.Status.ClusterId, cluster.Status.State, cluster.Status.AppliedFields, cluster.Status.WorkspaceId));
    }
}
