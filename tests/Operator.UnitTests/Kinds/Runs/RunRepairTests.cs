using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Runs;
using Operator.Kinds.Runs;
using RunOptions = Databricks.Simulator.Runs.RunOptions;

namespace Operator.UnitTests.Kinds.Runs;

/// <summary>A repair is what the run was, again: with all that hangs on what failed, and with its parameters.</summary>
public sealed class RunRepairTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Repair_RunsWhatDependsOnAFailedTaskAgainToo()
    {
        await using var run = await RunHarness.StartAsync(spec => spec.Repair = new RunRepair { MaxAttempts = 1 }, new RunOptions());
        run.Remote.Jobs.Change(run.JobId, settings =>
        {
            var tasks = settings["tasks"]!.AsArray();
            tasks[1]!["depends_on"] = JsonNode.Parse("""[{"task_key":"load"}]""");
            tasks[1]!["run_if"] = "ALL_DONE";
            tasks.Add(JsonNode.Parse("""{"task_key":"check","depends_on":[{"task_key":"load"}],"notebook_task":{"notebook_path":"/check"}}"""));
        });
        run.Remote.Runs.FailTask("load");
        for (var pass = 0; pass < 5; pass++)
        {
            await run.PassAfterAsync(Moment);
        }

        // The report had succeeded, on nothing.
        Assert.Equal(("True", Reasons.RunSucceeded), run.Condition(ConditionTypes.Complete));
        Assert.Equal([("check", 1), ("load", 1), ("report", 1)], run.Status.Tasks!.Select(task => (task.TaskKey, task.Attempt ?? 0)));
    }

    /// <summary>Its end is the one before that repair, and would be repaired once more.</summary>
    [Fact]
    public void Describe_AnswerThatMissesTheLastRepair_KeepsItsId()
    {
        var run = new DatabricksJobRun { Spec = { Repair = new RunRepair { MaxAttempts = 5 } } };
        run.Status.Repair = new RunRepairStatus { Attempts = 2, LatestRepairId = "22" };
        var ended = new Run
        {
            RunId = 1,
            State = new RunState { LifeCycleState = "TERMINATED", ResultState = "FAILED" },
            RepairHistory = [new RepairHistoryItem { Id = 21, Type = "REPAIR" }],
        };

        for (var look = 0; look < 2; look++)
        {
            var observed = new ObservedRun(ended, IsWhole: true);
            Assert.Equal(PlanAction.Wait, RunDecision.Decide(run, observed, DateTimeOffset.UnixEpoch).Action);
            RunStatusMapper.Describe(run.Status, observed);
        }

        Assert.Equal((2, "22"), (run.Status.Repair.Attempts, run.Status.Repair.LatestRepairId));
    }

    [Theory]
    [InlineData("job_parameters", """{"day":"monday"}""")]
    [InlineData("notebook_params", """{"day":"monday"}""")]
    [InlineData("python_params", """["monday"]""")]
    [InlineData("python_named_params", """{"day":"monday"}""")]
    [InlineData("jar_params", """["monday"]""")]
    [InlineData("spark_submit_params", """["monday"]""")]
    [InlineData("sql_params", """{"day":"monday"}""")]
    [InlineData("dbt_commands", """["dbt run"]""")]
    [InlineData("pipeline_params", """{"full_refresh":true}""")]
    public async Task Repair_OfARunWithParameters_GivesThemAgain(string field, string value)
    {
        await using var run = await RunHarness.StartAsync(spec => Give(spec, field), new RunOptions());
        run.Edit(spec => spec.Repair = new RunRepair { MaxAttempts = 1 });
        run.Remote.Runs.FailTask("load");

        await run.PassAsync();
        await run.PassAfterAsync(Moment);

        var body = JsonNode.Parse(Assert.Single(run.Remote.Journal.Of("jobs/runs/repair")).Body)!.AsObject();
        Assert.Equal(value, body[field]?.ToJsonString());
        Assert.Equal(new[] { "rerun_all_failed_tasks", "rerun_dependent_tasks", "run_id", field }.Order(), body.Select(pair => pair.Key).Order());
    }

    [Fact]
    public async Task Repair_OfARunThatWasStartedElsewhere_GivesItsOwnParametersAgain()
    {
        await using var run = await RunHarness.StartAsync(
            spec => (spec.JobId, spec.ExternalId, spec.Repair) = (null, "1", new RunRepair { MaxAttempts = 1 }), new RunOptions());
        run.Remote.Runs.FailTask("load");
        var request = new Operator.Databricks.Runs.RunNow
        {
            JobId = run.JobId,
            IdempotencyToken = "elsewhere",
            JobParameters = new Dictionary<string, string?> { ["day"] = "monday" },
        };
        var started = await run.Client.Runs.RunNowAsync(request, TestContext.Current.CancellationToken);
        run.Edit(spec => spec.ExternalId = $"{started.RunId}");

        await run.PassAfterAsync(Moment);
        await run.PassAfterAsync(Moment);

        var body = JsonNode.Parse(Assert.Single(run.Remote.Journal.Of("jobs/runs/repair")).Body)!;
        Assert.Equal("monday", (string?)body["job_parameters"]?["day"]);
    }

    private static void Give(DatabricksJobRunSpec spec, string field)
    {
        var day = new Dictionary<string, string> { ["day"] = "monday" };
        _ = field switch
        {
            "job_parameters" => spec.JobParameters = day,
            "notebook_params" => spec.NotebookParams = day,
            "python_params" => spec.PythonParams = ["monday"],
            "python_named_params" => spec.PythonNamedParams = day,
            "jar_params" => spec.JarParams = ["monday"],
            "spark_submit_params" => spec.SparkSubmitParams = ["monday"],
            "sql_params" => spec.SqlParams = day,
            "dbt_commands" => spec.DbtCommands = ["dbt run"],
            _ => (object)(spec.PipelineParams = new PipelineParamsSpec { FullRefresh = true }),
        };
    }
}
