using System.Net;
using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Kinds.Clusters;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>What becomes of a cluster in the workspace, pass by pass.</summary>
public sealed class ClusterPassTests
{
    private const string Newer = "16.4.x-scala2.12";
    private static readonly TimeSpan Moment = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_WithAPassword_SendsItAndKeepsItNowhere()
    {
        await using var cluster = await ClusterHarness.StartAsync();
        cluster.PutPassword("hunter2-registry-password");
        cluster.Apply(one => ClusterHarness.WithLogin(one.Spec));

        await cluster.SettleAsync();

        Assert.Contains("hunter2-registry-password", Assert.Single(cluster.Remote.Journal.Of("clusters/create")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", cluster.Stored.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(cluster.Status.AppliedFields!, path => path.Contains("password", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("hunter2\n")]
    [InlineData("hunter2\r\n")]
    public async Task Create_APasswordFromAFileWithALineEnd_IsSentWithoutIt(string password)
    {
        await using var cluster = await ClusterHarness.StartAsync();
        cluster.PutPassword(password);
        cluster.Apply(one => ClusterHarness.WithLogin(one.Spec));

        await cluster.PassAsync();

        var sent = JsonNode.Parse(Assert.Single(cluster.Remote.Journal.Of("clusters/create")).Body)!;
        Assert.Equal("hunter2", (string?)sent["docker_image"]!["basic_auth"]!["password"]);
    }

    [Theory]
    [InlineData(false, "The Secret registry does not exist")]
    [InlineData(true, "has no key password")]
    public async Task Create_WithoutTheSecret_WaitsForItAndSendsNothing(bool exists, string expected)
    {
        await using var cluster = await ClusterHarness.StartAsync();
        if (exists)
        {
            cluster.Api.PutSecret("registry", "other", "value-of-another-key"u8.ToArray());
        }

        cluster.Apply(one => ClusterHarness.WithLogin(one.Spec));

        await cluster.PassAsync();

        Assert.Equal(("False", Reasons.DependencyNotReady), cluster.Condition(ConditionTypes.Ready));
        Assert.Contains(expected, cluster.Message(), StringComparison.Ordinal);
        Assert.Empty(cluster.Workspace.Changes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(AdoptionPolicy.ByName)]
    public async Task Adopt_AmongOthersOfItsName_TakesTheMarkedOne(AdoptionPolicy? adoption)
    {
        await using var cluster = await ClusterHarness.StartAsync();
        var marked = cluster.Theirs(isMarked: true);
        cluster.Theirs();
        cluster.Theirs(spec => spec.ClusterName = "another");
        cluster.Apply(one => one.Spec.Policies = new ClusterPolicies { Adoption = adoption });

        await cluster.SettleAsync();

        Assert.Equal(marked, cluster.Id);
        Assert.Empty(cluster.Workspace.Changes);
    }

    [Fact]
    public async Task Adopt_ByNameAmongOthers_TakesTheOneOfItsNameThatNoJobMade()
    {
        await using var cluster = await ClusterHarness.StartAsync();
        cluster.Theirs(source: "JOB");
        cluster.Theirs(spec => spec.ClusterName = "another");
        var mine = cluster.Theirs();
        cluster.Apply(one => one.Spec.Policies = new ClusterPolicies { Adoption = AdoptionPolicy.ByName });

        await cluster.SettleAsync();

        Assert.Equal(mine, cluster.Id);
        Assert.Empty(cluster.Workspace.Changes);
    }

    [Fact]
    public async Task Create_OfManyAtOnce_ReadsTheWorkspaceOnceUntilAListMustBeNewer()
    {
        await using var cluster = await ClusterHarness.StartAsync();
        var names = Enumerable.Range(0, 12).Select(index => $"etl-{index}").ToList();
        names.ForEach(name => cluster.Apply(name: name));
        cluster.Workspace.LoseReply("clusters/create", slowly: false);

        await Task.WhenAll(names.Select(name => cluster.PassAsync(name)));
        Assert.Equal(1, cluster.Calls("clusters/list"));
        var lost = names.Single(name => cluster.Find(name)!.Status.ClusterId is null);
        await cluster.SettleAsync(() => cluster.Find(lost)!.Status.ClusterId is not null, lost);

        Assert.Equal((2, 12), (cluster.Calls("clusters/list"), cluster.Remote.Clusters.Ids.Count));
    }

    [Fact]
    public async Task Create_WhoseRecordFailsWhileNoListShowsItYet_MakesNoSecondOne()
    {
        await using var cluster = await ClusterHarness.StartAsync();
        cluster.Remote.Faults.Add(new Fault { Operation = "clusters/list", Status = 200, Body = new JsonObject(), Skip = 1 });
        cluster.Apply();
        cluster.Api.Refusal = request => request.Path.EndsWith("/status", StringComparison.Ordinal) ? HttpStatusCode.InternalServerError : null;
        await Assert.ThrowsAnyAsync<Exception>(() => cluster.PassAsync());
        cluster.Api.Refusal = _ => null;

        await cluster.SettleAsync(() => cluster.Condition(ConditionTypes.Ready) == ("True", Reasons.Available));

        Assert.Equal([cluster.Id], cluster.Remote.Clusters.Ids);
    }

    [Fact]
    public async Task Edit_ThatRestarts_AnswersARequestedRestartToo()
    {
        await using var cluster = await ClusterHarness.SettledAsync();
        cluster.Edit(spec => (spec.SparkVersion, spec.RestartRequestTime) = (Newer, "2027-01-01T00:00:00Z"));

        await cluster.SettleAsync();

        Assert.Equal("2027-01-01T00:00:00Z", cluster.Status.LastHandledRestartTime);
        Assert.Equal(["clusters/edit"], cluster.Workspace.Changes);
    }

    [Fact]
    public async Task Start_OfAClusterThatKeepsFailing_IsTriedEverMoreSeldom()
    {
        await using var cluster = await ClusterHarness.SettledAsync(spec => spec.DesiredState = ClusterDesiredState.Running);
        cluster.Remote.Clusters.FailStarts(new StartFailure(new TerminationCause("INTERNAL_ERROR", "SERVICE_FAULT")) { Count = 100 });
        cluster.Remote.Clusters.Terminate(cluster.Id, new TerminationCause("INTERNAL_ERROR", "SERVICE_FAULT"));
        cluster.Workspace.Pass(Moment);

        for (var minute = 0; minute < 60; minute++)
        {
            await cluster.PassAfterAsync(TimeSpan.FromMinutes(1));
            Assert.Equal("True", cluster.Condition(ConditionTypes.Reconciling).Status);
        }

        Assert.InRange(cluster.Calls("clusters/start"), 5, 7);
    }

    [Fact]
    public async Task Start_ThatSomebodyMakesFirst_IsNoFailureAndLeavesNothingToDo()
    {
        await using var cluster = await ClusterHarness.SettledAsync(spec => spec.DesiredState = ClusterDesiredState.Running);
        cluster.Terminate();
        cluster.Workspace.Before("clusters/start", () => cluster.Client.Clusters.StartAsync(new ClusterReference(cluster.Id), Cancellation));

        await cluster.PassAsync();
        Assert.Equal("Unknown", cluster.Condition(ConditionTypes.Synced).Status);
        Assert.Equal(("True", ""), (cluster.Condition(ConditionTypes.Reconciling).Status, cluster.Condition(ConditionTypes.Stalled).Status));
        await cluster.SettleAsync();

        Assert.Equal(("True", Reasons.Available), cluster.Condition(ConditionTypes.Ready));
        Assert.Equal(1, cluster.Workspace.Effects("clusters/start"));
    }

    [Fact]
    public async Task Delete_APinnedCluster_UnpinsItAndComesBackUntilItIsGone()
    {
        await using var cluster = await ClusterHarness.SettledAsync();
        await cluster.Client.Clusters.PinAsync(new ClusterReference(cluster.Id), Cancellation);

        Assert.False(await cluster.FinalizeAsync());
        Assert.False(await cluster.FinalizeAsync());
        cluster.Workspace.Pass(Moment);

        Assert.True(await cluster.FinalizeAsync());
        Assert.Empty(cluster.Remote.Clusters.Ids);
    }

    [Fact]
    public async Task Delete_UnderTerminate_StopsItAndKeepsItsDefinition()
    {
        await using var cluster = await ClusterHarness.SettledAsync(spec => spec.Policies = new ClusterPolicies { Deletion = DeletionPolicy.Terminate });
        var id = cluster.Id;

        Assert.True(await cluster.FinalizeAsync());
        cluster.Workspace.Pass(Moment);

        Assert.Equal("TERMINATED", (string)cluster.Remote.Clusters.Find(id)!["state"]!);
        Assert.Equal(["clusters/delete"], cluster.Workspace.Changes);
    }

    [Fact]
    public async Task Delete_UnderTerminateOfATerminatedCluster_CallsNothing()
    {
        await using var cluster = await ClusterHarness.SettledAsync(spec => spec.Policies = new ClusterPolicies { Deletion = DeletionPolicy.Terminate });
        cluster.Terminate();

        Assert.True(await cluster.FinalizeAsync());

        Assert.Empty(cluster.Workspace.Changes);
    }

    [Fact]
    public async Task Status_OfAClusterThatIsGone_IsThatOfTheNewOne()
    {
        await using var cluster = await ClusterHarness.SettledAsync();
        var (first, workspace) = (cluster.Id, cluster.Status.WorkspaceId);
        Assert.EndsWith($"/compute/clusters/{first}", cluster.Status.Url, StringComparison.Ordinal);

        cluster.Remote.Clusters.Remove(first);
        await cluster.PassAfterAsync(Moment);

        Assert.NotEqual(first, cluster.Id);
        Assert.EndsWith($"/compute/clusters/{cluster.Id}", cluster.Status.Url, StringComparison.Ordinal);
        Assert.Equal((workspace, null), (cluster.Status.WorkspaceId, cluster.Status.LastEvents));
        Assert.Contains(cluster.Events, text => text.StartsWith($"Warning RemoteMissing: {first}", StringComparison.Ordinal));
    }

    [Fact]
    public void Map_AnAnswerWithALongMessage_IsCutToWhatAStatusHolds()
    {
        var status = new DatabricksClusterStatus();

        var answer = Echo(Fixed()) with { StateMessage = new string('x', 10_000), StartTime = 1_773_057_600_123 };
        ClusterStatusMapper.Map(new ObservedCluster(answer), status);

        Assert.Equal((Id, "RUNNING"), (status.ClusterId, status.State));
        Assert.Equal((StatusLimits.Message, 0), (status.StateMessage!.Length, status.StartTime!.Value.Millisecond));
    }
}
