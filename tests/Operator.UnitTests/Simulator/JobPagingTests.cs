using System.Text.Json.Nodes;
using Databricks.Simulator.Jobs;

namespace Operator.UnitTests.Simulator;

public sealed class JobPagingTests
{
    [Theory]
    [InlineData("2.1", 25)]
    [InlineData("2.2", 100)]
    public async Task List_LimitAboveTheMaximumOrBelowOne_IsRefused(string version, int maximum)
    {
        await using var workspace = await JobCalls.StartAsync();

        Assert.Equal(200, (await workspace.ReadAsync($"{version}/jobs/list?limit={maximum}")).Status);
        Assert.Equal(400, (await workspace.ReadAsync($"{version}/jobs/list?limit={maximum + 1}")).Status);
        Assert.Equal(400, (await workspace.ReadAsync($"{version}/jobs/list?limit=0")).Status);
        Assert.Equal(400, (await workspace.ReadAsync($"{version}/jobs/list?page_token=garbage")).Status);
    }

    [Fact]
    public async Task List_WithoutALimit_Gives20()
    {
        await using var workspace = await JobCalls.StartAsync();
        await CreateAsync(workspace, 21);

        var first = (await workspace.ReadAsync("2.1/jobs/list")).Json;

        Assert.Equal(20, Ids(first).Count);
        Assert.True((bool)first["has_more"]!);
    }

    [Theory]
    [InlineData("2.1")]
    [InlineData("2.2")]
    public async Task List_ByTokens_GivesEveryJobOnceLatestFirst(string version)
    {
        await using var workspace = await JobCalls.StartAsync();
        var created = await CreateAsync(workspace, 7);
        var ids = new List<long>();
        JsonObject page;
        var query = "";
        do
        {
            page = (await workspace.ReadAsync($"{version}/jobs/list?limit=3{query}")).Json;
            ids.AddRange(Ids(page));
            query = $"&page_token={Uri.EscapeDataString($"{page["next_page_token"]}")}";
        }
        while ((bool)page["has_more"]!);

        Assert.Equal(created.Reverse<long>(), ids);
        Assert.False(page.ContainsKey("next_page_token"));
    }

    [Fact]
    public async Task List_ByTokenWhileJobsComeAndGo_NeitherSkipsNorRepeats()
    {
        await using var workspace = await JobCalls.StartAsync();
        var created = await CreateAsync(workspace, 4);
        var first = (await workspace.ReadAsync("2.2/jobs/list?limit=2")).Json;

        workspace.Workspace.Jobs.Remove(created[3]);
        await workspace.CreateJobAsync();
        var second = (await workspace.ReadAsync($"2.2/jobs/list?limit=2&page_token={Uri.EscapeDataString($"{first["next_page_token"]}")}")).Json;

        Assert.Equal([created[1], created[0]], Ids(second));
    }

    [Fact]
    public async Task List_ByOffset_SkipsARowThatMovedUpMeanwhile()
    {
        await using var workspace = await JobCalls.StartAsync();
        var created = await CreateAsync(workspace, 4);
        Assert.Equal([created[3], created[2]], Ids((await workspace.ReadAsync("2.1/jobs/list?limit=2&offset=0")).Json));

        workspace.Workspace.Jobs.Remove(created[3]);

        Assert.Equal([created[0]], Ids((await workspace.ReadAsync("2.1/jobs/list?limit=2&offset=2")).Json));
    }

    [Fact]
    public async Task List_OnVersion20_GivesEverythingAtOnce()
    {
        await using var workspace = await JobCalls.StartAsync();
        await CreateAsync(workspace, 30);

        var answer = (await workspace.ReadAsync("2.0/jobs/list")).Json;

        Assert.Equal(30, Ids(answer).Count);
        Assert.False(answer.ContainsKey("has_more"));
    }

    [Fact]
    public async Task List_Empty_OmitsTheJobs()
    {
        await using var workspace = await JobCalls.StartAsync();

        Assert.Equal("""{"has_more":false}""", (await workspace.ReadAsync("2.2/jobs/list")).Text);
    }

    [Fact]
    public async Task List_ByName_IsExactWithoutRegardToCase()
    {
        await using var workspace = await JobCalls.StartAsync();
        var upper = await workspace.CreateJobAsync("""{"name":"ETL"}""");
        await workspace.CreateJobAsync("""{"name":"etl2"}""");
        var lower = await workspace.CreateJobAsync("""{"name":"etl"}""");

        Assert.Equal([lower, upper], Ids((await workspace.ReadAsync("2.2/jobs/list?name=eTl")).Json));
    }

    [Fact]
    public async Task List_Rows_HaveNeitherTasksNorTheIdentityOfRunsUnlessExpanded()
    {
        await using var workspace = await JobCalls.StartAsync();
        await workspace.CreateJobAsync(JobCalls.Chain("a"));

        var row = (await workspace.ReadAsync("2.2/jobs/list")).Json["jobs"]![0]!;
        var expanded = (await workspace.ReadAsync("2.2/jobs/list?expand_tasks=true")).Json["jobs"]![0]!;

        Assert.Null(row["settings"]!["tasks"]);
        Assert.Null(row["run_as_user_name"]);
        Assert.Equal("operator@example.com", (string?)row["creator_user_name"]);
        Assert.Single((JsonArray)expanded["settings"]!["tasks"]!);
        Assert.Null(expanded["has_more"]);
    }

    [Fact]
    public async Task List_ExpandedRowOfABigJob_HasThe100FirstTasksAndSaysSo()
    {
        await using var workspace = await JobCalls.StartAsync();
        await workspace.CreateJobAsync(JobCalls.Chain([.. Enumerable.Range(0, 150).Select(index => $"t{index}")]));

        var row = (await workspace.ReadAsync("2.2/jobs/list?expand_tasks=true")).Json["jobs"]![0]!;
        var old = (await workspace.ReadAsync("2.1/jobs/list?expand_tasks=true")).Json["jobs"]![0]!;

        Assert.Equal(100, ((JsonArray)row["settings"]!["tasks"]!).Count);
        Assert.True((bool)row["has_more"]!);
        Assert.Equal(150, ((JsonArray)old["settings"]!["tasks"]!).Count);
    }

    [Fact]
    public async Task Get_OfABigJob_GivesPagesOf100WithExhaustedListsEmpty()
    {
        await using var workspace = await JobCalls.StartAsync();
        var body = (JsonObject)JsonNode.Parse(JobCalls.Chain([.. Enumerable.Range(0, 250).Select(index => $"t{index}")]))!;
        body["parameters"] = new JsonArray(new JsonObject { ["name"] = "p", ["default"] = "1" });
        var id = await workspace.CreateJobAsync(body.ToJsonString());
        var keys = new List<string>();
        var parameters = new List<int>();
        var query = "";
        for (var page = 0; page < 3; page++)
        {
            var answer = (await workspace.ReadAsync($"2.2/jobs/get?job_id={id}{query}")).Json;
            keys.AddRange(((JsonArray)answer["settings"]!["tasks"]!).Select(task => (string)task!["task_key"]!));
            parameters.Add(((JsonArray)answer["settings"]!["parameters"]!).Count);
            Assert.Equal(page < 2, answer.ContainsKey("next_page_token"));
            query = $"&page_token={answer["next_page_token"]}";
        }

        Assert.Equal(250, keys.Distinct().Count());
        Assert.Equal([1, 0, 0], parameters);
    }

    [Fact]
    public async Task Get_OfABigJobOnVersion21_GivesEverythingAtOnce()
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = await workspace.CreateJobAsync(JobCalls.Chain([.. Enumerable.Range(0, 150).Select(index => $"t{index}")]));

        var job = await workspace.GetJobAsync(id);

        Assert.Equal(150, ((JsonArray)job["settings"]!["tasks"]!).Count);
        Assert.False(job.ContainsKey("next_page_token"));
    }

    [Fact]
    public async Task Reads_AfterACreateUnderEventualConsistency_MissItAsOftenAsTold()
    {
        await using var workspace = await JobCalls.StartAsync(jobs: new JobOptions { HiddenReadsAfterCreate = 1 });
        var id = await workspace.CreateJobAsync();
        var get = $"2.2/jobs/get?job_id={id}";

        var missed = await workspace.ReadAsync(get);

        Assert.Equal((404, $"Job {id} does not exist."), (missed.Status, missed.Message));
        Assert.Empty(Ids((await workspace.ReadAsync("2.2/jobs/list")).Json));
        Assert.Equal(200, (await workspace.ReadAsync(get)).Status);
        Assert.Equal([id], Ids((await workspace.ReadAsync("2.2/jobs/list")).Json));
    }

    private static async Task<List<long>> CreateAsync(SimulatedWorkspace workspace, int count)
    {
        var created = new List<long>();
        for (var index = 0; index < count; index++)
        {
            created.Add(await workspace.CreateJobAsync());
        }

        return created;
    }

    private static List<long> Ids(JsonObject answer) => [.. (answer["jobs"] as JsonArray ?? []).Select(row => (long)row!["job_id"]!)];
}
