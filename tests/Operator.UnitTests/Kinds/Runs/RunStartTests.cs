using System.Net;
using System.Text.Json.Nodes;
using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;
using RunOptions = Databricks.Simulator.Runs.RunOptions;

namespace Operator.UnitTests.Kinds.Runs;

/// <summary>One run for each resource, ever.</summary>
public sealed class RunStartTests
{
    [Fact]
    public async Task Reconcile_ANewRun_IsOneCallWithItsUidAsTokenAndTwoWrites()
    {
        await using var run = await RunHarness.StartAsync(spec => spec.JobParameters = new Dictionary<string, string> { ["day"] = "monday" });

        await run.PassAsync();

        var call = Assert.Single(run.Remote.Journal.After(0));
        Assert.Equal("jobs/run-now", call.Operation);
        var body = JsonNode.Parse(call.Body)!;
        Assert.Equal(RunHarness.Uid, (string)body["idempotency_token"]!);
        Assert.Equal(run.JobId, (long)body["job_id"]!);
        Assert.Equal("monday", (string)body["job_parameters"]!["day"]!);
        Assert.Equal([RunHarness.Path, $"{RunHarness.Path}/status"], run.Writes.Select(write => write.Path));
        Assert.Equal(run.Remote.Runs.Ids.Single(), run.RunId);
        Assert.EndsWith($"/jobs/{run.JobId}/runs/{run.RunId}", run.Status.Url, StringComparison.Ordinal);
        Assert.Equal("InProgress", run.Kstatus);
    }

    [Fact]
    public async Task Reconcile_AReplyThatWasLost_FindsTheSameRunAtOnce()
    {
        await using var run = await RunHarness.StartAsync();
        run.Remote.Faults.Add(Fault.Reset("jobs/run-now").AfterEffect());
        await run.PassAsync();
        Assert.Null(run.Status.RunId);

        await run.PassAsync();

        Assert.Equal(Assert.Single(run.Remote.Runs.Ids), run.RunId);
        Assert.Equal(2, run.CountOf("jobs/run-now"));
    }

    [Fact]
    public async Task Reconcile_AfterACrashBeforeTheIdWasRecorded_FindsTheSameRun()
    {
        await using var run = await RunHarness.StartAsync();
        run.Refusal = request => request.Path.EndsWith("/status", StringComparison.Ordinal) ? HttpStatusCode.InternalServerError : null;
        await Assert.ThrowsAnyAsync<Exception>(() => run.PassAsync());
        run.Refusal = _ => null;
        run.Restart();

        await run.PassAsync();

        Assert.Equal(Assert.Single(run.Remote.Runs.Ids), run.RunId);
    }

    [Fact]
    public async Task Reconcile_ThatVeryRunWasDeletedMeanwhile_StartsNoSecondOne()
    {
        await using var run = await RunHarness.StartAsync();
        run.Remote.Faults.Add(Fault.Reset("jobs/run-now").AfterEffect());
        await run.PassAsync();
        run.Remote.Runs.Remove(run.Remote.Runs.Ids.Single());

        await run.PassAsync();

        Assert.Empty(run.Remote.Runs.Ids);
        Assert.Equal(("True", Reasons.Rejected), run.Condition(ConditionTypes.Stalled));
    }

    [Fact]
    public async Task Reconcile_AReplyThatWasLost_RecordsTheJobInTheWriteOfTheFailure()
    {
        await using var run = await RunHarness.StartAsync();
        run.Remote.Faults.Add(Fault.Reset("jobs/run-now").AfterEffect());

        await run.PassAsync();

        Assert.Equal(($"{run.JobId}", null), (run.Status.JobId, run.Status.RunId));
        Assert.Equal([RunHarness.Path, $"{RunHarness.Path}/status"], run.Writes.Select(write => write.Path));
    }

    [Fact]
    public async Task Reconcile_ARefusedStart_RecordsNoJob()
    {
        await using var run = await RunHarness.StartAsync();
        run.Remote.Faults.Add(Fault.Throttled("jobs/run-now"));

        await run.PassAsync();

        Assert.Null(run.Status.JobId);
    }

    [Fact]
    public async Task Reconcile_ANewResourceOfTheSameName_IsAnotherRun()
    {
        await using var run = await RunHarness.EndedAsync();
        run.Apply(again =>
        {
            again.Metadata.Uid = "99999999-2222-3333-4444-555555555555";
            again.Metadata.Finalizers = null;
            again.Status = new DatabricksJobRunStatus();
        });

        await run.PassAsync();

        Assert.Equal(2, run.Remote.Runs.Ids.Count);
    }

    [Theory]
    [InlineData(429, "REQUEST_LIMIT_EXCEEDED", "Unknown", Reasons.RateLimited)]
    [InlineData(403, "PERMISSION_DENIED", "Unknown", Reasons.PermissionDenied)]
    [InlineData(409, "CONFLICT", "Unknown", Reasons.Updating)]
    [InlineData(503, "TEMPORARILY_UNAVAILABLE", "Unknown", Reasons.ApiUnavailable)]
    [InlineData(400, "INVALID_PARAMETER_VALUE", "False", Reasons.Rejected)]
    public async Task Reconcile_ARefusedStart_IsToldAndTriedAgainByItself(int status, string code, string synced, string reason)
    {
        await using var run = await RunHarness.StartAsync();
        run.Remote.Faults.Add(Fault.Error("jobs/run-now", status, code, "the words"));

        var result = await run.PassAsync();

        Assert.Equal((synced, reason), run.Condition(ConditionTypes.Synced));
        Assert.Contains("the words", run.Message(ConditionTypes.Synced), StringComparison.Ordinal);
        Assert.True(result.RequeueAfter is not null || !result.IsSuccess);
        await run.PassAsync();
        Assert.Single(run.Remote.Runs.Ids);
    }

    [Fact]
    public async Task Reconcile_TooManyActiveRuns_WaitsForItsTurn()
    {
        await using var run = await RunHarness.StartAsync(
            spec => spec.Queue = new JobQueue { Enabled = false }, new RunOptions { RunningDuration = TimeSpan.FromHours(1), ActiveRunLimit = 1 });
        var other = run.Remote.Runs.Start(run.JobId);

        await run.PassAsync();
        Assert.Equal(("Unknown", Reasons.RateLimited), run.Condition(ConditionTypes.Synced));
        run.Remote.Runs.Finish(other);
        await run.PassAsync();

        Assert.Equal(2, run.Remote.Runs.Ids.Count);
    }

    [Fact]
    public async Task Reconcile_AJobIdThatIsNone_IsStalledAndSaysSo()
    {
        await using var run = await RunHarness.StartAsync(spec => spec.JobId = "4711");

        await run.PassAsync();

        Assert.Equal(("True", Reasons.Rejected), run.Condition(ConditionTypes.Stalled));
        Assert.Contains("4711", run.Message(ConditionTypes.Ready), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconcile_AContinuousJob_IsWaitedFor()
    {
        await using var run = await RunHarness.StartAsync();
        run.Remote.Jobs.Change(run.JobId, settings => settings["continuous"] = new JsonObject { ["pause_status"] = "UNPAUSED" });

        await run.PassAsync();

        Assert.Equal(("True", Reasons.Updating), run.Condition(ConditionTypes.Reconciling));
        Assert.Contains("continuous", run.Message(ConditionTypes.Synced), StringComparison.Ordinal);
    }
}
