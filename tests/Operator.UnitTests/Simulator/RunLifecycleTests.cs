using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Jobs;
using Databricks.Simulator.Runs;

namespace Operator.UnitTests.Simulator;

public sealed class RunLifecycleTests
{
    private static readonly RunOptions Slow = new()
    {
        PendingDuration = TimeSpan.FromMinutes(2),
        RunningDuration = TimeSpan.FromMinutes(10),
        TerminatingDuration = TimeSpan.FromMinutes(1),
    };

    [Fact]
    public async Task Run_OnTheClock_GoesThroughItsStatesInBothShapes()
    {
        await using var workspace = await JobCalls.StartAsync(Slow);
        var id = await workspace.RunNowAsync(await workspace.CreateJobAsync());
        var states = new List<string>();
        foreach (var minutes in (int[])[0, 2, 10, 1])
        {
            workspace.Time.Advance(TimeSpan.FromMinutes(minutes));
            var run = await workspace.GetRunAsync(id);
            states.Add($"{JobCalls.StateOf(run)} {JobCalls.StateOf(JobCalls.TaskOf(run, "a"))}");
        }

        Assert.Equal(
            [
                "PENDING//PENDING PENDING//PENDING", "RUNNING//RUNNING RUNNING//RUNNING", "RUNNING//RUNNING TERMINATING//TERMINATING",
                "TERMINATED/SUCCESS/TERMINATED TERMINATED/SUCCESS/TERMINATED",
            ],
            states);
    }

    [Fact]
    public async Task Run_OfSeveralTasks_TellsItsDurationsAsAWholeAndThoseOfTasksInParts()
    {
        await using var workspace = await JobCalls.StartAsync(Slow);
        var id = await workspace.RunNowAsync(await workspace.CreateJobAsync(JobCalls.Chain("a", "b:a")));
        Assert.Equal(0, (long)(await workspace.GetRunAsync(id))["end_time"]!);

        workspace.Time.Advance(TimeSpan.FromHours(1));
        var run = await workspace.GetRunAsync(id);

        Assert.All((string[])["setup_duration", "execution_duration", "cleanup_duration"], name => Assert.Equal(0, (long)run[name]!));
        Assert.Equal(26 * 60_000L, (long)run["run_duration"]!);
        Assert.Equal((long)run["start_time"]! + (26 * 60_000L), (long)run["end_time"]!);
        var second = JobCalls.TaskOf(run, "b");
        Assert.Equal((120_000L, 600_000L, 60_000L), ((long)second["setup_duration"]!, (long)second["execution_duration"]!, (long)second["cleanup_duration"]!));
        Assert.Equal((long)run["start_time"]! + (13 * 60_000L), (long)second["start_time"]!);
    }

    [Fact]
    public async Task Run_Identity_NamesTheJobThePageAndItsOwnIdAsItsNumber()
    {
        await using var workspace = await JobCalls.StartAsync();
        var job = await workspace.CreateJobAsync();
        var id = await workspace.RunNowAsync(job);

        var run = await workspace.GetRunAsync(id, "2.2");
        var old = await workspace.GetRunAsync(id, "2.0");

        Assert.Equal((id, id, job), ((long)run["run_id"]!, (long)run["number_in_job"]!, (long)run["job_id"]!));
        Assert.Equal(("etl", "JOB_RUN", "ONE_TIME"), ((string?)run["run_name"], (string?)run["run_type"], (string?)run["trigger"]));
        Assert.Contains($"/jobs/{job}/runs/{id}", (string?)run["run_page_url"], StringComparison.Ordinal);
        Assert.Contains($"#job/{job}/run/{id}", (string?)old["run_page_url"], StringComparison.Ordinal);
        Assert.Equal("MULTI_TASK", (string?)old["format"]);
        Assert.Null(run["format"]);
        Assert.Null(old["status"]);
    }

    [Fact]
    public async Task Run_BeyondItsTimeout_IsTimedOutWithAllItsTasks()
    {
        await using var workspace = await JobCalls.StartAsync(Slow);
        var body = (JsonObject)JsonNode.Parse(JobCalls.Chain("a", "b:a"))!;
        body["timeout_seconds"] = 300;
        var id = await workspace.RunNowAsync(await workspace.CreateJobAsync(body.ToJsonString()));

        workspace.Time.Advance(TimeSpan.FromSeconds(300));
        var stopping = JobCalls.StateOf(await workspace.GetRunAsync(id));
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        var run = await workspace.GetRunAsync(id);

        Assert.Equal("TERMINATING//TERMINATING", stopping);
        Assert.Equal("TERMINATED/TIMEDOUT/TERMINATED", JobCalls.StateOf(run));
        Assert.True((bool)run["state"]!["user_cancelled_or_timedout"]!);
        Assert.Equal("TIMEDOUT", (string?)JobCalls.TaskOf(run, "a")["state"]!["result_state"]);
    }

    [Fact]
    public async Task TimeoutChangedInTheJob_AppliesToActiveRunsAndNothingElseDoes()
    {
        await using var workspace = await JobCalls.StartAsync(Slow);
        var job = await workspace.CreateJobAsync();
        var id = await workspace.RunNowAsync(job);
        workspace.Time.Advance(TimeSpan.FromMinutes(3));

        await workspace.SuccessAsync("update", $$$"""{"job_id":{{{job}}},"new_settings":{"timeout_seconds":240,"name":"renamed"}}""");
        workspace.Time.Advance(TimeSpan.FromMinutes(2));
        var run = await workspace.GetRunAsync(id);

        Assert.Equal("TERMINATED/TIMEDOUT/TERMINATED", JobCalls.StateOf(run));
        Assert.Equal("etl", (string?)run["run_name"]);
    }

    [Fact]
    public async Task Task_OnAMissingCluster_IsAnInternalErrorThatNamesIt()
    {
        await using var workspace = await JobCalls.StartAsync();

        var run = await workspace.RunAsync("""{"tasks":[{"task_key":"a","existing_cluster_id":"0101-1-x","notebook_task":{"notebook_path":"/n"}}]}""");

        var task = JobCalls.TaskOf(run, "a");
        Assert.Equal("INTERNAL_ERROR/FAILED/TERMINATED", JobCalls.StateOf(task));
        Assert.Equal("Cluster 0101-1-x does not exist", (string?)task["state"]!["state_message"]);
        Assert.Equal("CLUSTER_ERROR", (string?)run["status"]!["termination_details"]!["code"]);
    }

    [Fact]
    public async Task Task_OnATerminatedCluster_StartsIt()
    {
        await using var workspace = await JobCalls.StartAsync();
        var cluster = await workspace.CreateAsync();
        await workspace.ActAsync("delete", cluster);
        Assert.Equal("TERMINATED", await workspace.StateAsync(cluster));

        var run = await workspace.RunAsync($$$"""{"tasks":[{"task_key":"a","existing_cluster_id":"{{{cluster}}}","notebook_task":{"notebook_path":"/n"}}]}""");

        Assert.Equal("RUNNING", await workspace.StateAsync(cluster));
        Assert.Equal(cluster, (string?)JobCalls.TaskOf(run, "a")["cluster_instance"]!["cluster_id"]);
    }

    [Fact]
    public async Task Task_OnAClusterThatStarts_IsPendingUntilItRuns()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new WorkspaceOptions
        {
            Clusters = new ClusterOptions { PendingDuration = TimeSpan.FromMinutes(2) },
            Runs = new RunOptions { RunningDuration = TimeSpan.FromMinutes(1) },
        });
        var cluster = await workspace.CreateAsync();
        var job = await workspace.CreateJobAsync(
            $$$"""{"name":"j","tasks":[{"task_key":"a","existing_cluster_id":"{{{cluster}}}","notebook_task":{"notebook_path":"/n"}}]}""");
        var run = await workspace.RunNowAsync(job);

        Assert.Equal("PENDING", await LifeCycleAsync(TimeSpan.FromSeconds(119)));
        Assert.Equal("RUNNING", await LifeCycleAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal("TERMINATED", await LifeCycleAsync(TimeSpan.FromSeconds(2)));

        async Task<string?> LifeCycleAsync(TimeSpan later)
        {
            workspace.Time.Advance(later);
            return (string?)(await workspace.GetRunAsync(run))["state"]!["life_cycle_state"];
        }
    }

    [Fact]
    public async Task Run_Expired_IsGoneInAShapeThatNamesTheJob()
    {
        await using var workspace = await JobCalls.StartAsync();
        var job = await workspace.CreateJobAsync();
        var id = await workspace.RunNowAsync(job, """{"idempotency_token":"t"}""");
        await workspace.GetRunAsync(id);

        workspace.Time.Advance(TimeSpan.FromDays(60));
        await workspace.GetRunAsync(id);
        workspace.Time.Advance(TimeSpan.FromSeconds(1));

        (await workspace.ReadAsync($"2.1/jobs/runs/get?run_id={id}")).AssertRefused("INVALID_PARAMETER_VALUE", $"Run: {id} in job: {job} doesn't exist.");
        Assert.Equal("""{"has_more":false}""", (await workspace.ReadAsync("2.1/jobs/runs/list")).Text);
        Assert.Equal(400, (await workspace.CallAsync("run-now", $$"""{"job_id":{{job}},"idempotency_token":"t"}""")).Status);
    }

    [Theory]
    [InlineData("2.0", 400)]
    [InlineData("2.1", 400)]
    [InlineData("2.2", 404)]
    public async Task MissingRun_IsReportedInTheShapeOfTheVersion(string version, int status)
    {
        await using var workspace = await JobCalls.StartAsync();

        var answer = await workspace.ReadAsync($"{version}/jobs/runs/get?run_id=123");

        Assert.Equal((status, "Run 123 does not exist."), (answer.Status, answer.Message));
        Assert.Equal(status, (await workspace.CallAsync("runs/cancel", """{"run_id":123}""", version)).Status);
    }

    [Fact]
    public async Task Finish_FromOutside_EndsARunAtOnce()
    {
        await using var workspace = await JobCalls.StartAsync(Slow);
        var job = await workspace.CreateJobAsync(JobCalls.Chain("a", "b:a"));
        var well = workspace.Workspace.Runs.Start(job);
        workspace.Workspace.Runs.Finish(well);
        workspace.Workspace.Runs.Finish(well, new TaskFailure());
        workspace.Workspace.Runs.Finish((long)JobCalls.TaskOf(workspace.Workspace.Runs.Find(well)!, "a")["run_id"]!, new TaskFailure());
        var badly = workspace.Workspace.Runs.Start(job, "FILE_ARRIVAL");
        workspace.Workspace.Runs.Finish(badly, new TaskFailure { Code = "DRIVER_ERROR", Type = "CLOUD_FAILURE", IsInternalError = true });

        Assert.Equal("TERMINATED/SUCCESS/TERMINATED", JobCalls.StateOf(await workspace.GetRunAsync(well)));
        var failed = await workspace.GetRunAsync(badly);
        Assert.Equal("INTERNAL_ERROR/FAILED/TERMINATED", JobCalls.StateOf(failed));
        Assert.Equal("DRIVER_ERROR", (string?)failed["status"]!["termination_details"]!["code"]);
        Assert.Equal("FILE_ARRIVAL", (string?)failed["trigger"]);
    }

    [Theory]
    [InlineData(false, "RUNNING")]
    [InlineData(true, "TERMINATING")]
    public async Task DeletedJob_LeavesItsRunsUnlessTheWorkspaceCancelsThem(bool cancels, string state)
    {
        await using var workspace = await JobCalls.StartAsync(Slow, new JobOptions { DeleteCancelsRuns = cancels });
        var job = await workspace.CreateJobAsync();
        var id = await workspace.RunNowAsync(job);
        workspace.Time.Advance(TimeSpan.FromMinutes(3));

        await workspace.SuccessAsync("delete", $$"""{"job_id":{{job}}}""");

        Assert.Equal(state, (string?)(await workspace.GetRunAsync(id))["state"]!["life_cycle_state"]);
    }
}
