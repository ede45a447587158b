using System.Text.Json.Nodes;
using Databricks.Simulator.Runs;

namespace Operator.UnitTests.Simulator;

public sealed class RunNowTests
{
    private static readonly RunOptions Long = new() { RunningDuration = TimeSpan.FromHours(1) };

    [Fact]
    public async Task IdempotencyToken_UsedTwice_GivesTheSameRun()
    {
        await using var workspace = await JobCalls.StartAsync();
        var job = await workspace.CreateJobAsync();

        var first = await workspace.RunNowAsync(job, """{"idempotency_token":"t"}""");
        var again = await workspace.RunNowAsync(job, """{"idempotency_token":"t","notebook_params":{"a":"b"}}""");
        var other = await workspace.RunNowAsync(job, """{"idempotency_token":"u"}""");

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(2, workspace.Workspace.Runs.Ids.Count);
    }

    [Fact]
    public async Task IdempotencyToken_OfADeletedRunOrAnotherJobOrTooLong_IsRefused()
    {
        await using var workspace = await JobCalls.StartAsync();
        var job = await workspace.CreateJobAsync();
        var id = await workspace.RunNowAsync(job, """{"idempotency_token":"t"}""");
        var elsewhere = await workspace.CallAsync("run-now", $$"""{"job_id":{{await workspace.CreateJobAsync()}},"idempotency_token":"t"}""");
        await workspace.SuccessAsync("runs/delete", $$"""{"run_id":{{id}}}""");

        var deleted = await workspace.CallAsync("run-now", $$"""{"job_id":{{job}},"idempotency_token":"t"}""");
        var tooLong = await workspace.CallAsync("run-now", $$"""{"job_id":{{job}},"idempotency_token":"{{new string('x', 65)}}"}""");

        Assert.Equal((400, 400, 400), (elsewhere.Status, deleted.Status, tooLong.Status));
        Assert.Empty(workspace.Workspace.Runs.Ids);
        await workspace.RunNowAsync(job, $$"""{"idempotency_token":"{{new string('x', 64)}}"}""");
    }

    [Fact]
    public async Task Parameters_OfTheJob_ComeBackResolvedAsAList()
    {
        await using var workspace = await JobCalls.StartAsync();

        var run = await workspace.RunAsync(
            """{"parameters":[{"name":"p","default":"1"},{"name":"q","default":"2"}],"tasks":[]}""",
            """{"job_parameters":{"q":"3"},"idempotency_token":"t","queue":{"enabled":true}}""");

        Assert.Equal(
            """[{"name":"p","default":"1","value":"1"},{"name":"q","default":"2","value":"3"}]""", run["job_parameters"]!.ToJsonString());
        Assert.All((string[])["idempotency_token", "queue", "only", "overriding_parameters"], name => Assert.False(run.ContainsKey(name)));
    }

    [Fact]
    public async Task Parameters_OfTasks_ComeBackAsOverriding()
    {
        await using var workspace = await JobCalls.StartAsync();

        var run = await workspace.RunAsync(JobCalls.OneNotebook, """{"notebook_params":{"a":"b"},"python_params":["x"]}""");

        Assert.Equal("""{"notebook_params":{"a":"b"},"python_params":["x"]}""", run["overriding_parameters"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"jar_params":["a"],"notebook_params":{"a":"b"}}""")]
    [InlineData("""{"job_parameters":{"a":"b"},"notebook_params":{"a":"b"}}""")]
    [InlineData("""{"python_params":["ä"]}""")]
    [InlineData("""{"notebook_params":{"a":"LONG"}}""")]
    [InlineData("""{"only":["nope"]}""")]
    public async Task RunNow_WithParametersThatDoNotGo_IsRefusedAndRunsNothing(string fields)
    {
        await using var workspace = await JobCalls.StartAsync();
        var body = (JsonObject)JsonNode.Parse(fields.Replace("LONG", new string('x', 10_000), StringComparison.Ordinal))!;
        body["job_id"] = await workspace.CreateJobAsync();

        var answer = await workspace.CallAsync("run-now", body.ToJsonString());

        Assert.Equal((400, "INVALID_PARAMETER_VALUE"), (answer.Status, answer.ErrorCode));
        Assert.Empty(workspace.Workspace.Runs.Ids);
    }

    [Theory]
    [InlineData("""["b"]""", "b")]
    [InlineData("""["+b"]""", "a b")]
    [InlineData("""["b+"]""", "b c")]
    [InlineData("""["+b+"]""", "a b c")]
    public async Task RunNow_OfChosenTasks_RunsThemAlone(string only, string keys)
    {
        await using var workspace = await JobCalls.StartAsync();

        var run = await workspace.RunAsync(JobCalls.Chain("a", "b:a", "c:b", "d"), $$"""{"only":{{only}}}""");

        Assert.Equal(keys, string.Join(' ', ((JsonArray)run["tasks"]!).Select(task => (string)task!["task_key"]!).Order()));
        Assert.Equal("TERMINATED/SUCCESS/TERMINATED", JobCalls.StateOf(run));
    }

    [Fact]
    public async Task RunNow_BeyondTheConcurrencyOfAJobThatDoesNotQueue_IsSkipped()
    {
        await using var workspace = await JobCalls.StartAsync(Long);
        var job = await workspace.CreateJobAsync();
        await workspace.RunNowAsync(job);

        var run = await workspace.GetRunAsync(await workspace.RunNowAsync(job));

        Assert.Equal("SKIPPED/MAXIMUM_CONCURRENT_RUNS_REACHED/TERMINATED", JobCalls.StateOf(run));
        Assert.Equal(
            "Skipping this run because the limit of 1 maximum concurrent runs has been reached.", (string?)run["state"]!["state_message"]);
        Assert.Equal("MAX_CONCURRENT_RUNS_EXCEEDED", (string?)run["status"]!["termination_details"]!["code"]);
    }

    [Fact]
    public async Task SkippedRun_InAWorkspaceThatOmitsIt_HasNoResult()
    {
        await using var workspace = await JobCalls.StartAsync(Long with { SkippedRunsHaveResult = false });

        var run = await workspace.RunAsync("""{"max_concurrent_runs":0,"queue":{"enabled":true}}""");

        Assert.Equal("SKIPPED//TERMINATED", JobCalls.StateOf(run));
    }

    [Fact]
    public async Task RunNow_BeyondTheConcurrencyOfAJobThatQueues_WaitsForItsTurn()
    {
        await using var workspace = await JobCalls.StartAsync(Long);
        var job = await workspace.CreateJobAsync(JobCalls.OneNotebook, "2.2");
        await workspace.RunNowAsync(job);
        var second = await workspace.RunNowAsync(job);
        var third = await workspace.RunNowAsync(job);

        var queued = await workspace.GetRunAsync(second);
        workspace.Time.Advance(TimeSpan.FromMinutes(90));
        var running = await workspace.GetRunAsync(second);

        Assert.Equal("QUEUED//QUEUED", JobCalls.StateOf(queued));
        Assert.Equal("MAX_CONCURRENT_RUNS_REACHED", (string?)queued["status"]!["queue_details"]!["code"]);
        Assert.NotNull(queued["state"]!["queue_reason"]);
        Assert.Equal("RUNNING//RUNNING", JobCalls.StateOf(running));
        Assert.Equal(3_600_000, (long)running["queue_duration"]!);
        Assert.Equal("QUEUED//QUEUED", JobCalls.StateOf(await workspace.GetRunAsync(third)));
    }

    [Fact]
    public async Task QueuedRun_After48Hours_IsSkipped()
    {
        await using var workspace = await JobCalls.StartAsync(new RunOptions { RunningDuration = TimeSpan.FromDays(10) });
        var job = await workspace.CreateJobAsync(JobCalls.OneNotebook, "2.2");
        await workspace.RunNowAsync(job);
        var id = await workspace.RunNowAsync(job);

        workspace.Time.Advance(TimeSpan.FromHours(48));

        Assert.Equal("SKIPPED", (string?)(await workspace.GetRunAsync(id))["state"]!["life_cycle_state"]);
    }

    [Theory]
    [InlineData("""{"queue":{"enabled":true}}""", "QUEUED")]
    [InlineData("{}", "SKIPPED")]
    public async Task RunNow_ThatSpeaksOfTheQueue_OverridesTheJob(string fields, string state)
    {
        await using var workspace = await JobCalls.StartAsync(Long);
        var job = await workspace.CreateJobAsync();
        await workspace.RunNowAsync(job);

        Assert.Equal(state, (string?)(await workspace.GetRunAsync(await workspace.RunNowAsync(job, fields)))["state"]!["life_cycle_state"]);
    }

    [Fact]
    public async Task RunNow_InAFullWorkspace_Is429OrQueued()
    {
        await using var workspace = await JobCalls.StartAsync(Long with { ActiveRunLimit = 1 });
        await workspace.RunNowAsync(await workspace.CreateJobAsync());
        var other = await workspace.CreateJobAsync();

        var refused = await workspace.CallAsync("run-now", $$"""{"job_id":{{other}}}""");
        var queued = await workspace.GetRunAsync(await workspace.RunNowAsync(other, """{"queue":{"enabled":true}}"""));

        Assert.Equal(429, refused.Status);
        Assert.Equal("ACTIVE_RUNS_LIMIT_REACHED", (string?)queued["status"]!["queue_details"]!["code"]);
    }

    [Fact]
    public async Task RunNow_OfAContinuousJob_IsAConflictUnlessPaused()
    {
        await using var workspace = await JobCalls.StartAsync();
        var job = await workspace.CreateJobAsync("""{"continuous":{"pause_status":"UNPAUSED"}}""");

        var answer = await workspace.CallAsync("run-now", $$"""{"job_id":{{job}}}""");
        workspace.Workspace.Jobs.Change(job, settings => settings["continuous"]!["pause_status"] = "PAUSED");

        Assert.Equal((409, "CONFLICT"), (answer.Status, answer.ErrorCode));
        Assert.StartsWith("A concurrent request to run the continuous job is already in progress", answer.Message, StringComparison.Ordinal);
        await workspace.RunNowAsync(job);
    }

    [Fact]
    public async Task RunNow_AnswersTheRunIdAsItsNumber()
    {
        await using var workspace = await JobCalls.StartAsync();

        var answer = await workspace.SuccessAsync("run-now", $$"""{"job_id":"{{await workspace.CreateJobAsync()}}"}""", "2.2");

        Assert.Equal((long)answer["run_id"]!, (long)answer["number_in_job"]!);
    }

    [Fact]
    public async Task Submit_RunsWithoutAJobAndIsNotListedAsOne()
    {
        await using var workspace = await JobCalls.StartAsync();
        workspace.Workspace.Runs.FailTask("a");
        const string Body = """{"idempotency_token":"s","tasks":[{"task_key":"a","max_retries":3,"notebook_task":{"notebook_path":"/n"}}]}""";

        var id = (long)(await workspace.SuccessAsync("runs/submit", Body))["run_id"]!;
        var again = (long)(await workspace.SuccessAsync("runs/submit", Body))["run_id"]!;
        var run = await workspace.GetRunAsync(id);

        Assert.Equal(id, again);
        Assert.Equal(("Untitled", "SUBMIT_RUN"), ((string?)run["run_name"], (string?)run["run_type"]));
        Assert.Single((JsonArray)run["tasks"]!);
        Assert.Empty(workspace.Workspace.Jobs.Ids);
    }

    [Fact]
    public async Task Reads_AfterAStartUnderEventualConsistency_MissItAsOftenAsTold()
    {
        await using var workspace = await JobCalls.StartAsync(new RunOptions { HiddenReadsAfterCreate = 1 });
        var id = await workspace.RunNowAsync(await workspace.CreateJobAsync());

        Assert.Equal(400, (await workspace.ReadAsync($"2.1/jobs/runs/get?run_id={id}")).Status);
        Assert.Null((await workspace.ReadAsync("2.1/jobs/runs/list")).Json["runs"]);
        await workspace.GetRunAsync(id);
        Assert.Single((JsonArray)(await workspace.ReadAsync("2.1/jobs/runs/list")).Json["runs"]!);
    }
}
