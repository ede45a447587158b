using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.Runs;
using Operator.Databricks.Tasks;

namespace Operator.UnitTests.Databricks;

public sealed class RunTests
{
    private const string RunNow = "POST /api/2.2/jobs/run-now";
    private const string List = "GET /api/2.2/jobs/runs/list";
    private const string OldList = "GET /api/2.1/jobs/runs/list";

    private static readonly Reply Started = Reply.Ok("""{"run_id":9007199254740993,"number_in_job":9007199254740993}""");
    private static readonly RunNow Request = new() { JobId = 1, IdempotencyToken = "uid", JobParameters = new Dictionary<string, string?> { ["p"] = "" } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunNow_ReplyLost_IsSentAgainWithTheSameToken()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(RunNow, (call, _) => call == 0
            ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "reset")
            : Task.FromResult(Started.ToResponse()));
        var run = await workspace.RunAsync(client => client.Runs.RunNowAsync(Request, Cancellation));
        Assert.Equal(9007199254740993, run.RunId);
        Assert.Equal(2, workspace.Stub.Received.Count);
        Assert.All(workspace.Stub.Received, request =>
            Assert.Equal("""{"idempotency_token":"uid","job_id":1,"job_parameters":{"p":""}}""", request.Body));
    }

    [Fact]
    public async Task RunNow_SuccessWithoutAnId_IsUnknownNotStarted()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(RunNow, Reply.Done);
        var error = await workspace.FailAsync(client => client.Runs.RunNowAsync(Request, Cancellation));
        Assert.Equal((DatabricksErrorKind.Transient, true), (error.Kind, error.MayHaveTakenEffect));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void RunNowAndSubmit_TokenThatDoesNotProtect_CanNotBeBuilt(string token)
    {
        Assert.Throws<ArgumentException>(() => new RunNow { JobId = 1, IdempotencyToken = token });
        Assert.Throws<ArgumentException>(() => new SubmitRun { IdempotencyToken = token });
    }

    [Fact]
    public async Task Repair_ReplyLost_IsNotSentAgainBecauseItWouldRunTheTasksTwice()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On("POST /api/2.2/jobs/runs/repair", Reply.Error(503, "TEMPORARILY_UNAVAILABLE", "x"));
        await workspace.FailAsync(client => client.Runs.RepairAsync(new RepairRun { RunId = 1, RerunAllFailedTasks = true }, Cancellation));
        Assert.Equal("""{"rerun_all_failed_tasks":true,"run_id":1}""", workspace.Stub.Received.Single().Body);
    }

    [Fact]
    public async Task ListAll_OnTheNewVersion_SendsTheFiltersAndFollowsTokensThroughEmptyPages()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(
            List,
            Reply.Ok("""{"runs":[{"run_id":2}],"next_page_token":"p2","has_more":true}"""),
            Reply.Ok("""{"runs":[],"next_page_token":"p3","has_more":true}"""),
            Reply.Ok("""{"runs":[{"run_id":1,"has_more":true}]}"""));
        var filter = new RunFilter { JobId = 9007199254740993, Active = true, RunType = "JOB_RUN", StartedFrom = DateTimeOffset.UnixEpoch.AddSeconds(1.5) };

        var runs = await workspace.RunAsync(client => client.Runs.ListAllAsync(filter, Cancellation));

        Assert.Equal([(2, false), (1, true)], runs.Select(run => ((int)run.RunId!, run.IsTruncated)));
        const string Filter = "?job_id=9007199254740993&active_only=true&run_type=JOB_RUN&expand_tasks=false&start_time_from=1500&limit=24";
        Assert.Equal([Filter, $"{Filter}&page_token=p2", $"{Filter}&page_token=p3"], workspace.Stub.Received.Select(request => request.Uri.Query));
    }

    [Fact]
    public async Task ListAll_OnTheDescribedVersion_FollowsOffsets()
    {
        using var workspace = new TestWorkspace(versions: new ApiVersions { Jobs = "2.1" });
        workspace.Stub.On(
            OldList,
            Reply.Ok("""{"runs":[{"run_id":5},{"run_id":4}],"has_more":true}"""),
            // A run was started meanwhile: everything is one further down.
            Reply.Ok("""{"runs":[{"run_id":5},{"run_id":4},{"run_id":3}],"has_more":false}"""));
        var runs = await workspace.RunAsync(client => client.Runs.ListAllAsync(new RunFilter { Active = false }, Cancellation));
        Assert.Equal([5, 4, 3], runs.Select(run => run.RunId!.Value));
        Assert.Equal(
            ["?completed_only=true&expand_tasks=false&limit=24", "?completed_only=true&expand_tasks=false&limit=24&offset=1"],
            workspace.Stub.Received.Select(request => request.Uri.Query));
    }

    [Fact]
    public async Task ListAll_SamePageTokenAgain_FailsInsteadOfTurningInCircles()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(List, Reply.Ok("""{"next_page_token":"a"}"""), Reply.Ok("""{"next_page_token":"b"}"""), Reply.Ok("""{"next_page_token":"a"}"""));
        var error = await workspace.FailAsync(client => client.Runs.ListAllAsync(new RunFilter(), Cancellation));
        Assert.Equal(("runs/list", DatabricksErrorKind.Transient, 3), (error.Operation, error.Kind, workspace.Stub.Count(List)));
    }

    [Fact]
    public async Task GetWhole_SeveralPages_AreOneRun()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(
            "GET /api/2.2/jobs/runs/get",
            Reply.Ok("""
                {"run_id":1,"tasks":[{"task_key":"a","attempt_number":0,"run_id":10}],"iterations":[{"run_id":20}],"repair_history":[{"id":1}],
                 "job_parameters":[{"name":"p","value":""}],"has_more":true,"next_page_token":"t2"}
                """),
            Reply.Ok("""
                {"run_id":1,"tasks":[{"task_key":"b","run_id":11},{"task_key":"a","attempt_number":2,"run_id":13},{"task_key":"a","attempt_number":1}],
                 "iterations":[{"run_id":21}],"job_clusters":[{"job_cluster_key":"k"}],"repair_history":[{"id":2}]}
                """));

        var run = await workspace.RunAsync(client => client.Runs.GetWholeAsync(1, includeHistory: true, includeResolvedValues: false, Cancellation));

        Assert.Equal([13L, 11L], run.LatestTasks().Select(task => task.RunId!.Value));
        Assert.Equal([20L, 21L], run.Iterations!.Select(iteration => iteration.RunId!.Value));
        Assert.Equal([1L, 2L], run.RepairHistory!.Select(repair => repair.Id!.Value));
        Assert.Equal((4, "k", "", false), (run.Tasks!.Count, run.JobClusters!.Single().JobClusterKey, run.JobParameters!.Single().Value, run.IsTruncated));
        Assert.Equal("?run_id=1&include_history=true&include_resolved_values=false", workspace.Stub.Received.First().Uri.Query);
    }

    [Fact]
    public async Task CancelAll_OfAJob_NamesTheJob()
    {
        using var workspace = new TestWorkspace(versions: new ApiVersions { Jobs = "2.1" });
        workspace.Stub.On("POST /api/2.1/jobs/runs/cancel-all", Reply.Done);
        await workspace.RunAsync(client => client.Runs.CancelAllAsync(new CancelAllRuns { JobId = 7, AllQueuedRuns = false }, Cancellation));
        Assert.Equal("""{"job_id":7,"all_queued_runs":false}""", workspace.Stub.Received.Single().Body);
    }

    [Fact]
    public async Task GetOutput_OfATaskRun_GivesItsParts()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On("GET /api/2.2/jobs/runs/get-output", Reply.Ok("""
            {"notebook_output":{"result":"","truncated":false},"error":"e","error_trace":"t","logs_truncated":false,"metadata":{"run_id":3,
             "state":{"life_cycle_state":"TERMINATED","result_state":"FAILED"}},"run_job_output":{"run_id":9007199254740993},"dashboard_output":{"x":[1]}}
            """));
        var output = await workspace.RunAsync(client => client.Runs.GetOutputAsync(3, Cancellation));
        Assert.Equal(("", false, "e", "t"), (output.NotebookOutput!.Result, output.NotebookOutput.Truncated, output.Error, output.ErrorTrace));
        Assert.Equal((9007199254740993, RunOutcome.Failed), (output.RunJobOutput!.RunId, output.Metadata!.Progress.Outcome));
        Assert.Null(output.Unknown);
    }

    [Fact]
    public async Task Submit_Tasks_AreSentWithTheToken()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On("POST /api/2.2/jobs/runs/submit", Started);
        var request = new SubmitRun { IdempotencyToken = "t", Tasks = [new JobTask { TaskKey = "a", TimeoutSeconds = 0 }] };
        await workspace.RunAsync(client => client.Runs.SubmitAsync(request, Cancellation));
        Assert.Equal("""{"idempotency_token":"t","tasks":[{"task_key":"a","timeout_seconds":0}]}""", Ordered(workspace.Stub.Received.Single().Body));
    }

    private static string Ordered(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString();
}
