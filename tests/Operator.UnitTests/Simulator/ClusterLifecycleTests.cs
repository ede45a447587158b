using Databricks.Simulator.Clusters;

namespace Operator.UnitTests.Simulator;

public sealed class ClusterLifecycleTests
{
    private static readonly ClusterOptions Slow = new()
    {
        PendingDuration = TimeSpan.FromMinutes(4),
        ResizingDuration = TimeSpan.FromMinutes(3),
        RestartingDuration = TimeSpan.FromMinutes(2),
        TerminatingDuration = TimeSpan.FromMinutes(1),
    };

    [Fact]
    public async Task Create_UntilNodesArrive_IsPendingThenRunning()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(Slow);
        var id = await workspace.CreateAsync();
        Assert.Matches("^0309-080706-[a-z0-9]{8}$", id);

        workspace.Time.Advance(TimeSpan.FromMinutes(4) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("PENDING", await workspace.StateAsync(id));
        workspace.Time.Advance(TimeSpan.FromMilliseconds(1));
        var cluster = await workspace.GetAsync(id);

        Assert.Equal("RUNNING", (string?)cluster["state"]);
        Assert.True((long)cluster["spark_context_id"]! > 1L << 53);
        Assert.NotNull(cluster["driver"]!["private_ip"]);
    }

    [Fact]
    public async Task Delete_RunningCluster_EndsTerminatedByUser()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(Slow);
        var id = await RunningAsync(workspace);

        Assert.Equal(200, (await workspace.ActAsync("delete", id)).Status);
        Assert.Equal("TERMINATING", await workspace.StateAsync(id));
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        var cluster = await workspace.GetAsync(id);

        Assert.Equal("TERMINATED", (string?)cluster["state"]);
        Assert.Equal("USER_REQUEST", (string?)cluster["termination_reason"]!["code"]);
        Assert.Equal("SUCCESS", (string?)cluster["termination_reason"]!["type"]);
        Assert.Equal("operator@example.com", (string?)cluster["termination_reason"]!["parameters"]!["username"]);
        Assert.Equal(workspace.Time.GetUtcNow().ToUnixTimeMilliseconds(), (long)cluster["terminated_time"]!);
        Assert.Null(cluster["driver"]);
        Assert.Equal(200, (await workspace.ActAsync("delete", id)).Status);
        Assert.Equal("TERMINATED", await workspace.StateAsync(id));
    }

    [Fact]
    public async Task Delete_PendingCluster_Terminates()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(Slow);
        var id = await workspace.CreateAsync();

        await workspace.ActAsync("delete", id);
        workspace.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("TERMINATED", await workspace.StateAsync(id));
    }

    [Fact]
    public async Task Start_TerminatedCluster_RunsWithANewContextAndNoReason()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(Slow);
        var id = await RunningAsync(workspace);
        var before = (long)(await workspace.GetAsync(id))["spark_context_id"]!;
        workspace.Workspace.Clusters.Terminate(id, new TerminationCause("SPOT_INSTANCE_TERMINATION", "CLOUD_FAILURE"));
        workspace.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(200, (await workspace.ActAsync("start", id)).Status);
        Assert.Equal("PENDING", await workspace.StateAsync(id));
        workspace.Time.Advance(TimeSpan.FromMinutes(4));
        var cluster = await workspace.GetAsync(id);

        Assert.Equal("RUNNING", (string?)cluster["state"]);
        Assert.Null(cluster["termination_reason"]);
        Assert.Null(cluster["terminated_time"]);
        Assert.NotEqual(before, (long)cluster["spark_context_id"]!);
    }

    [Fact]
    public async Task Restart_RunningCluster_GoesThroughRestarting()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(Slow);
        var id = await RunningAsync(workspace);

        Assert.Equal(200, (await workspace.ActAsync("restart", id)).Status);
        Assert.Equal("RESTARTING", await workspace.StateAsync(id));
        var restartedAt = workspace.Time.GetUtcNow().ToUnixTimeMilliseconds();
        workspace.Time.Advance(TimeSpan.FromMinutes(2));
        var cluster = await workspace.GetAsync(id);

        Assert.Equal("RUNNING", (string?)cluster["state"]);
        Assert.Equal(restartedAt, (long)cluster["last_restarted_time"]!);
    }

    [Theory]
    [InlineData("RUNNING", "start", "Running")]
    [InlineData("PENDING", "start", "Pending")]
    [InlineData("RESTARTING", "start", "Restarting")]
    [InlineData("RESIZING", "start", "Resizing")]
    [InlineData("TERMINATING", "start", "Terminating")]
    [InlineData("TERMINATED", "restart", "Terminated")]
    [InlineData("PENDING", "restart", "Pending")]
    [InlineData("TERMINATING", "restart", "Terminating")]
    [InlineData("RESIZING", "restart", "Resizing")]
    [InlineData("PENDING", "edit", "Pending")]
    [InlineData("RESIZING", "edit", "Resizing")]
    [InlineData("RESTARTING", "edit", "Restarting")]
    [InlineData("TERMINATING", "edit", "Terminating")]
    [InlineData("PENDING", "update", "Pending")]
    [InlineData("TERMINATING", "update", "Terminating")]
    [InlineData("TERMINATED", "resize", "Terminated")]
    [InlineData("PENDING", "resize", "Pending")]
    [InlineData("RESIZING", "resize", "Resizing")]
    [InlineData("RESTARTING", "resize", "Restarting")]
    [InlineData("TERMINATING", "resize", "Terminating")]
    public async Task Call_InAStateThatForbidsIt_IsInvalidStateAndChangesNothing(string state, string operation, string spoken)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(Slow);
        var id = await BringToAsync(workspace, state);
        var before = (await workspace.GetAsync(id)).ToJsonString();
        var fields = operation == "update" ? """{"update_mask":"num_workers","cluster":{"num_workers":7}}""" : SimulatedWorkspace.FixedSize;

        var answer = await workspace.PostAsync($"clusters/{operation}", SimulatedWorkspace.Body(id, fields));

        answer.AssertRefused("INVALID_STATE", $"Cluster {id} is in unexpected state {spoken}.");
        Assert.Equal("CM_API_ERROR_SOURCE_CALLER_ERROR", (string?)answer.Json["details"]![0]!["reason"]);
        Assert.Equal(before, (await workspace.GetAsync(id)).ToJsonString());
    }

    [Fact]
    public async Task Restart_TerminatedClusterWhereThatIsAccepted_StaysTerminated()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(Slow with { RestartOfTerminatedIsAccepted = true });
        var id = await BringToAsync(workspace, "TERMINATED");

        Assert.Equal(200, (await workspace.ActAsync("restart", id)).Status);
        Assert.Equal("TERMINATED", await workspace.StateAsync(id));
    }

    [Fact]
    public async Task Autotermination_AfterIdleMinutes_TerminatesForInactivity()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(Slow);
        var id = await workspace.CreateAsync(SimulatedWorkspace.FixedSize.Replace("}", ""","autotermination_minutes":30}""", StringComparison.Ordinal));

        workspace.Time.Advance(TimeSpan.FromMinutes(4 + 29));
        Assert.Equal("RUNNING", await workspace.StateAsync(id));
        workspace.Workspace.Clusters.RecordActivity(id);
        workspace.Time.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal("RUNNING", await workspace.StateAsync(id));
        workspace.Time.Advance(TimeSpan.FromDays(1));
        var cluster = await workspace.GetAsync(id);

        Assert.Equal("TERMINATED", (string?)cluster["state"]);
        Assert.Equal("INACTIVITY", (string?)cluster["termination_reason"]!["code"]);
        Assert.Equal("SUCCESS", (string?)cluster["termination_reason"]!["type"]);
        Assert.Equal("30", (string?)cluster["termination_reason"]!["parameters"]!["inactivity_duration_min"]);
        var expected = new DateTimeOffset(2026, 3, 9, 8, 7, 6, TimeSpan.Zero).AddMinutes(4 + 29 + 30 + 1);
        Assert.Equal(expected.ToUnixTimeMilliseconds(), (long)cluster["terminated_time"]!);
    }

    [Fact]
    public async Task Autotermination_DueDuringAResize_CountsFromItsEnd()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(Slow with { DefaultAutoterminationMinutes = 10 });
        var id = await RunningAsync(workspace);
        workspace.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(200, (await workspace.PostAsync("clusters/resize", SimulatedWorkspace.Body(id, """{"num_workers":3}"""))).Status);

        workspace.Time.Advance(TimeSpan.FromMinutes(3 + 9));
        Assert.Equal("RUNNING", await workspace.StateAsync(id));
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("TERMINATING", await workspace.StateAsync(id));
    }

    [Fact]
    public async Task FailedStart_ChosenFromOutside_EndsTerminatedWithItsReasonOnce()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(Slow);
        var failure = """{"reason":{"code":"AZURE_QUOTA_EXCEEDED_EXCEPTION","type":"CLIENT_ERROR"},"clusterName":"etl"}""";
        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Post, "/_sim/start-failures", failure)).Status);
        var spared = await workspace.CreateAsync(SimulatedWorkspace.FixedSize.Replace("etl", "other", StringComparison.Ordinal));
        var id = await workspace.CreateAsync();

        Assert.Equal("PENDING", await workspace.StateAsync(id));
        workspace.Time.Advance(TimeSpan.FromHours(1));
        var cluster = await workspace.GetAsync(id);
        await workspace.ActAsync("start", id);
        workspace.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("TERMINATED", (string?)cluster["state"]);
        Assert.Equal("AZURE_QUOTA_EXCEEDED_EXCEPTION", (string?)cluster["termination_reason"]!["code"]);
        Assert.Equal("CLIENT_ERROR", (string?)cluster["termination_reason"]!["type"]);
        Assert.Equal("RUNNING", await workspace.StateAsync(id));
        Assert.Equal("RUNNING", await workspace.StateAsync(spared));
    }

    private static Task<string> RunningAsync(SimulatedWorkspace workspace) => BringToAsync(workspace, "RUNNING");

    private static async Task<string> BringToAsync(SimulatedWorkspace workspace, string state)
    {
        var id = await workspace.CreateAsync();
        if (state != "PENDING")
        {
            workspace.Time.Advance(TimeSpan.FromMinutes(4));
        }

        var answer = state switch
        {
            "RESIZING" => await workspace.PostAsync("clusters/resize", SimulatedWorkspace.Body(id, """{"num_workers":3}""")),
            "RESTARTING" => await workspace.ActAsync("restart", id),
            "TERMINATING" or "TERMINATED" => await workspace.ActAsync("delete", id),
            _ => null,
        };
        Assert.True(answer is null or { Status: 200 });
        if (state == "TERMINATED")
        {
            workspace.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(state, await workspace.StateAsync(id));
        return id;
    }
}
