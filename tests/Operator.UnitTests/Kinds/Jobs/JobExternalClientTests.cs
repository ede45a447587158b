using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Kinds.Jobs;
using Operator.Managed;
using Operator.UnitTests.Runtime.Support;
using Operator.UnitTests.Simulator;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

public sealed class JobExternalClientTests : IAsyncLifetime
{
    private const string Password = "hunter2-registry-password";

    private JobFixture fixture = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private InMemoryApiServer Objects => fixture.Objects;

    private FakeTimeProvider Time => fixture.Time;

    private SimulatedWorkspace Workspace => fixture.Workspace;

    private WorkspaceClient Client => fixture.Client;

    private ExternalObjects<DatabricksJob, ObservedJob> Remote => fixture.Remote;

    private JobRows Rows => fixture.Rows;

    public async ValueTask InitializeAsync() => fixture = await JobFixture.StartAsync();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Create_AThenUnchangedJob_NeedsNothingMore()
    {
        var job = WithTask(task => task.MaxRetries = 2);
        var observed = await ObserveAsync(await fixture.CreateAsync(job, Marker));

        Assert.True(Remote.Evaluate(job, observed, Marker).IsNothing);
        Assert.Equal(Marker, JobKind.Description.MarkerOf(observed));
    }

    [Fact]
    public async Task Act_AChange_IsOneResetAfterWhichNothingIsLeft()
    {
        var job = WithTask(task => task.MaxRetries = 2);
        var id = await fixture.CreateAsync(job, Marker);
        job.Spec.Tasks = [Notebook("other")];
        job.Spec.Description = "new";
        var observed = await ObserveAsync(id);
        var decision = Remote.Evaluate(job, observed, Marker);

        await Remote.UpdateAsync(job, observed, decision, Client, Cancellation);

        Assert.Equal((PlanAction.Update, false), (decision.Action, decision.Restarts));
        Assert.Equal(["description", "tasks[main]", "tasks[other]"], decision.Fields.Order());
        Assert.Single(Workspace.Workspace.Journal.Of("jobs/reset"));
        Assert.True(Remote.Evaluate(job, await ObserveAsync(id), Marker).IsNothing);
    }

    [Fact]
    public async Task Observe_AJobOfAThousandTasks_IsReadWhole()
    {
        var job = Of(spec => spec.Tasks = [.. Enumerable.Range(0, 1000).Select(index => Notebook($"t{index}"))]);
        var observed = await ObserveAsync(await fixture.CreateAsync(job, Marker));

        Assert.Equal(1000, observed.Job.Settings!.Tasks!.Count);
        Assert.True(Remote.Evaluate(job, observed, Marker).IsNothing);
    }

    [Fact]
    public async Task Rows_OfAWorkspace_AreEnoughToSeeThatAllIsWellUnlessTheyAreCut()
    {
        var small = WithTask(_ => { });
        var large = Of(spec => spec.Tasks = [.. Enumerable.Range(0, 150).Select(index => Notebook($"t{index}"))]);
        await fixture.CreateAsync(small, Marker);
        await fixture.CreateAsync(large, "another");

        var (first, second) = (await ListAsync(), await ListAsync());

        // The newest comes first.
        Assert.Equal([false, true], first.Select(Rows.IsComplete));
        Assert.True(Remote.Evaluate(small, first[1], Marker).IsNothing);
        Assert.Equal(Rows.FingerprintOf(first[1]), Rows.FingerprintOf(second[1]));
        // What a cut row leaves out may have changed, so it counts as moved each Time.
        Assert.NotEqual(Rows.FingerprintOf(first[0]), Rows.FingerprintOf(second[0]));
    }

    [Fact]
    public async Task Rows_OfAThousandQuietJobs_CostTheirPagesAndOneCallForAllRuns()
    {
        for (var index = 0; index < 1000; index++)
        {
            Workspace.Workspace.Jobs.Create(Wire(WithTask(_ => { })), "ada@example.com");
        }

        Assert.Equal(1000, (await ListAsync()).Count);
        Assert.Equal(10, Workspace.Workspace.Journal.Of("jobs/list").Count);
        Assert.Single(Workspace.Workspace.Journal.Of("jobs/runs/list"));
        Assert.Empty(Workspace.Workspace.Journal.Of("jobs/get"));
    }

    [Fact]
    public async Task Rows_OfAJobThatRan_TellItsLastRunAndMoveWithIt()
    {
        var id = await CreateAsync();
        var quiet = Rows.FingerprintOf(Assert.Single(await ListAsync()));
        Workspace.Workspace.Runs.Start(id);
        var last = Workspace.Workspace.Runs.Start(id);
        var running = Assert.Single(await ListAsync());
        Workspace.Workspace.Runs.Finish(last);
        Time.Advance(TimeSpan.FromMinutes(1));
        var ended = Assert.Single(await ListAsync());

        Assert.Equal(3, new[] { quiet, Rows.FingerprintOf(running), Rows.FingerprintOf(ended) }.Distinct().Count());
        var job = Of();
        fixture.External.Read(job, running, Decision.None, Client);
        Assert.Equal((last.ToString(CultureInfo.InvariantCulture), null), (job.Status.LastRun!.RunId, job.Status.LastRun.Result));
        fixture.External.Read(job, ended, Decision.None, Client);
        Assert.Equal(("SUCCESS", true), (job.Status.LastRun.Result, job.Status.LastRun.EndTime is not null));
        // The look at it when it was new.
        Assert.Single(Workspace.Workspace.Journal.Of("jobs/get"));
    }

    [Fact]
    public async Task Rows_AfterMoreRunsThanAPageHolds_StillTellTheLastOfEachJob()
    {
        var (quiet, busy) = (await CreateAsync(), await CreateAsync());
        await ListAsync();
        var only = Workspace.Workspace.Runs.Start(quiet);
        for (var index = 0; index < 60; index++)
        {
            Workspace.Workspace.Runs.Start(busy);
        }

        var list = await ListAsync();

        Assert.Equal(only, list.Single(row => row.Job.JobId == quiet).LastRun!.RunId);
    }

    [Fact]
    public async Task Observe_AJobThatRanLongAgo_AsksOnceForItsLastRun()
    {
        var id = Workspace.Workspace.Jobs.Create(Wire(WithTask(_ => { })), "ada@example.com");
        var run = Workspace.Workspace.Runs.Start(id);

        Assert.Equal(run, (await ObserveAsync($"{id}")).LastRun!.RunId);
        Assert.Equal(run, (await ObserveAsync($"{id}")).LastRun!.RunId);
        Assert.Single(Workspace.Workspace.Journal.Of("jobs/runs/list"));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("9999999999999999999")]
    public async Task Observe_AJobThatIsNotThere_IsNone(string id) => Assert.Null(await Remote.ObserveAsync(new DatabricksJob(), id, LookSource.Object, Client, Cancellation));

    [Theory]
    [InlineData(null, 1)]
    [InlineData(AdoptionPolicy.ByName, 2)]
    public async Task Search_AmongOthers_FindsTheMarkedOneAndThoseOfTheNameWhereThatCounts(AdoptionPolicy? adoption, int count)
    {
        await CreateAsync();
        Put(Of(), unmarked: true);
        Put(Of(spec => spec.Name = "another"), unmarked: true);

        var found = await Remote.SearchAsync(Of(spec => spec.Policies = new JobPolicies { Adoption = adoption }), Marker, Client, Time.GetUtcNow(), Cancellation);

        Assert.Equal(count, found.Count);
        Assert.All(found, one => Assert.Equal("etl", one.Job.Settings!.Name));
    }

    [Fact]
    public async Task Create_WithAPassword_SendsItAndKeepsItNowhere()
    {
        Objects.Put("/api/v1/namespaces/team/secrets/registry", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "registry" },
            ["data"] = new JsonObject { ["password"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Password)) },
        });
        var job = WithTask(task => task.NewCluster = new NewCluster
        {
            SparkVersion = "15.4.x-scala2.12",
            NodeTypeId = "i3.xlarge",
            NumWorkers = 1,
            DockerImage = new DockerImage { Url = "registry.example.com/a", BasicAuth = new DockerBasicAuth { Username = "u", PasswordSecretRef = new SecretKeyReference { Name = "registry", Key = "password" } } },
        });

        var id = await fixture.CreateAsync(job, Marker);
        job.Spec.Description = "new";
        var observed = await ObserveAsync(id);
        await Remote.UpdateAsync(job, observed, Remote.Evaluate(job, observed, Marker), Client, Cancellation);

        Assert.Contains(Password, Assert.Single(Workspace.Workspace.Journal.Of("jobs/create")).Body, StringComparison.Ordinal);
        Assert.Contains(Password, Assert.Single(Workspace.Workspace.Journal.Of("jobs/reset")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, Wire(job).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Remote.Evaluate(job, observed, Marker).Applied!(), path => path.Contains("password", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Delete_AScheduledJobThatRuns_PausesCancelsWaitsAndDeletes()
    {
        var job = WithTask(_ => { });
        job.Spec.Schedule = new JobSchedule { QuartzCronExpression = "0 0 5 * * ?", TimezoneId = "UTC" };
        var id = await fixture.CreateAsync(job, Marker);
        Workspace.Workspace.Runs.Start(long.Parse(id, CultureInfo.InvariantCulture));

        Assert.False(await DeleteAsync(id));
        Assert.Equal("PAUSED", (await ObserveAsync(id)).Job.Settings!.Schedule!.PauseStatus);
        Assert.False(await DeleteAsync(id));
        Assert.Single(Workspace.Workspace.Journal.Of("jobs/runs/cancel-all"));
        // It is terminating: there is nothing to do but to wait.
        Assert.False(await DeleteAsync(id));
        Assert.Single(Workspace.Workspace.Journal.Of("jobs/runs/cancel-all"));
        Assert.Empty(Workspace.Workspace.Journal.Of("jobs/delete"));
        Workspace.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.True(await DeleteAsync(id));
        Assert.Empty(Workspace.Workspace.Jobs.Ids);
    }

    [Fact]
    public async Task Delete_AQuietJob_IsOneCall()
    {
        var id = await fixture.CreateAsync(WithTask(_ => { }), Marker);
        var observed = await ObserveAsync(id);

        Assert.True((await Remote.DeleteAsync(observed, DeletionPolicy.Delete, Client, Cancellation)).IsDone);
        Assert.Empty(Workspace.Workspace.Journal.Of("jobs/update"));
        Assert.Empty(Workspace.Workspace.Journal.Of("jobs/runs/cancel-all"));
        // Somebody was faster, or the reply was lost.
        Assert.True((await Remote.DeleteAsync(observed, DeletionPolicy.Delete, Client, Cancellation)).IsDone);
    }

    [Fact]
    public async Task Act_OnAJobThatIsGone_SaysThatAndNotThatTheSpecIsWrong()
    {
        var job = WithTask(_ => { });
        var observed = await ObserveAsync(await fixture.CreateAsync(job, Marker));
        Workspace.Workspace.Jobs.Remove(observed.Job.JobId!.Value);
        job.Spec.Description = "new";

        var exception = await Assert.ThrowsAsync<DatabricksException>(() =>
            Remote.UpdateAsync(job, observed, Remote.Evaluate(job, observed, Marker), Client, Cancellation));

        Assert.Equal(DatabricksErrorKind.NotFound, exception.Kind);
    }

    [Fact]
    public async Task Describe_AndDescribeMissing_KeepNothingOfAJobThatIsGone()
    {
        var job = WithTask(_ => { });
        var id = await fixture.CreateAsync(job, Marker);
        fixture.External.Read(job, await ObserveAsync(id), Decision.None, Client);
        Assert.Equal((id, Creator, Creator), (job.Status.JobId, job.Status.CreatorUserName, job.Status.RunAsUserName));
        Assert.EndsWith($"/jobs/{id}", job.Status.Url, StringComparison.Ordinal);
        Assert.Equal(0, job.Status.CreatedTime!.Value.Millisecond);
        // A row does not tell whom the job runs as.
        fixture.External.Read(job, Assert.Single(await ListAsync()), Decision.None, Client);
        Assert.Equal(Creator, job.Status.RunAsUserName);

        job.Status.WorkspaceId = "1";
        job.ClearStatus();
        Assert.Equal((null, null, "1"), (job.Status.JobId, job.Status.Url, job.Status.WorkspaceId));
    }

    /// <summary>A job that a resource has.</summary>
    private async Task<long> CreateAsync()
    {
        var id = long.Parse(await fixture.CreateAsync(WithTask(_ => { }), Marker), CultureInfo.InvariantCulture);
        fixture.Own(id);
        return id;
    }

    private void Put(DatabricksJob job, bool unmarked)
    {
        var wire = Wire(job);
        if (unmarked)
        {
            wire.Remove("tags");
        }

        Workspace.Workspace.Jobs.Create(wire, "ada@example.com");
    }

    private async Task<ObservedJob> ObserveAsync(string id) => (await Remote.ObserveAsync(new DatabricksJob(), id, LookSource.Object, Client, Cancellation))!;

    private async Task<bool> DeleteAsync(string id) => (await Remote.DeleteAsync(await ObserveAsync(id), DeletionPolicy.Delete, Client, Cancellation)).IsDone;

    private async Task<IReadOnlyList<ObservedJob>> ListAsync()
    {
        var list = new List<ObservedJob>();
        await foreach (var page in Rows.PagesAsync(Client, Cancellation))
        {
            list.AddRange(page);
        }

        return list;
    }
}
