using System.Text.Json.Nodes;
using Databricks.Simulator.Runs;

namespace Operator.UnitTests.Simulator;

public sealed class RunTaskTests
{
    private static readonly RunOptions Slow = new()
    {
        PendingDuration = TimeSpan.FromMinutes(2),
        RunningDuration = TimeSpan.FromMinutes(10),
        TerminatingDuration = TimeSpan.FromMinutes(1),
    };

    [Fact]
    public async Task FailedTask_MakesTheRunAnInternalErrorThatIsNoFaultOfDatabricks()
    {
        await using var workspace = await JobCalls.StartAsync();
        workspace.Workspace.Runs.FailTask("a");

        var run = await workspace.RunAsync(JobCalls.Chain("a", "b:a", "c:b"));

        Assert.Equal("INTERNAL_ERROR/FAILED/TERMINATED", JobCalls.StateOf(run));
        Assert.Equal("TERMINATED/FAILED/TERMINATED", JobCalls.StateOf(JobCalls.TaskOf(run, "a")));
        Assert.Equal("UPSTREAM_FAILED", (string?)JobCalls.TaskOf(run, "c")["state"]!["result_state"]);
        var details = run["status"]!["termination_details"]!;
        Assert.Equal(("RUN_EXECUTION_ERROR", "CLIENT_ERROR"), ((string?)details["code"], (string?)details["type"]));
        Assert.Equal(
            "Task a failed with message: Workload failed, see run output for details. This caused all downstream tasks to get skipped.",
            (string?)run["state"]!["state_message"]);
    }

    [Fact]
    public async Task FailedTask_WithTheLeavesWell_MakesTheRunASuccessWithFailures()
    {
        await using var workspace = await JobCalls.StartAsync();
        workspace.Workspace.Runs.FailTask("a");

        var run = await workspace.RunAsync(WithRunIf(JobCalls.Chain("a", "b:a"), "b", "ALL_DONE"));

        Assert.Equal("TERMINATED/SUCCESS_WITH_FAILURES/TERMINATED", JobCalls.StateOf(run));
    }

    [Theory]
    [InlineData("ALL_SUCCESS", 0, "SUCCESS")]
    [InlineData("ALL_SUCCESS", 1, "UPSTREAM_FAILED")]
    [InlineData("ALL_DONE", 2, "SUCCESS")]
    [InlineData("NONE_FAILED", 0, "SUCCESS")]
    [InlineData("NONE_FAILED", 1, "UPSTREAM_FAILED")]
    [InlineData("AT_LEAST_ONE_SUCCESS", 1, "SUCCESS")]
    [InlineData("AT_LEAST_ONE_SUCCESS", 2, "UPSTREAM_FAILED")]
    [InlineData("ALL_FAILED", 1, "EXCLUDED")]
    [InlineData("ALL_FAILED", 2, "SUCCESS")]
    [InlineData("AT_LEAST_ONE_FAILED", 0, "EXCLUDED")]
    [InlineData("AT_LEAST_ONE_FAILED", 1, "SUCCESS")]
    public async Task RunIf_DecidesByTheEndOfTheDependencies(string runIf, int failures, string result)
    {
        await using var workspace = await JobCalls.StartAsync();
        string[] keys = ["a", "b"];
        foreach (var key in keys[..failures])
        {
            workspace.Workspace.Runs.FailTask(key);
        }

        var run = await workspace.RunAsync(WithRunIf(JobCalls.Chain("a", "b", "c:a,b"), "c", runIf));

        Assert.Equal(result, (string?)JobCalls.TaskOf(run, "c")["state"]!["result_state"]);
    }

    [Fact]
    public async Task Task_WaitingForAnother_IsBlocked()
    {
        await using var workspace = await JobCalls.StartAsync(Slow);

        var run = await workspace.RunAsync(JobCalls.Chain("a", "b:a"));

        Assert.Equal("BLOCKED//BLOCKED", JobCalls.StateOf(JobCalls.TaskOf(run, "b")));
    }

    [Fact]
    public async Task DisabledTask_IsLeftOut()
    {
        await using var workspace = await JobCalls.StartAsync();

        var run = await workspace.RunAsync("""{"tasks":[{"task_key":"a","disabled":true,"notebook_task":{"notebook_path":"/n"}}]}""");

        Assert.Equal("DISABLED", (string?)JobCalls.TaskOf(run, "a")["state"]!["result_state"]);
        Assert.Equal("TERMINATED/SUCCESS/TERMINATED", JobCalls.StateOf(run));
    }

    [Fact]
    public async Task FailedTask_WithRetries_AppearsOncePerAttempt()
    {
        await using var workspace = await JobCalls.StartAsync();
        workspace.Workspace.Runs.FailTask("a", times: 2);

        var run = await workspace.RunAsync(Retried(3, 60_000));
        var waiting = JobCalls.StateOf(JobCalls.TaskOf(run, "a"));
        workspace.Time.Advance(TimeSpan.FromMinutes(2));
        run = await workspace.GetRunAsync((long)run["run_id"]!);

        Assert.Equal("WAITING_FOR_RETRY//WAITING", waiting);
        var attempts = (JsonArray)run["tasks"]!;
        Assert.Equal([0, 1, 2], attempts.Select(task => (int)task!["attempt_number"]!));
        Assert.Equal(["FAILED", "FAILED", "SUCCESS"], attempts.Select(task => (string)task!["state"]!["result_state"]!));
        Assert.Equal(3, attempts.Select(task => (long)task!["run_id"]!).Distinct().Count());
        Assert.Equal("TERMINATED/SUCCESS/TERMINATED", JobCalls.StateOf(run));
    }

    [Fact]
    public async Task FailedTask_BeyondItsRetries_FailsTheRun()
    {
        await using var workspace = await JobCalls.StartAsync();
        workspace.Workspace.Runs.FailTask("a", times: 10);

        var run = await workspace.RunAsync(Retried(2, 0));

        Assert.Equal(3, ((JsonArray)run["tasks"]!).Count);
        Assert.Equal("INTERNAL_ERROR/FAILED/TERMINATED", JobCalls.StateOf(run));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task TimedOutTask_IsRetriedOnlyOnRequest(bool retryOnTimeout, int attempts)
    {
        await using var workspace = await JobCalls.StartAsync(Slow);
        var body = (JsonObject)JsonNode.Parse(Retried(1, 0))!;
        body["tasks"]![0]!["timeout_seconds"] = 60;
        body["tasks"]![0]!["retry_on_timeout"] = retryOnTimeout;
        var id = await workspace.RunNowAsync(await workspace.CreateJobAsync(body.ToJsonString()));

        workspace.Time.Advance(TimeSpan.FromHours(1));
        var run = await workspace.GetRunAsync(id);

        Assert.Equal(attempts, ((JsonArray)run["tasks"]!).Count);
        Assert.Equal("TIMEDOUT", (string?)JobCalls.TaskOf(run, "a")["state"]!["result_state"]);
    }

    private static string WithRunIf(string body, string key, string runIf)
    {
        var job = (JsonObject)JsonNode.Parse(body)!;
        ((JsonArray)job["tasks"]!).Single(task => (string?)task!["task_key"] == key)!["run_if"] = runIf;
        return job.ToJsonString();
    }

    private static string Retried(int retries, int interval) => $$$"""
        {"name":"r","tasks":[{"task_key":"a","max_retries":{{{retries}}},"min_retry_interval_millis":{{{interval}}},
          "notebook_task":{"notebook_path":"/n"}}]}
        """;
}
