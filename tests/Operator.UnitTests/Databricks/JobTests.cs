using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.Jobs;

namespace Operator.UnitTests.Databricks;

public sealed class JobTests
{
    private const string List = "GET /api/2.2/jobs/list";
    private const string OldList = "GET /api/2.1/jobs/list";
    private const string Get = "GET /api/2.2/jobs/get";
    private const string Settings = """
        "name":"n","max_concurrent_runs":0,"timeout_seconds":0,"queue":{"enabled":false},"tags":{"a":""},"field_of_next_year":[0],
        "tasks":[{"task_key":"a","disabled":false,"max_retries":0,"new_cluster":{"num_workers":0,"new_cluster_field":1},
                  "for_each_task":{"inputs":"[]","concurrency":0,"task":{"task_key":"b","run_job_task":{"job_id":9007199254740993}}},
                  "power_bi_task":{"x":1}}],
        "schedule":{"quartz_cron_expression":"0 0 * * * ?","timezone_id":"UTC","pause_status":"A_NEW_STATUS"},"triggers":[{"x":1}]
        """;

    private static readonly ApiVersions Old = new() { Jobs = "2.1" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void ToSettings_OfAJob_AreExactlyWhatWasAnsweredZerosAndUnknownFieldsIncluded()
    {
        var job = JsonSerializer.Deserialize($$"""{"settings":{{{Settings}}},"job_id":750350742608178001}""", JobsJson.Default.Job)!;
        Assert.Equal(750350742608178001, job.JobId);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($"{{{Settings}}}"), job.Settings!.ToSettings()), job.Settings.ToSettings().ToJsonString());
    }

    [Fact]
    public async Task Create_AndReset_SendTheSettingsAsTheyAre()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On("POST /api/2.2/jobs/create", Reply.Ok("""{"job_id":"9007199254740993"}""")).On("POST /api/2.2/jobs/reset", Reply.Done);
        var settings = JsonNode.Parse($$"""{{{Settings}},"nothing":null}""")!.AsObject();
        var created = await workspace.RunAsync(client => client.Jobs.CreateAsync(settings, Cancellation));
        var reset = new JsonObject { ["job_id"] = created.JobId, ["new_settings"] = settings.DeepClone() };
        await workspace.RunAsync(client => client.Jobs.ResetAsync(reset, Cancellation));
        Assert.Equal(9007199254740993, created.JobId);
        Assert.Equal([settings.ToJsonString(), reset.ToJsonString()], workspace.Stub.Received.Select(request => JsonNode.Parse(request.Body)!.ToJsonString()));
    }

    [Fact]
    public async Task Update_ToPause_SendsOnlyWhatChanges()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On("POST /api/2.2/jobs/update", Reply.Done);
        var pause = new UpdateJob { JobId = 1, NewSettings = new JobSettings { Continuous = new Continuous { PauseStatus = "PAUSED" } } };
        await workspace.RunAsync(client => client.Jobs.UpdateAsync(pause, Cancellation));
        Assert.Equal("""{"job_id":1,"new_settings":{"continuous":{"pause_status":"PAUSED"}}}""", workspace.Stub.Received.Single().Body);
    }

    [Fact]
    public async Task ListAll_OnTheNewVersion_FollowsTokensThroughEmptyPages()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(
            List,
            Reply.Ok("""{"jobs":[{"job_id":1,"has_more":true},{"job_id":2}],"has_more":true,"next_page_token":"p2"}"""),
            Reply.Ok("""{"has_more":true,"next_page_token":"p3"}"""),
            Reply.Ok("""{"jobs":[null,{"job_id":3}],"has_more":false,"next_page_token":""}"""));

        var jobs = await workspace.RunAsync(client => client.JobReads.ListAllAsync(new JobFilter { Name = "a b", ExpandTasks = true }, Cancellation));

        Assert.Equal([(1, true), (2, false), (3, false)], jobs.Select(job => ((int)job.JobId!, job.IsTruncated)));
        const string Filter = "?name=a%20b&expand_tasks=true&limit=100";
        Assert.Equal([Filter, $"{Filter}&page_token=p2", $"{Filter}&page_token=p3"], workspace.Stub.Received.Select(request => request.Uri.Query));
    }

    [Fact]
    public async Task ListAll_OnTheDescribedVersion_FollowsOffsets()
    {
        using var workspace = new TestWorkspace(versions: Old);
        workspace.Stub.On(OldList, Rows([1, 2, 3], more: true), Rows([3, 4, 5], more: true), Rows([5], more: false));
        var jobs = await workspace.RunAsync(client => client.JobReads.ListAllAsync(new JobFilter(), Cancellation));
        Assert.Equal([1, 2, 3, 4, 5], jobs.Select(job => job.JobId!.Value));
        Assert.Equal(
            ["?expand_tasks=false&limit=25", "?expand_tasks=false&limit=25&offset=2", "?expand_tasks=false&limit=25&offset=4"],
            workspace.Stub.Received.Select(request => request.Uri.Query));
    }

    [Fact]
    public async Task ListAll_JobMadeBetweenTwoOffsets_IsNoReasonToShowOneTwice()
    {
        using var workspace = new TestWorkspace(versions: Old);
        workspace.Stub.On(OldList, Rows([1, 2, 3], more: true), Rows([2, 3, 4], more: false));
        var jobs = await workspace.RunAsync(client => client.JobReads.ListAllAsync(new JobFilter(), Cancellation));
        Assert.Equal([1, 2, 3, 4], jobs.Select(job => job.JobId!.Value));
    }

    [Fact]
    public async Task ListAll_JobDeletedBetweenTwoOffsets_HidesNoOther()
    {
        using var workspace = new TestWorkspace(versions: Old);
        // Without 1 the rows move up: 4 is where 3 was, and a reader that goes on from there never sees it.
        workspace.Stub.On(OldList, Rows([1, 2, 3], more: true), Rows([4, 5], more: false), Rows([2, 3, 4], more: true), Rows([4, 5], more: false));
        var jobs = await workspace.RunAsync(client => client.JobReads.ListAllAsync(new JobFilter(), Cancellation));
        Assert.Equal([2, 3, 4, 5], jobs.Select(job => job.JobId!.Value));
    }

    [Theory]
    [InlineData("""{"jobs":[{"job_id":1}],"has_more":true}""", 3)]
    [InlineData("""{"has_more":true}""", 2)]
    [InlineData("""{"jobs":[{"job_id":1}],"next_page_token":"a"}""", 2)]
    public async Task ListAll_PagesThatLeadNowhere_FailInsteadOfTurningInCircles(string page, int most)
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(List, Reply.Ok(page));
        var error = await workspace.FailAsync(client => client.JobReads.ListAllAsync(new JobFilter(), Cancellation));
        Assert.Equal(("jobs/list", DatabricksErrorKind.Transient), (error.Operation, error.Kind));
        Assert.InRange(workspace.Stub.Count(List), 1, most);
    }

    [Fact]
    public async Task ListAll_RowsThatNeverStandStill_FailInsteadOfMissingSome()
    {
        using var workspace = new TestWorkspace(versions: Old);
        workspace.Stub.On(OldList, (call, _) => Task.FromResult(Rows([call * 10, (call * 10) + 1], more: true).ToResponse()));
        var error = await workspace.FailAsync(client => client.JobReads.ListAllAsync(new JobFilter(), Cancellation));
        Assert.Equal(DatabricksErrorKind.Transient, error.Kind);
        Assert.Contains("keeps changing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAll_ServerIgnoresTheName_GivesOnlyThatName()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(List, Reply.Ok("""{"jobs":[{"job_id":1,"settings":{"name":"N"}},{"job_id":2,"settings":{"name":"other"}},{"job_id":3}]}"""));
        var jobs = await workspace.RunAsync(client => client.JobReads.ListAllAsync(new JobFilter { Name = "n" }, Cancellation));
        Assert.Equal([1, 3], jobs.Select(job => job.JobId!.Value));
    }

    [Fact]
    public async Task GetWhole_SeveralPages_AreOneJob()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(
            Get,
            Reply.Ok($$$"""
                {"job_id":1,"run_as_user_name":"u","settings":{"name":"n","zero":0,"tasks":{{{Tasks(0, 100)}}},"parameters":[{"name":"p1","default":""}],
                 "job_clusters":[{"job_cluster_key":"k"}]},"has_more":true,"next_page_token":"t2"}
                """),
            Reply.Ok($$"""{"job_id":1,"settings":{"tasks":{{Tasks(100, 100)}},"parameters":[{"name":"p2"}],"job_clusters":[]},"next_page_token":"t3"}"""),
            Reply.Ok($$"""{"settings":{"tasks":{{Tasks(200, 7)}},"environments":[{"environment_key":"e"}]},"job_id":1}"""));

        var job = await workspace.RunAsync(client => client.JobReads.GetWholeAsync(1, Cancellation));

        Assert.Equal(Enumerable.Range(0, 207).Select(number => $"t{number}"), job.Settings!.Tasks!.Select(task => task.TaskKey));
        Assert.Equal(["p1", "p2"], job.Settings.Parameters!.Select(parameter => parameter.Name));
        Assert.Equal(("k", "e", "u", false), (
            job.Settings.JobClusters!.Single().JobClusterKey, job.Settings.Environments!.Single().EnvironmentKey, job.RunAsUserName, job.IsTruncated));
        Assert.Equal(0, job.Settings.Unknown!["zero"].GetInt32());
        Assert.Equal(["?job_id=1", "?job_id=1&page_token=t2", "?job_id=1&page_token=t3"], workspace.Stub.Received.Select(request => request.Uri.Query));
    }

    [Fact]
    public async Task GetWhole_APageFails_GivesNoPartOfTheJob()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(
            Get, Reply.Ok("""{"job_id":1,"settings":{"tasks":[{"task_key":"a"}]},"next_page_token":"t2"}"""), Reply.Error(500, "INTERNAL_ERROR", "x"));
        Assert.Equal(DatabricksErrorKind.Transient, (await workspace.FailAsync(client => client.JobReads.GetWholeAsync(1, Cancellation))).Kind);
    }

    [Theory]
    [InlineData("2.1")]
    [InlineData("2.2")]
    public async Task GetWhole_SmallJobOfEitherVersion_IsOneCall(string version)
    {
        using var workspace = new TestWorkspace(versions: new ApiVersions { Jobs = version });
        workspace.Stub.On($"GET /api/{version}/jobs/get", Reply.Ok("""{"job_id":1,"settings":{"name":"n"}}"""));
        var job = await workspace.RunAsync(client => client.JobReads.GetWholeAsync(1, Cancellation));
        Assert.Equal("""{"name":"n"}""", job.Settings!.ToSettings().ToJsonString());
    }

    [Fact]
    public async Task Create_ReplyLost_IsSentOnceAndSaysThatTheJobMayExist()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On("POST /api/2.2/jobs/create", (_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded, "reset"));
        Assert.True((await workspace.FailAsync(client => client.Jobs.CreateAsync([], Cancellation))).MayHaveTakenEffect);
        Assert.Single(workspace.Stub.Received);
    }

    private static Reply Rows(int[] ids, bool more) =>
        Reply.Ok($$"""{"jobs":[{{string.Join(',', ids.Select(id => $"{{\"job_id\":{id}}}"))}}],"has_more":{{(more ? "true" : "false")}}}""");

    private static string Tasks(int first, int count) =>
        $"[{string.Join(',', Enumerable.Range(first, count).Select(number => $"{{\"task_key\":\"t{number}\"}}"))}]";
}
