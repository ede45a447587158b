using System.Text.Json.Nodes;
using Databricks.Simulator.Runs;

namespace Operator.UnitTests.Simulator;

public sealed class RunTaskTypeTests
{
    [Theory]
    [InlineData("EQUAL_TO", "a", "a", "true")]
    [InlineData("NOT_EQUAL", "a", "a", "false")]
    [InlineData("GREATER_THAN", "10", "9", "true")]
    [InlineData("LESS_THAN_OR_EQUAL", "10", "9", "false")]
    [InlineData("EQUAL_TO", "{{job.parameters.env}}", "prod", "true")]
    public async Task ConditionTask_ComparesAndDecidesWhatFollows(string op, string left, string right, string outcome)
    {
        await using var workspace = await JobCalls.StartAsync();
        var notebook = new JsonObject { ["notebook_path"] = "/n" };
        var body = new JsonObject
        {
            ["parameters"] = new JsonArray(new JsonObject { ["name"] = "env", ["default"] = "prod" }),
            ["tasks"] = new JsonArray(
                new JsonObject { ["task_key"] = "c", ["condition_task"] = new JsonObject { ["op"] = op, ["left"] = left, ["right"] = right } },
                Branch("yes", "true", notebook),
                Branch("no", "false", notebook)),
        };

        var run = await workspace.RunAsync(body.ToJsonString());

        Assert.Equal(outcome, (string?)JobCalls.TaskOf(run, "c")["condition_task"]!["outcome"]);
        Assert.Equal(outcome == "true" ? "SUCCESS" : "EXCLUDED", (string?)JobCalls.TaskOf(run, "yes")["state"]!["result_state"]);
        Assert.Equal(outcome == "true" ? "EXCLUDED" : "SUCCESS", (string?)JobCalls.TaskOf(run, "no")["state"]!["result_state"]);
        Assert.Equal("TERMINATED/SUCCESS/TERMINATED", JobCalls.StateOf(run));
    }

    [Fact]
    public async Task ForEachTask_RunsOneIterationPerInputAsManyAtOnceAsAllowed()
    {
        await using var workspace = await JobCalls.StartAsync(new RunOptions { RunningDuration = TimeSpan.FromMinutes(1) });
        var run = await workspace.RunAsync(Loop("[1,2,3]", 2));
        var loop = (long)JobCalls.TaskOf(run, "loop")["run_id"]!;

        var during = Statistics(run);
        var iterations = (JsonArray)(await workspace.GetRunAsync(loop))["iterations"]!;
        workspace.Time.Advance(TimeSpan.FromMinutes(2));
        run = await workspace.GetRunAsync((long)run["run_id"]!);

        Assert.Equal((3, 2), ((int)during["total_iterations"]!, (int)during["active_iterations"]!));
        Assert.Equal(["RUNNING", "RUNNING", "BLOCKED"], iterations.Select(iteration => (string)iteration!["state"]!["life_cycle_state"]!));
        Assert.Equal((3, 0), ((int)Statistics(run)["succeeded_iterations"]!, (int)Statistics(run)["active_iterations"]!));
        Assert.Equal("TERMINATED/SUCCESS/TERMINATED", JobCalls.StateOf(run));
    }

    [Fact]
    public async Task ForEachTask_WithAFailedIteration_Fails()
    {
        await using var workspace = await JobCalls.StartAsync();
        workspace.Workspace.Runs.FailTask("inner");

        var run = await workspace.RunAsync(Loop("[1,2,3]", 1));

        Assert.Equal((2, 1), ((int)Statistics(run)["succeeded_iterations"]!, (int)Statistics(run)["failed_iterations"]!));
        Assert.Equal("INTERNAL_ERROR/FAILED/TERMINATED", JobCalls.StateOf(run));
    }

    [Fact]
    public async Task ForEachTask_OfManyIterations_GivesThemInPagesOf100()
    {
        await using var workspace = await JobCalls.StartAsync();
        var run = await workspace.RunAsync(Loop($"[{string.Join(',', Enumerable.Range(0, 150))}]", 100));
        var loop = (long)JobCalls.TaskOf(run, "loop")["run_id"]!;

        var first = await workspace.GetRunAsync(loop, "2.2");
        var second = await workspace.GetRunAsync(loop, "2.2", $"&page_token={first["next_page_token"]}");

        Assert.Equal((100, 50), (((JsonArray)first["iterations"]!).Count, ((JsonArray)second["iterations"]!).Count));
        Assert.False(second.ContainsKey("next_page_token"));
    }

    [Fact]
    public async Task ForEachTask_WithInputsThatAreNoList_CannotRun()
    {
        await using var workspace = await JobCalls.StartAsync();

        var run = await workspace.RunAsync(Loop("nonsense", 1));

        Assert.Equal("INTERNAL_ERROR/FAILED/TERMINATED", JobCalls.StateOf(JobCalls.TaskOf(run, "loop")));
    }

    [Fact]
    public async Task RunJobTask_StartsARunOfTheOtherJobAndSharesItsFate()
    {
        await using var workspace = await JobCalls.StartAsync(new RunOptions { RunningDuration = TimeSpan.FromMinutes(1) });
        var callee = await workspace.CreateJobAsync("""
            {"name":"callee","parameters":[{"name":"p","default":"1"}],"tasks":[{"task_key":"x","notebook_task":{"notebook_path":"/n"}}]}
            """);
        var caller = await workspace.CreateJobAsync(
            $$$"""{"tasks":[{"task_key":"call","run_job_task":{"job_id":{{{callee}}},"job_parameters":{"p":"2"} }}]}""");
        workspace.Workspace.Runs.FailTask("x");
        var failing = await workspace.RunNowAsync(caller);
        var child = (await workspace.ReadAsync($"2.1/jobs/runs/list?job_id={callee}")).Json["runs"]![0]!;
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        var passing = await workspace.RunNowAsync(caller);
        workspace.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("RUN_JOB_TASK", (string?)child["trigger"]);
        Assert.Equal("2", (string?)(await workspace.GetRunAsync((long)child["run_id"]!))["job_parameters"]![0]!["value"]);
        Assert.Equal("INTERNAL_ERROR/FAILED/TERMINATED", JobCalls.StateOf(await workspace.GetRunAsync(failing)));
        Assert.Equal("TERMINATED/SUCCESS/TERMINATED", JobCalls.StateOf(await workspace.GetRunAsync(passing)));
    }

    [Fact]
    public async Task RunJobTask_OfAMissingJobOrOfItself_Ends()
    {
        await using var workspace = await JobCalls.StartAsync();
        var run = await workspace.RunAsync("""{"tasks":[{"task_key":"call","run_job_task":{"job_id":5}}]}""");
        var self = await workspace.CreateJobAsync("""{"max_concurrent_runs":10}""");
        await workspace.SuccessAsync(
            "update", $$$"""{"job_id":{{{self}}},"new_settings":{"tasks":[{"task_key":"call","run_job_task":{"job_id":{{{self}}} } }]}}""");

        Assert.Equal("RESOURCE_NOT_FOUND", (string?)run["status"]!["termination_details"]!["code"]);
        Assert.Equal("INTERNAL_ERROR/FAILED/TERMINATED", JobCalls.StateOf(await workspace.GetRunAsync(await workspace.RunNowAsync(self))));
    }

    [Fact]
    public async Task RunJobTask_WithParametersThatDoNotGo_FailsTheTaskAndNobodyElse()
    {
        await using var workspace = await JobCalls.StartAsync();
        var callee = await workspace.CreateJobAsync();

        var run = await workspace.RunAsync($$$"""
            {"tasks":[{"task_key":"call","run_job_task":{"job_id":{{{callee}}},"job_parameters":{"a":"1"},"notebook_params":{"a":"1"} }}]}
            """);

        Assert.Equal("INVALID_RUN_CONFIGURATION", (string?)run["status"]!["termination_details"]!["code"]);
    }

    [Fact]
    public async Task Cancel_OfACaller_CancelsTheRunItCalled()
    {
        await using var workspace = await JobCalls.StartAsync(new RunOptions { RunningDuration = TimeSpan.FromMinutes(1) });
        var callee = await workspace.CreateJobAsync();
        var id = await workspace.RunNowAsync(
            await workspace.CreateJobAsync($$$"""{"tasks":[{"task_key":"call","run_job_task":{"job_id":{{{callee}}} }}]}"""));
        await workspace.GetRunAsync(id);

        await workspace.SuccessAsync("runs/cancel", $$"""{"run_id":{{id}}}""");

        var child = (await workspace.ReadAsync($"2.1/jobs/runs/list?job_id={callee}")).Json["runs"]![0]!;
        Assert.Equal("TERMINATED/CANCELED/TERMINATED", JobCalls.StateOf(child));
    }

    private static JsonObject Branch(string key, string outcome, JsonObject notebook) => new()
    {
        ["task_key"] = key,
        ["notebook_task"] = notebook.DeepClone(),
        ["depends_on"] = new JsonArray(new JsonObject { ["task_key"] = "c", ["outcome"] = outcome }),
    };

    private static string Loop(string inputs, int concurrency) => $$$"""
        {"tasks":[{"task_key":"loop","for_each_task":{"inputs":"{{{inputs}}}","concurrency":{{{concurrency}}},
          "task":{"task_key":"inner","notebook_task":{"notebook_path":"/n"} } } }]}
        """;

    private static JsonNode Statistics(JsonObject run) => JobCalls.TaskOf(run, "loop")["for_each_task"]!["stats"]!["task_run_stats"]!;
}
