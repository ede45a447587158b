using System.Text.Json.Nodes;
using Databricks.Simulator.Runs;

namespace Operator.UnitTests.Simulator;

public sealed class RunOutputTests
{
    [Theory]
    [InlineData("2.0")]
    [InlineData("2.1")]
    [InlineData("2.2")]
    public async Task Output_OfARunInsteadOfATask_IsRefusedEvenWhenItHasOneTaskOnly(string version)
    {
        await using var workspace = await JobCalls.StartAsync();
        var run = await workspace.RunAsync(JobCalls.OneNotebook);

        (await workspace.ReadAsync($"{version}/jobs/runs/get-output?run_id={run["run_id"]}")).AssertRefused(
            "INVALID_PARAMETER_VALUE",
            "Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of each individual task run instead.");
    }

    [Fact]
    public async Task Output_OfANotebook_IsByDefaultWhatItWasGiven()
    {
        await using var workspace = await JobCalls.StartAsync();
        var run = await workspace.RunAsync(
            """{"tasks":[{"task_key":"a","notebook_task":{"notebook_path":"/n","base_parameters":{"x":"1","y":"1"}}}]}""",
            """{"notebook_params":{"y":"2"}}""");

        var output = await OutputAsync(workspace, run, "a");

        Assert.Equal("""{"x":"1","y":"2"}""", (string?)output["notebook_output"]!["result"]);
        Assert.False((bool)output["notebook_output"]!["truncated"]!);
        Assert.Equal((long)JobCalls.TaskOf(run, "a")["run_id"]!, (long)output["metadata"]!["run_id"]!);
        Assert.Equal((long)run["run_id"]!, (long)output["metadata"]!["job_run_id"]!);
        Assert.Equal("SUCCESS", (string?)output["metadata"]!["state"]!["result_state"]);
    }

    [Fact]
    public async Task Output_BeyondTheLimit_KeepsTheHeadOfAResultAndTheTailOfALog()
    {
        await using var workspace = await JobCalls.StartAsync(new RunOptions { OutputLimit = 4 });
        workspace.Workspace.Runs.AnswerTasks(new TaskResult("abcdefgh"));
        var run = await workspace.RunAsync("""
            {"tasks":[{"task_key":"a","notebook_task":{"notebook_path":"/n"}},{"task_key":"b","spark_python_task":{"python_file":"/p.py"}}]}
            """);

        var notebook = await OutputAsync(workspace, run, "a");
        var script = await OutputAsync(workspace, run, "b");

        Assert.Equal("""{"result":"abcd","truncated":true}""", notebook["notebook_output"]!.ToJsonString());
        Assert.Equal(("efgh", true), ((string?)script["logs"], (bool)script["logs_truncated"]!));
    }

    [Fact]
    public async Task Output_OfAFailedTask_HasErrorAndTraceAndNoResult()
    {
        await using var workspace = await JobCalls.StartAsync();
        workspace.Workspace.Runs.FailTasks(new TaskFailure { JobName = "etl", TaskKey = "a", Error = "ValueError: no", ErrorTrace = "line 1" });
        var run = await workspace.RunAsync(JobCalls.OneNotebook);

        var output = await OutputAsync(workspace, run, "a");

        Assert.Equal(("ValueError: no", "line 1"), ((string?)output["error"], (string?)output["error_trace"]));
        Assert.Null(output["notebook_output"]);
    }

    [Fact]
    public async Task Output_OfATaskThatCouldNotRun_SaysWhy()
    {
        await using var workspace = await JobCalls.StartAsync();
        var run = await workspace.RunAsync("""{"tasks":[{"task_key":"a","existing_cluster_id":"c","notebook_task":{"notebook_path":"/n"}}]}""");

        Assert.Equal("Cluster c does not exist", (string?)(await OutputAsync(workspace, run, "a"))["error"]);
    }

    [Fact]
    public async Task Output_OfACallingTask_NamesTheRunItStarted()
    {
        await using var workspace = await JobCalls.StartAsync();
        var callee = await workspace.CreateJobAsync();
        var run = await workspace.RunAsync($$$"""{"tasks":[{"task_key":"call","run_job_task":{"job_id":{{{callee}}} }}]}""");

        var child = (long)(await OutputAsync(workspace, run, "call"))["run_job_output"]!["run_id"]!;

        Assert.Equal(callee, (long)(await workspace.GetRunAsync(child))["job_id"]!);
    }

    [Theory]
    [InlineData("2.0", 500, "INTERNAL_ERROR", "")]
    [InlineData("2.1", 400, "INVALID_PARAMETER_VALUE", "Run 5 does not exist.")]
    [InlineData("2.2", 404, "RESOURCE_DOES_NOT_EXIST", "Run 5 does not exist.")]
    public async Task Output_OfAMissingRun_IsReportedInTheShapeOfTheVersion(string version, int status, string errorCode, string message)
    {
        await using var workspace = await JobCalls.StartAsync();

        var answer = await workspace.ReadAsync($"{version}/jobs/runs/get-output?run_id=5");

        Assert.Equal((status, errorCode, message), (answer.Status, answer.ErrorCode, answer.Message));
    }

    [Fact]
    public async Task SingleTaskJob_OfVersion20_IsItsTask()
    {
        await using var workspace = await JobCalls.StartAsync();
        workspace.Workspace.Runs.FailTask(null);
        var job = await workspace.CreateJobAsync("""{"name":"old","notebook_task":{"notebook_path":"/n"},"max_retries":0}""", "2.0");
        var id = await workspace.RunNowAsync(job, version: "2.0");

        var run = await workspace.GetRunAsync(id);
        var output = (await workspace.ReadAsync($"2.0/jobs/runs/get-output?run_id={id}")).Json;

        Assert.Equal("SINGLE_TASK", (string?)(await workspace.GetJobAsync(job, "2.0"))["settings"]!["format"]);
        Assert.Equal("TERMINATED/FAILED/TERMINATED", JobCalls.StateOf(run));
        Assert.Equal("Exception: injected failure", (string?)output["error"]);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("&views_to_export=ALL", 1)]
    [InlineData("&views_to_export=DASHBOARDS", 0)]
    public async Task Export_OfANotebookTask_GivesItsViews(string query, int views)
    {
        await using var workspace = await JobCalls.StartAsync();
        var run = await workspace.RunAsync(JobCalls.OneNotebook);

        var answer = await workspace.ReadAsync($"2.2/jobs/runs/export?run_id={JobCalls.TaskOf(run, "a")["run_id"]}{query}");

        Assert.Equal(views, (answer.Json["views"] as JsonArray)?.Count ?? 0);
        Assert.Equal(400, (await workspace.ReadAsync($"2.2/jobs/runs/export?run_id={run["run_id"]}")).Status);
    }

    [Fact]
    public async Task Control_FromOutside_PlansFailuresAndResults()
    {
        await using var workspace = await JobCalls.StartAsync();
        await workspace.SendAsync(HttpMethod.Post, "/_sim/task-failures", """{"taskKey":"a","error":"boom"}""", token: null);
        await workspace.SendAsync(HttpMethod.Post, "/_sim/task-results", """{"taskKey":"b","text":"done"}""", token: null);

        var run = await workspace.RunAsync(JobCalls.Chain("a", "b"));

        Assert.Equal("boom", (string?)(await OutputAsync(workspace, run, "a"))["error"]);
        Assert.Equal("done", (string?)(await OutputAsync(workspace, run, "b"))["notebook_output"]!["result"]);
    }

    private static async Task<JsonObject> OutputAsync(SimulatedWorkspace workspace, JsonObject run, string key)
    {
        var answer = await workspace.ReadAsync($"2.1/jobs/runs/get-output?run_id={JobCalls.TaskOf(run, key)["run_id"]}");
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }
}
