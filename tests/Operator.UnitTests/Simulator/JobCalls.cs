using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Jobs;
using Databricks.Simulator.Runs;

namespace Operator.UnitTests.Simulator;

/// <summary>Calls of the jobs API on a simulated workspace.</summary>
internal static class JobCalls
{
    public const string OneNotebook = """{"name":"etl","tasks":[{"task_key":"a","notebook_task":{"notebook_path":"/n"}}]}""";

    public static Task<SimulatedWorkspace> StartAsync(RunOptions? runs = null, JobOptions? jobs = null) =>
        SimulatedWorkspace.StartAsync(new WorkspaceOptions { Runs = runs ?? new RunOptions(), Jobs = jobs ?? new JobOptions() });

    public static Task<Answer> CallAsync(
        this SimulatedWorkspace workspace, string operation, string body, string version = "2.1", string token = WorkspaceOptions.DefaultToken) =>
        workspace.SendAsync(HttpMethod.Post, $"/api/{version}/jobs/{operation}", body, token);

    public static async Task<long> CreateJobAsync(this SimulatedWorkspace workspace, string body = OneNotebook, string version = "2.1") =>
        (long)(await workspace.SuccessAsync("create", body, version))["job_id"]!;

    public static async Task<JsonObject> GetJobAsync(this SimulatedWorkspace workspace, long id, string version = "2.1")
    {
        var answer = await workspace.ReadAsync($"{version}/jobs/get?job_id={id}");
        Assert.Equal(200, answer.Status);
        return answer.Json;
    }

    public static async Task<JsonObject> SettingsAsync(this SimulatedWorkspace workspace, string body, string version = "2.1") =>
        (JsonObject)(await workspace.GetJobAsync(await workspace.CreateJobAsync(body, version), version))["settings"]!;

    public static async Task<long> RunNowAsync(this SimulatedWorkspace workspace, long job, string fields = "{}", string version = "2.1")
    {
        var body = (JsonObject)JsonNode.Parse(fields)!;
        body["job_id"] = job;
        return (long)(await workspace.SuccessAsync("run-now", body.ToJsonString(), version))["run_id"]!;
    }

    public static async Task<JsonObject> GetRunAsync(this SimulatedWorkspace workspace, long id, string version = "2.1", string query = "")
    {
        var answer = await workspace.ReadAsync($"{version}/jobs/runs/get?run_id={id}{query}");
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }

    /// <summary>Creates a job, runs it and gives what a get of the run says.</summary>
    public static async Task<JsonObject> RunAsync(this SimulatedWorkspace workspace, string body, string fields = "{}") =>
        await workspace.GetRunAsync(await workspace.RunNowAsync(await workspace.CreateJobAsync(body), fields));

    public static async Task<JsonObject> SuccessAsync(this SimulatedWorkspace workspace, string operation, string body, string version = "2.1")
    {
        var answer = await workspace.CallAsync(operation, body, version);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }

    /// <summary>Life cycle, result and status of a run or a task: <c>TERMINATED/SUCCESS/TERMINATED</c>.</summary>
    public static string StateOf(JsonNode run) => $"{run["state"]!["life_cycle_state"]}/{run["state"]!["result_state"]}/{run["status"]!["state"]}";

    /// <summary>The latest attempt of a task.</summary>
    public static JsonNode TaskOf(JsonObject run, string key) =>
        ((JsonArray)run["tasks"]!).Where(task => (string?)task!["task_key"] == key).OrderBy(task => (int)task!["attempt_number"]!).Last()!;

    /// <summary>A job of tasks of the form <c>key:dependency,dependency</c>.</summary>
    public static string Chain(params string[] tasks) => new JsonObject
    {
        ["name"] = "chain",
        ["tasks"] = new JsonArray([.. tasks.Select(task => task.Split(':')).Select(parts => new JsonObject
        {
            ["task_key"] = parts[0],
            ["notebook_task"] = new JsonObject { ["notebook_path"] = "/n" },
            ["depends_on"] = new JsonArray([.. parts.Skip(1).SelectMany(keys => keys.Split(',')).Select(key => new JsonObject { ["task_key"] = key })]),
        })]),
    }.ToJsonString();
}
