using System.Text.Json.Nodes;
using Databricks.Simulator.Runs;

namespace Operator.UnitTests.Simulator;

public sealed class RunRepairTests
{
    [Fact]
    public async Task Repair_OfFailedTasks_RunsThemAgainUnderTheSameRunId()
    {
        await using var workspace = await JobCalls.StartAsync(new RunOptions { RunningDuration = TimeSpan.FromMinutes(1) });
        workspace.Workspace.Runs.FailTask("b");
        var id = await workspace.RunNowAsync(await workspace.CreateJobAsync(JobCalls.Chain("a", "b:a", "c:b")));
        workspace.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("INTERNAL_ERROR/FAILED/TERMINATED", JobCalls.StateOf(await workspace.GetRunAsync(id)));

        var repair = await RepairAsync(workspace, id, "\"rerun_all_failed_tasks\":true");
        var during = await workspace.GetRunAsync(id);
        workspace.Time.Advance(TimeSpan.FromMinutes(2));
        var run = await workspace.GetRunAsync(id, query: "&include_history=true");

        Assert.Equal("RUNNING//RUNNING", JobCalls.StateOf(during));
        Assert.Equal(0, (long)during["end_time"]!);
        Assert.Equal("TERMINATED/SUCCESS/TERMINATED", JobCalls.StateOf(run));
        Assert.Equal(
            ["a0", "b0", "c0", "b1", "c1"], ((JsonArray)run["tasks"]!).Select(task => $"{task!["task_key"]}{task["attempt_number"]}"));
        var history = (JsonArray)run["repair_history"]!;
        Assert.Equal(["ORIGINAL", "REPAIR"], history.Select(entry => (string)entry!["type"]!));
        Assert.Equal(["FAILED", "SUCCESS"], history.Select(entry => (string)entry!["state"]!["result_state"]!));
        Assert.Equal(repair, (long)history[1]!["id"]!);
        Assert.Equal(2, ((JsonArray)history[1]!["task_run_ids"]!).Count);
        Assert.Null(during["repair_history"]);
    }

    [Fact]
    public async Task Repair_OfNamedTasks_RunsThoseAndOnRequestTheirDependents()
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = (long)(await workspace.RunAsync(JobCalls.Chain("a", "b:a", "c:b")))["run_id"]!;

        var first = await RepairAsync(workspace, id, "\"rerun_tasks\":[\"b\"]");
        var alone = await workspace.GetRunAsync(id);
        await RepairAsync(workspace, id, $"\"rerun_tasks\":[\"b\"],\"rerun_dependent_tasks\":true,\"latest_repair_id\":{first}");
        var both = await workspace.GetRunAsync(id);

        Assert.Equal([0, 1, 0], Attempts(alone));
        Assert.Equal([0, 2, 1], Attempts(both));
    }

    [Fact]
    public async Task Repair_TheSecondTime_NeedsTheLatestRepair()
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = (long)(await workspace.RunAsync(JobCalls.OneNotebook))["run_id"]!;
        await RepairAsync(workspace, id, "\"rerun_tasks\":[\"a\"]");

        (await CallAsync(workspace, id, "\"rerun_tasks\":[\"a\"]"))
            .AssertRefused("INVALID_PARAMETER_VALUE", "The latest repair ID needs to be provided in order to create a new repair");
        Assert.Equal(400, (await CallAsync(workspace, id, "\"rerun_tasks\":[\"a\"],\"latest_repair_id\":1")).Status);
    }

    [Theory]
    [InlineData("\"rerun_tasks\":[]")]
    [InlineData("\"rerun_tasks\":[\"x\"]")]
    [InlineData("\"rerun_tasks\":[\"a\"],\"rerun_all_failed_tasks\":true")]
    [InlineData("\"rerun_all_failed_tasks\":true")]
    public async Task Repair_OfNothingThatCanBeRepaired_IsRefusedAndLeavesTheRun(string fields)
    {
        await using var workspace = await JobCalls.StartAsync();
        var run = await workspace.RunAsync(JobCalls.OneNotebook);

        var answer = await CallAsync(workspace, (long)run["run_id"]!, fields);

        Assert.Equal((400, "INVALID_PARAMETER_VALUE"), (answer.Status, answer.ErrorCode));
        Assert.Equal(run.ToJsonString(), (await workspace.GetRunAsync((long)run["run_id"]!)).ToJsonString());
    }

    [Fact]
    public async Task Repair_OfARunInProgress_IsRefused()
    {
        await using var workspace = await JobCalls.StartAsync(new RunOptions { RunningDuration = TimeSpan.FromHours(1) });
        var id = await workspace.RunNowAsync(await workspace.CreateJobAsync());

        var answer = await CallAsync(workspace, id, "\"rerun_tasks\":[\"a\"]");

        Assert.Equal((400, "INVALID_STATE"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task Repair_UsesThePresentSettingsAndItsOwnParameters()
    {
        await using var workspace = await JobCalls.StartAsync();
        var job = await workspace.CreateJobAsync("""
            {"parameters":[{"name":"p","default":"1"}],"tasks":[{"task_key":"a","notebook_task":{"notebook_path":"/broken"}}]}
            """);
        var id = await workspace.RunNowAsync(job);
        workspace.Workspace.Jobs.Change(job, settings => settings["tasks"]![0]!["notebook_task"]!["notebook_path"] = "/fixed");

        await RepairAsync(workspace, id, "\"rerun_tasks\":[\"a\"],\"job_parameters\":{\"p\":\"9\"}");
        var run = await workspace.GetRunAsync(id);

        Assert.Equal("/fixed", (string?)JobCalls.TaskOf(run, "a")["notebook_task"]!["notebook_path"]);
        Assert.Equal("9", (string?)run["job_parameters"]![0]!["value"]);
    }

    private static int[] Attempts(JsonObject run) => [.. ((string[])["a", "b", "c"]).Select(key => (int)JobCalls.TaskOf(run, key)["attempt_number"]!)];

    private static async Task<long> RepairAsync(SimulatedWorkspace workspace, long id, string fields)
    {
        var answer = await CallAsync(workspace, id, fields);
        Assert.True(answer.Status == 200, answer.Text);
        return (long)answer.Json["repair_id"]!;
    }

    private static Task<Answer> CallAsync(SimulatedWorkspace workspace, long id, string fields) =>
        workspace.CallAsync("runs/repair", $$"""{"run_id":{{id}},{{fields}}}""", "2.2");
}
