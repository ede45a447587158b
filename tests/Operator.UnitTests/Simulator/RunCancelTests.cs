using System.Text.Json.Nodes;
using Databricks.Simulator.Runs;

namespace Operator.UnitTests.Simulator;

public sealed class RunCancelTests
{
    private static readonly RunOptions Long = new() { RunningDuration = TimeSpan.FromHours(1), TerminatingDuration = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task Cancel_IsTerminatingFirstAndEndsEverythingCanceled()
    {
        await using var workspace = await JobCalls.StartAsync(Long);
        var id = await workspace.RunNowAsync(await workspace.CreateJobAsync(JobCalls.Chain("a", "b:a")));
        await workspace.GetRunAsync(id);

        await workspace.SuccessAsync("runs/cancel", $$"""{"run_id":{{id}}}""");
        var stopping = await workspace.GetRunAsync(id);
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        var run = await workspace.GetRunAsync(id);

        Assert.Equal("TERMINATING//TERMINATING", JobCalls.StateOf(stopping));
        Assert.Equal("TERMINATED/CANCELED/TERMINATED", JobCalls.StateOf(run));
        Assert.Equal("USER_CANCELED", (string?)run["status"]!["termination_details"]!["code"]);
        Assert.True((bool)run["state"]!["user_cancelled_or_timedout"]!);
        Assert.Equal("CANCELED", (string?)JobCalls.TaskOf(run, "a")["state"]!["result_state"]);
        Assert.Equal("CANCELED", (string?)JobCalls.TaskOf(run, "b")["state"]!["result_state"]);
    }

    [Fact]
    public async Task Cancel_OfARunThatHasEnded_ChangesNothing()
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = await workspace.RunNowAsync(await workspace.CreateJobAsync());
        await workspace.GetRunAsync(id);

        await workspace.SuccessAsync("runs/cancel", $$"""{"run_id":{{id}}}""");

        Assert.Equal("TERMINATED/SUCCESS/TERMINATED", JobCalls.StateOf(await workspace.GetRunAsync(id)));
    }

    [Fact]
    public async Task Cancel_OfATaskRun_CancelsItAndWhatDependsOnIt()
    {
        await using var workspace = await JobCalls.StartAsync(Long);
        var id = await workspace.RunNowAsync(await workspace.CreateJobAsync(JobCalls.Chain("a", "b:a", "c")));
        var task = (long)JobCalls.TaskOf(await workspace.GetRunAsync(id), "a")["run_id"]!;

        await workspace.SuccessAsync("runs/cancel", $$"""{"run_id":{{task}}}""");
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        var run = await workspace.GetRunAsync(id);

        Assert.Equal("CANCELED", (string?)JobCalls.TaskOf(run, "a")["state"]!["result_state"]);
        Assert.Equal("UPSTREAM_CANCELED", (string?)JobCalls.TaskOf(run, "b")["state"]!["result_state"]);
        Assert.Equal("RUNNING//RUNNING", JobCalls.StateOf(JobCalls.TaskOf(run, "c")));
    }

    [Fact]
    public async Task Cancel_OfATaskWithRetries_IsNotRetried()
    {
        await using var workspace = await JobCalls.StartAsync(Long);
        var id = await workspace.RunNowAsync(
            await workspace.CreateJobAsync("""{"tasks":[{"task_key":"a","max_retries":5,"notebook_task":{"notebook_path":"/n"}}]}"""));
        await workspace.GetRunAsync(id);

        await workspace.SuccessAsync("runs/cancel", $$"""{"run_id":{{id}}}""");
        workspace.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Single((JsonArray)(await workspace.GetRunAsync(id))["tasks"]!);
    }

    [Fact]
    public async Task CancelAll_OfAJob_CancelsRunningAndQueuedAlike()
    {
        await using var workspace = await JobCalls.StartAsync(Long);
        var job = await workspace.CreateJobAsync(JobCalls.OneNotebook, "2.2");
        long[] ids = [await workspace.RunNowAsync(job), await workspace.RunNowAsync(job), await workspace.RunNowAsync(job)];
        var other = await workspace.RunNowAsync(await workspace.CreateJobAsync());

        await workspace.SuccessAsync("runs/cancel-all", $$"""{"job_id":{{job}}}""");
        workspace.Time.Advance(TimeSpan.FromMinutes(2));

        foreach (var id in ids)
        {
            Assert.Equal("TERMINATED/CANCELED/TERMINATED", JobCalls.StateOf(await workspace.GetRunAsync(id)));
        }

        Assert.Equal("RUNNING//RUNNING", JobCalls.StateOf(await workspace.GetRunAsync(other)));
        Assert.Equal(400, (await workspace.CallAsync("runs/cancel-all", "{}")).Status);
    }

    [Fact]
    public async Task CancelAll_OfTheQueue_LeavesWhatRuns()
    {
        await using var workspace = await JobCalls.StartAsync(Long);
        var job = await workspace.CreateJobAsync(JobCalls.OneNotebook, "2.2");
        var running = await workspace.RunNowAsync(job);
        var queued = await workspace.RunNowAsync(job);

        await workspace.SuccessAsync("runs/cancel-all", """{"all_queued_runs":true}""");

        Assert.Equal("RUNNING//RUNNING", JobCalls.StateOf(await workspace.GetRunAsync(running)));
        Assert.Equal("TERMINATED/CANCELED/TERMINATED", JobCalls.StateOf(await workspace.GetRunAsync(queued)));
    }

    [Fact]
    public async Task Delete_OfAnActiveRun_IsRefusedAndOfAnEndedOneIsFinal()
    {
        await using var workspace = await JobCalls.StartAsync(Long);
        var id = await workspace.RunNowAsync(await workspace.CreateJobAsync());
        var body = $$"""{"run_id":{{id}}}""";

        var refused = await workspace.CallAsync("runs/delete", body);
        workspace.Time.Advance(TimeSpan.FromHours(2));
        var task = (long)JobCalls.TaskOf(await workspace.GetRunAsync(id), "a")["run_id"]!;
        await workspace.SuccessAsync("runs/delete", body);

        Assert.Equal((400, "INVALID_STATE"), (refused.Status, refused.ErrorCode));
        Assert.Equal(400, (await workspace.ReadAsync($"2.1/jobs/runs/get?run_id={id}")).Status);
        Assert.Equal(400, (await workspace.ReadAsync($"2.1/jobs/runs/get?run_id={task}")).Status);
        Assert.Equal(400, (await workspace.CallAsync("runs/delete", body)).Status);
    }
}
