using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Jobs;

namespace Operator.UnitTests.Simulator;

public sealed class JobChangeTests
{
    [Fact]
    public async Task Get_OfAnEmptyJob_ShowsWhatTheWorkspaceFillsIn()
    {
        await using var workspace = await JobCalls.StartAsync();

        var settings = await workspace.SettingsAsync("{}");

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {"name":"Untitled","max_concurrent_runs":1,"timeout_seconds":0,"edit_mode":"EDITABLE","format":"MULTI_TASK",
                 "email_notifications":{},"webhook_notifications":{}}
                """),
            settings));
    }

    [Fact]
    public async Task RunAs_IsShownOnlyWhenSetAndSurvivesAReset()
    {
        await using var workspace = await JobCalls.StartAsync();
        var plain = await workspace.GetJobAsync(await workspace.CreateJobAsync("{}"));
        Assert.Equal(WorkspaceOptions.DefaultUser, (string?)plain["run_as_user_name"]);
        Assert.Null(plain["settings"]!["run_as"]);

        var id = await workspace.CreateJobAsync("""{"name":"a","description":"d","run_as":{"service_principal_name":"sp-1"}}""");
        await workspace.SuccessAsync("reset", $$$"""{"job_id":{{{id}}},"new_settings":{"name":"b"}}""");

        var job = await workspace.GetJobAsync(id);
        Assert.Equal("sp-1", (string?)job["run_as_user_name"]);
        Assert.Equal("sp-1", (string?)job["settings"]!["run_as"]!["service_principal_name"]);
        Assert.Equal("b", (string?)job["settings"]!["name"]);
        Assert.Null(job["settings"]!["description"]);
    }

    [Fact]
    public async Task Update_MergesListsByKeyAndReplacesTheRest()
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = await workspace.CreateJobAsync("""
            {"name":"a","tags":{"x":"1","y":"2"},"parameters":[{"name":"p","default":"1"}],"tasks":[
              {"task_key":"a","notebook_task":{"notebook_path":"/a"},"timeout_seconds":5},{"task_key":"b","notebook_task":{"notebook_path":"/b"}}]}
            """);

        await workspace.SuccessAsync("update", $$$"""
            {"job_id":{{{id}}},"new_settings":{"tags":{"z":"3"},"parameters":[{"name":"q","default":"2"}],"tasks":[
              {"task_key":"a","notebook_task":{"notebook_path":"/changed"}},{"task_key":"c","notebook_task":{"notebook_path":"/c"}}]}}
            """);

        var settings = (await workspace.GetJobAsync(id))["settings"]!;
        Assert.Equal("""{"z":"3"}""", settings["tags"]!.ToJsonString());
        Assert.Equal(["p", "q"], ((JsonArray)settings["parameters"]!).Select(entry => (string)entry!["name"]!));
        Assert.Equal(["/changed", "/b", "/c"], ((JsonArray)settings["tasks"]!).Select(task => (string)task!["notebook_task"]!["notebook_path"]!));
        Assert.Equal(0, (int)settings["tasks"]![0]!["timeout_seconds"]!);
        Assert.Equal("a", (string?)settings["name"]);
    }

    [Fact]
    public async Task Update_WithFieldsToRemove_RemovesThemAndNothingDeeper()
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = await workspace.CreateJobAsync(JobCalls.Chain("a", "b"));

        await workspace.SuccessAsync("update", $$$"""{"job_id":{{{id}}},"fields_to_remove":["tasks/a","name"]}""");
        var refused = await workspace.CallAsync("update", $$$"""{"job_id":{{{id}}},"fields_to_remove":["schedule/pause_status"]}""");

        var settings = (await workspace.GetJobAsync(id))["settings"]!;
        Assert.Equal("b", (string?)Assert.Single((JsonArray)settings["tasks"]!)!["task_key"]);
        Assert.Equal("Untitled", (string?)settings["name"]);
        refused.AssertRefused("INVALID_PARAMETER_VALUE", "Invalid field to remove: schedule/pause_status.");
    }

    [Fact]
    public async Task Ids_AreBeyondWhatADoubleHolds()
    {
        await using var workspace = await JobCalls.StartAsync();

        var id = await workspace.CreateJobAsync();

        Assert.NotEqual(id, (long)(double)id);
        Assert.Equal(18, $"{id}".Length);
    }

    [Fact]
    public async Task Create_BeyondTheQuota_IsRefusedWithItsOwnCode()
    {
        await using var workspace = await JobCalls.StartAsync(jobs: new JobOptions { JobLimit = 1 });
        var id = await workspace.CreateJobAsync();

        (await workspace.CallAsync("create", "{}")).AssertRefused(
            "QUOTA_EXCEEDED", "The quota for the number of jobs has been reached. The current quota is 1.");
        await workspace.SuccessAsync("delete", $$"""{"job_id":{{id}}}""");
        Assert.NotEqual(id, await workspace.CreateJobAsync());
    }

    [Fact]
    public async Task Create_LargerThan10Megabytes_IsRefused()
    {
        await using var workspace = await JobCalls.StartAsync();

        var answer = await workspace.CallAsync("create", $$"""{"name":"{{new string('x', 11 * 1024 * 1024)}}"}""");

        Assert.Equal(413, answer.Status);
        Assert.Empty(workspace.Workspace.Jobs.Ids);
    }

    [Fact]
    public async Task Change_FromOutside_IsSeenByTheNextGetInNoJournal()
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = await workspace.CreateJobAsync("""{"tags":{"owner":"me"}}""");

        workspace.Workspace.Jobs.Change(id, settings => settings["max_concurrent_runs"] = 7);
        workspace.Workspace.Jobs.RemoveTag(id, "owner");
        var changed = await workspace.GetJobAsync(id);
        workspace.Workspace.Jobs.Remove(id);

        Assert.Equal(7, (int)changed["settings"]!["max_concurrent_runs"]!);
        Assert.Null(changed["settings"]!["tags"]?["owner"]);
        Assert.Equal(400, (await workspace.ReadAsync($"2.1/jobs/get?job_id={id}")).Status);
        Assert.Null(workspace.Workspace.Jobs.Find(id));
        Assert.Equal(3, workspace.Workspace.Journal.LastSequence);
    }
}
