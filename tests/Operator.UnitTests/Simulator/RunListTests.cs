using System.Text.Json.Nodes;
using Databricks.Simulator.Runs;

namespace Operator.UnitTests.Simulator;

public sealed class RunListTests
{
    private static readonly RunOptions OneMinute = new() { RunningDuration = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task List_OrdersByEndOrElseByStartLatestFirst()
    {
        var durations = new Dictionary<string, TimeSpan> { ["slow"] = TimeSpan.FromHours(1) };
        await using var workspace = await JobCalls.StartAsync(OneMinute with { TaskDurations = durations });
        var slow = await workspace.RunNowAsync(await workspace.CreateJobAsync(JobCalls.Chain("slow")));
        workspace.Time.Advance(TimeSpan.FromSeconds(10));
        var quick = await workspace.RunNowAsync(await workspace.CreateJobAsync());
        workspace.Time.Advance(TimeSpan.FromMinutes(2));
        var last = await workspace.RunNowAsync(await workspace.CreateJobAsync());

        Assert.Equal([last, quick, slow], await IdsAsync(workspace, ""));
        workspace.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([slow, last, quick], await IdsAsync(workspace, ""));
    }

    [Fact]
    public async Task List_WithFilters_GivesOnlyWhatMatches()
    {
        await using var workspace = await JobCalls.StartAsync(OneMinute);
        var job = await workspace.CreateJobAsync();
        var ended = await workspace.RunNowAsync(job);
        var start = workspace.Time.GetUtcNow().ToUnixTimeMilliseconds();
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        var active = await workspace.RunNowAsync(job);
        var submitted = (long)(await workspace.SuccessAsync("runs/submit", "{}"))["run_id"]!;

        Assert.Equal([submitted, active, ended], await IdsAsync(workspace, ""));
        Assert.Equal([active, ended], await IdsAsync(workspace, $"job_id={job}"));
        Assert.Equal([active], await IdsAsync(workspace, "active_only=true"));
        Assert.Equal([submitted, ended], await IdsAsync(workspace, "completed_only=true"));
        Assert.Equal([submitted], await IdsAsync(workspace, "run_type=SUBMIT_RUN"));
        Assert.Equal([ended], await IdsAsync(workspace, $"start_time_from={start}&start_time_to={start}"));
        Assert.Equal([submitted, active], await IdsAsync(workspace, $"start_time_from={start + 1}"));
        Assert.Equal(400, (await workspace.ReadAsync("2.1/jobs/runs/list?active_only=true&completed_only=true")).Status);
    }

    [Fact]
    public async Task List_ByPages_GivesEveryRunOnce()
    {
        await using var workspace = await JobCalls.StartAsync();
        var job = await workspace.CreateJobAsync();
        for (var index = 0; index < 5; index++)
        {
            await workspace.RunNowAsync(job);
        }

        var first = (await workspace.ReadAsync("2.2/jobs/runs/list?limit=3")).Json;
        var second = (await workspace.ReadAsync($"2.2/jobs/runs/list?limit=3&page_token={Uri.EscapeDataString($"{first["next_page_token"]}")}")).Json;
        var byOffset = (await workspace.ReadAsync("2.1/jobs/runs/list?limit=3&offset=3")).Json;

        Assert.True((bool)first["has_more"]!);
        Assert.False((bool)second["has_more"]!);
        Assert.Equal(5, Ids(first).Concat(Ids(second)).Distinct().Count());
        Assert.Equal(Ids(second), Ids(byOffset));
    }

    [Theory]
    [InlineData("", 20)]
    [InlineData("limit=0", 25)]
    [InlineData("limit=25", 25)]
    public async Task List_Limit_Is20ByDefaultAnd25AtMost(string query, int rows)
    {
        await using var workspace = await JobCalls.StartAsync();
        var job = await workspace.CreateJobAsync();
        for (var index = 0; index < 26; index++)
        {
            await workspace.RunNowAsync(job);
        }

        Assert.Equal(rows, (await IdsAsync(workspace, query)).Count);
        Assert.Equal(400, (await workspace.ReadAsync("2.2/jobs/runs/list?limit=26")).Status);
    }

    [Fact]
    public async Task Rows_HaveTasksOnlyWhenExpandedAndThenThe100First()
    {
        await using var workspace = await JobCalls.StartAsync();
        await workspace.RunNowAsync(await workspace.CreateJobAsync(JobCalls.Chain([.. Enumerable.Range(0, 120).Select(index => $"t{index}")])));

        var row = (await workspace.ReadAsync("2.2/jobs/runs/list")).Json["runs"]![0]!;
        var expanded = (await workspace.ReadAsync("2.2/jobs/runs/list?expand_tasks=true")).Json["runs"]![0]!;

        Assert.Null(row["tasks"]);
        Assert.Equal("TERMINATED/SUCCESS/TERMINATED", JobCalls.StateOf(row));
        Assert.Equal(100, ((JsonArray)expanded["tasks"]!).Count);
        Assert.True((bool)expanded["has_more"]!);
        Assert.Null(expanded["next_page_token"]);
    }

    [Fact]
    public async Task Get_OfABigRun_GivesPagesOf100OnVersion22AndEverythingOnVersion21()
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = await workspace.RunNowAsync(await workspace.CreateJobAsync(JobCalls.Chain([.. Enumerable.Range(0, 120).Select(index => $"t{index}")])));

        var first = await workspace.GetRunAsync(id, "2.2");
        var second = await workspace.GetRunAsync(id, "2.2", $"&page_token={first["next_page_token"]}");

        Assert.Equal((100, 20), (((JsonArray)first["tasks"]!).Count, ((JsonArray)second["tasks"]!).Count));
        Assert.False(second.ContainsKey("next_page_token"));
        Assert.Equal(120, ((JsonArray)(await workspace.GetRunAsync(id))["tasks"]!).Count);
    }

    private static async Task<List<long>> IdsAsync(SimulatedWorkspace workspace, string query) =>
        Ids((await workspace.ReadAsync($"2.1/jobs/runs/list?{query}")).Json);

    private static List<long> Ids(JsonObject answer) => [.. (answer["runs"] as JsonArray ?? []).Select(row => (long)row!["run_id"]!)];
}
