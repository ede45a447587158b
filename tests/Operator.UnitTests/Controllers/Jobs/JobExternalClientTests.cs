using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Controllers;
using Operator.Controllers.Jobs;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.UnitTests.Runtime.Support;
using Operator.UnitTests.Simulator;
using static Operator.UnitTests.Controllers.Jobs.Jobs;
using RunOptions = Databricks.Simulator.Runs.RunOptions;

namespace Operator.UnitTests.Controllers.Jobs;

public sealed class JobExternalClientTests : IAsyncLifetime
{
    private const string Password = "hunter2-registry-password";

    private readonly InMemoryApiServer objects = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 9, 8, 7, 6, TimeSpan.Zero));
    private SimulatedWorkspace workspace = null!;
    private WorkspaceClient client = null!;
    private ApiServerConnection connection = null!;
    private JobExternalClient external = null!;
    private JobRows rows = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var runs = new RunOptions { RunningDuration = TimeSpan.FromHours(1), TerminatingDuration = TimeSpan.FromMinutes(1) };
        workspace = await SimulatedWorkspace.StartAsync(new WorkspaceOptions { Runs = runs });
        Assert.True(WorkspaceHost.TryParse(workspace.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), true, out var host, out var reason), reason);
        client = WorkspaceClientFactory.Create(
            new WorkspaceClientOptions { Host = host, TokenSource = new StaticTokenSource(new Secret(WorkspaceOptions.DefaultToken)) }, TimeProvider.System);
        connection = new StubApiServer(objects.Answer).Connect();
        var lastRuns = new LastRuns(time);
        rows = new JobRows(lastRuns);
        external = new JobExternalClient(
            new KindObservation<DatabricksJob, ObservedJob>(
                rows, new ObjectStore<DatabricksJob>(), (_, _, _) => { }, Timing, time, NullLogger<KindObservation<DatabricksJob, ObservedJob>>.Instance),
            FakeReferences.Instance, lastRuns, new SecretReader(new ResourceClient<V1Secret>(connection, new EntitySerializer())), Timing);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        connection.Dispose();
        await workspace.DisposeAsync();
    }

    [Fact]
    public async Task Create_AThenUnchangedJob_NeedsNothingMore()
    {
        var job = WithTask(task => task.MaxRetries = 2);
        var observed = await ObserveAsync(await external.CreateAsync(job, Marker, client, Cancellation));

        Assert.True(external.Decide(job, observed, Marker).IsNothing);
        Assert.Equal(Marker, external.MarkerOf(observed));
    }

    [Fact]
    public async Task Act_AChange_IsOneResetAfterWhichNothingIsLeft()
    {
        var job = WithTask(task => task.MaxRetries = 2);
        var id = await external.CreateAsync(job, Marker, client, Cancellation);
        job.Spec.Tasks = [Notebook("other")];
        job.Spec.Description = "new";
        var observed = await ObserveAsync(id);
        var decision = external.Decide(job, observed, Marker);

        await external.ActAsync(job, observed, decision, Marker, client, Cancellation);

        Assert.Equal((PlanAction.Update, false), (decision.Action, decision.Restarts));
        Assert.Equal(["description", "tasks[main]", "tasks[other]"], decision.Fields.Order());
        Assert.Single(workspace.Workspace.Journal.Of("jobs/reset"));
        Assert.True(external.Decide(job, await ObserveAsync(id), Marker).IsNothing);
    }

    [Fact]
    public async Task Observe_AJobOfAThousandTasks_IsReadWhole()
    {
        var job = Of(spec => spec.Tasks = [.. Enumerable.Range(0, 1000).Select(index => Notebook($"t{index}"))]);
        var observed = await ObserveAsync(await external.CreateAsync(job, Marker, client, Cancellation));

        Assert.Equal(1000, observed.Job.Settings!.Tasks!.Count);
        Assert.True(external.Decide(job, observed, Marker).IsNothing);
    }

    [Fact]
    public async Task Rows_OfAWorkspace_AreEnoughToSeeThatAllIsWellUnlessTheyAreCut()
    {
        var small = WithTask(_ => { });
        var large = Of(spec => spec.Tasks = [.. Enumerable.Range(0, 150).Select(index => Notebook($"t{index}"))]);
        await external.CreateAsync(small, Marker, client, Cancellation);
        await external.CreateAsync(large, "another", client, Cancellation);

        var (first, second) = (await ListAsync(), await ListAsync());

        // The newest comes first.
        Assert.Equal([false, true], first.Select(rows.IsComplete));
        Assert.True(external.Decide(small, first[1], Marker).IsNothing);
        Assert.Equal(rows.FingerprintOf(first[1]), rows.FingerprintOf(second[1]));
        // What a cut row leaves out may have changed, so it counts as moved each time.
        Assert.NotEqual(rows.FingerprintOf(first[0]), rows.FingerprintOf(second[0]));
    }

    [Fact]
    public async Task Rows_OfAThousandQuietJobs_CostTheirPagesAndOneCallForAllRuns()
    {
        for (var index = 0; index < 1000; index++)
        {
            workspace.Workspace.Jobs.Create(Wire(WithTask(_ => { })), "ada@example.com");
        }

        Assert.Equal(1000, (await ListAsync()).Count);
        Assert.Equal(10, workspace.Workspace.Journal.Of("jobs/list").Count);
        Assert.Single(workspace.Workspace.Journal.Of("jobs/runs/list"));
        Assert.Empty(workspace.Workspace.Journal.Of("jobs/get"));
    }

    [Fact]
    public async Task Rows_OfAJobThatRan_TellItsLastRunAndMoveWithIt()
    {
        var id = await CreateAsync();
        var quiet = rows.FingerprintOf(Assert.Single(await ListAsync()));
        workspace.Workspace.Runs.Start(id);
        var last = workspace.Workspace.Runs.Start(id);
        var running = Assert.Single(await ListAsync());
        workspace.Workspace.Runs.Finish(last);
        time.Advance(TimeSpan.FromMinutes(1));
        var ended = Assert.Single(await ListAsync());

        Assert.Equal(3, new[] { quiet, rows.FingerprintOf(running), rows.FingerprintOf(ended) }.Distinct().Count());
        var job = Of();
        external.Describe(job, running, client);
        Assert.Equal((last.ToString(CultureInfo.InvariantCulture), null), (job.Status.LastRun!.RunId, job.Status.LastRun.Result));
        external.Describe(job, ended, client);
        Assert.Equal(("SUCCESS", true), (job.Status.LastRun.Result, job.Status.LastRun.EndTime is not null));
        Assert.Empty(workspace.Workspace.Journal.Of("jobs/get"));
    }

    [Fact]
    public async Task Rows_AfterMoreRunsThanAPageHolds_StillTellTheLastOfEachJob()
    {
        var (quiet, busy) = (await CreateAsync(), await CreateAsync());
        await ListAsync();
        var only = workspace.Workspace.Runs.Start(quiet);
        for (var index = 0; index < 60; index++)
        {
            workspace.Workspace.Runs.Start(busy);
        }

        var list = await ListAsync();

        Assert.Equal(only, list.Single(row => row.Job.JobId == quiet).LastRun!.RunId);
    }

    [Fact]
    public async Task Observe_AJobThatRanLongAgo_AsksOnceForItsLastRun()
    {
        var id = workspace.Workspace.Jobs.Create(Wire(WithTask(_ => { })), "ada@example.com");
        var run = workspace.Workspace.Runs.Start(id);

        Assert.Equal(run, (await ObserveAsync($"{id}")).LastRun!.RunId);
        Assert.Equal(run, (await ObserveAsync($"{id}")).LastRun!.RunId);
        Assert.Single(workspace.Workspace.Journal.Of("jobs/runs/list"));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("9999999999999999999")]
    public async Task Observe_AJobThatIsNotThere_IsNone(string id) => Assert.Null(await external.ObserveAsync(new DatabricksJob(), id, client, Cancellation));

    [Theory]
    [InlineData(null, 1)]
    [InlineData(AdoptionPolicy.ByName, 2)]
    public async Task Search_AmongOthers_FindsTheMarkedOneAndThoseOfTheNameWhereThatCounts(AdoptionPolicy? adoption, int count)
    {
        await CreateAsync();
        Put(Of(), unmarked: true);
        Put(Of(spec => spec.Name = "another"), unmarked: true);

        var found = await external.SearchAsync(Of(spec => spec.Policies = new ResourcePolicies { Adoption = adoption }), Marker, client, time.GetUtcNow(), Cancellation);

        Assert.Equal(count, found.Count);
        Assert.All(found, one => Assert.Equal("etl", one.Job.Settings!.Name));
    }

    [Fact]
    public async Task Create_WithAPassword_SendsItAndKeepsItNowhere()
    {
        objects.Put("/api/v1/namespaces/team/secrets/registry", new JsonObject
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

        var id = await external.CreateAsync(job, Marker, client, Cancellation);
        job.Spec.Description = "new";
        var observed = await ObserveAsync(id);
        await external.ActAsync(job, observed, external.Decide(job, observed, Marker), Marker, client, Cancellation);

        Assert.Contains(Password, Assert.Single(workspace.Workspace.Journal.Of("jobs/create")).Body, StringComparison.Ordinal);
        Assert.Contains(Password, Assert.Single(workspace.Workspace.Journal.Of("jobs/reset")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, Wire(job).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(external.DesiredFields(job, Marker), path => path.Contains("password", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Delete_AScheduledJobThatRuns_PausesCancelsWaitsAndDeletes()
    {
        var job = WithTask(_ => { });
        job.Spec.Schedule = new JobSchedule { QuartzCronExpression = "0 0 5 * * ?", TimezoneId = "UTC" };
        var id = await external.CreateAsync(job, Marker, client, Cancellation);
        workspace.Workspace.Runs.Start(long.Parse(id, CultureInfo.InvariantCulture));

        Assert.False(await DeleteAsync(id));
        Assert.Equal("PAUSED", (await ObserveAsync(id)).Job.Settings!.Schedule!.PauseStatus);
        Assert.False(await DeleteAsync(id));
        Assert.Single(workspace.Workspace.Journal.Of("jobs/runs/cancel-all"));
        // It is terminating: there is nothing to do but to wait.
        Assert.False(await DeleteAsync(id));
        Assert.Single(workspace.Workspace.Journal.Of("jobs/runs/cancel-all"));
        Assert.Empty(workspace.Workspace.Journal.Of("jobs/delete"));
        workspace.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.True(await DeleteAsync(id));
        Assert.Empty(workspace.Workspace.Jobs.Ids);
    }

    [Fact]
    public async Task Delete_AQuietJob_IsOneCall()
    {
        var id = await external.CreateAsync(WithTask(_ => { }), Marker, client, Cancellation);
        var observed = await ObserveAsync(id);

        Assert.True(await external.DeleteAsync(observed, DeletionPolicy.Delete, client, Cancellation));
        Assert.Empty(workspace.Workspace.Journal.Of("jobs/update"));
        Assert.Empty(workspace.Workspace.Journal.Of("jobs/runs/cancel-all"));
        // Somebody was faster, or the reply was lost.
        Assert.True(await external.DeleteAsync(observed, DeletionPolicy.Delete, client, Cancellation));
    }

    [Fact]
    public async Task Act_OnAJobThatIsGone_SaysThatAndNotThatTheSpecIsWrong()
    {
        var job = WithTask(_ => { });
        var observed = await ObserveAsync(await external.CreateAsync(job, Marker, client, Cancellation));
        workspace.Workspace.Jobs.Remove(observed.Job.JobId!.Value);
        job.Spec.Description = "new";

        var exception = await Assert.ThrowsAsync<DatabricksException>(() =>
            external.ActAsync(job, observed, external.Decide(job, observed, Marker), Marker, client, Cancellation));

        Assert.Equal(DatabricksErrorKind.NotFound, exception.Kind);
    }

    [Fact]
    public async Task Describe_AndDescribeMissing_KeepNothingOfAJobThatIsGone()
    {
        var job = WithTask(_ => { });
        var id = await external.CreateAsync(job, Marker, client, Cancellation);
        external.Describe(job, await ObserveAsync(id), client);
        Assert.Equal((id, Creator, Creator), (job.Status.JobId, job.Status.CreatorUserName, job.Status.RunAsUserName));
        Assert.EndsWith($"/jobs/{id}", job.Status.Url, StringComparison.Ordinal);
        Assert.Equal(0, job.Status.CreatedTime!.Value.Millisecond);
        // A row does not tell whom the job runs as.
        external.Describe(job, Assert.Single(await ListAsync()), client);
        Assert.Equal(Creator, job.Status.RunAsUserName);

        job.Status.WorkspaceId = "1";
        external.DescribeMissing(job);
        Assert.Equal((null, null, "1"), (job.Status.JobId, job.Status.Url, job.Status.WorkspaceId));
    }

    private async Task<long> CreateAsync() => long.Parse(await external.CreateAsync(WithTask(_ => { }), Marker, client, Cancellation), CultureInfo.InvariantCulture);

    private void Put(DatabricksJob job, bool unmarked)
    {
        var wire = Wire(job);
        if (unmarked)
        {
            wire.Remove("tags");
        }

        workspace.Workspace.Jobs.Create(wire, "ada@example.com");
    }

    private async Task<ObservedJob> ObserveAsync(string id) => (await external.ObserveAsync(new DatabricksJob(), id, client, Cancellation))!;

    private async Task<bool> DeleteAsync(string id) => await external.DeleteAsync(await ObserveAsync(id), DeletionPolicy.Delete, client, Cancellation);

    private async Task<IReadOnlyList<ObservedJob>> ListAsync()
    {
        var list = new List<ObservedJob>();
        await foreach (var page in rows.PagesAsync(client, Cancellation))
        {
            list.AddRange(page);
        }

        return list;
    }
}
