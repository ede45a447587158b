using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Jobs;

namespace Operator.UnitTests.Simulator;

public sealed class JobPermissionTests
{
    private static readonly JobOptions Restricted = new() { RestrictedUsers = [SimulatedWorkspace.OtherUser] };

    [Fact]
    public async Task Get_OfANewJob_ShowsItsOwnerAndTheInheritedAdministrators()
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = await workspace.CreateJobAsync();

        var answer = (await CallAsync(workspace, HttpMethod.Get, id)).Json;

        Assert.Equal(($"/jobs/{id}", "job"), ((string?)answer["object_id"], (string?)answer["object_type"]));
        Assert.Equal(["operator@example.com=IS_OWNER"], GrantsOf(workspace, id));
        var inherited = answer["access_control_list"]![1]!;
        Assert.Equal("admins", (string?)inherited["group_name"]);
        Assert.Equal("CAN_MANAGE", (string?)inherited["all_permissions"]![0]!["permission_level"]);
        Assert.Equal("/jobs/", (string?)inherited["all_permissions"]![0]!["inherited_from_object"]![0]);
    }

    [Fact]
    public async Task Create_WithAnAccessControlList_GrantsItAndNeverShowsItWithTheJob()
    {
        await using var workspace = await JobCalls.StartAsync();

        var id = await workspace.CreateJobAsync("""
            {"access_control_list":[{"group_name":"g","permission_level":"CAN_VIEW"},{"user_name":"boss@x","permission_level":"IS_OWNER"}]}
            """);
        await workspace.SuccessAsync(
            "reset", $$$"""{"job_id":{{{id}}},"new_settings":{"access_control_list":[{"group_name":"h","permission_level":"CAN_VIEW"}]}}""");

        Assert.Equal(["g=CAN_VIEW", "boss@x=IS_OWNER"], GrantsOf(workspace, id));
        Assert.DoesNotContain("access_control_list", (await workspace.GetJobAsync(id)).ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"user_name":"a","permission_level":"CAN_MANAGE"}""")]
    [InlineData("""{"user_name":"a","permission_level":"IS_OWNER"},{"user_name":"b","permission_level":"IS_OWNER"}""")]
    [InlineData("""{"user_name":"a","permission_level":"IS_OWNER"},{"user_name":"a","permission_level":"CAN_MANAGE"}""")]
    public async Task Put_WithoutExactlyOneOwner_IsRefusedAndChangesNothing(string grants)
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = await workspace.CreateJobAsync();

        (await CallAsync(workspace, HttpMethod.Put, id, grants)).AssertRefused("INVALID_PARAMETER_VALUE", "The job must have exactly one owner.");

        Assert.Equal(["operator@example.com=IS_OWNER"], GrantsOf(workspace, id));
    }

    [Fact]
    public async Task Put_AGroupAsOwner_IsRefused()
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = await workspace.CreateJobAsync();

        Assert.Equal(400, (await CallAsync(workspace, HttpMethod.Put, id, """{"group_name":"g","permission_level":"IS_OWNER"}""")).Status);
    }

    [Fact]
    public async Task PutAndPatch_ReplaceAndAddButCannotRaiseASecondOwner()
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = await workspace.CreateJobAsync();

        await CallAsync(workspace, HttpMethod.Put, id, """{"user_name":"a","permission_level":"IS_OWNER"},{"group_name":"g","permission_level":"CAN_VIEW"}""");
        await CallAsync(workspace, HttpMethod.Patch, id, """{"service_principal_name":"s","permission_level":"CAN_MANAGE_RUN"}""");
        var second = await CallAsync(workspace, HttpMethod.Patch, id, """{"user_name":"b","permission_level":"IS_OWNER"}""");

        Assert.Equal(400, second.Status);
        Assert.Equal(["a=IS_OWNER", "g=CAN_VIEW", "s=CAN_MANAGE_RUN"], GrantsOf(workspace, id));
    }

    [Fact]
    public async Task Permissions_OfADeletedJob_StillAnswer()
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = await workspace.CreateJobAsync();
        await workspace.SuccessAsync("delete", $$"""{"job_id":{{id}}}""");

        Assert.Equal(200, (await CallAsync(workspace, HttpMethod.Get, id)).Status);
        Assert.Equal(404, (await CallAsync(workspace, HttpMethod.Get, 12345)).Status);
    }

    [Fact]
    public async Task Permissions_OfADeletedJobInAPromptWorkspace_AreNotFound()
    {
        await using var workspace = await JobCalls.StartAsync(jobs: new JobOptions { PermissionsOutliveJobs = false });
        var id = await workspace.CreateJobAsync();
        await workspace.SuccessAsync("delete", $$"""{"job_id":{{id}}}""");

        Assert.Equal(404, (await CallAsync(workspace, HttpMethod.Get, id)).Status);
    }

    [Fact]
    public async Task Job_OfSomebodyElse_IsForbiddenEvenAfterItIsDeleted()
    {
        await using var workspace = await JobCalls.StartAsync(jobs: Restricted);
        var id = await workspace.CreateJobAsync();

        var before = await AsOtherAsync(workspace, id);
        await workspace.SuccessAsync("delete", $$"""{"job_id":{{id}}}""");
        var after = await AsOtherAsync(workspace, id);

        Assert.Equal((403, "PERMISSION_DENIED"), (before.Status, before.ErrorCode));
        Assert.Equal(before.Text, after.Text);
        Assert.Equal($"User {SimulatedWorkspace.OtherUser} does not have View or Admin or Manage Run or Owner permissions on job {id}", after.Message);
    }

    [Theory]
    [InlineData("CAN_VIEW", 200, 403, 403)]
    [InlineData("CAN_MANAGE_RUN", 200, 200, 403)]
    [InlineData("CAN_MANAGE", 200, 200, 200)]
    public async Task Grant_OfALevel_AllowsWhatItSays(string level, int get, int runNow, int delete)
    {
        await using var workspace = await JobCalls.StartAsync(jobs: Restricted);
        var id = await workspace.CreateJobAsync(
            $$"""{"access_control_list":[{"user_name":"{{SimulatedWorkspace.OtherUser}}","permission_level":"{{level}}"}]}""");
        var body = $$"""{"job_id":{{id}}}""";

        Assert.Equal(get, (await AsOtherAsync(workspace, id)).Status);
        Assert.Equal(runNow, (await workspace.CallAsync("run-now", body, token: SimulatedWorkspace.OtherToken)).Status);
        Assert.Equal(delete, (await workspace.CallAsync("delete", body, token: SimulatedWorkspace.OtherToken)).Status);
    }

    [Fact]
    public async Task Permissions_OfAJobOneDoesNotManage_AreForbidden()
    {
        await using var workspace = await JobCalls.StartAsync(jobs: Restricted);
        var id = await workspace.CreateJobAsync(
            $$"""{"access_control_list":[{"user_name":"{{SimulatedWorkspace.OtherUser}}","permission_level":"CAN_MANAGE_RUN"}]}""");

        var answer = await workspace.SendAsync(HttpMethod.Get, $"/api/2.0/permissions/jobs/{id}", token: SimulatedWorkspace.OtherToken);

        Assert.Equal((403, "PERMISSION_DENIED"), (answer.Status, answer.ErrorCode));
        Assert.Contains($"ElasticJobId({id})", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ForARestrictedUser_ShowsOnlyTheJobsGranted()
    {
        await using var workspace = await JobCalls.StartAsync(jobs: Restricted);
        await workspace.CreateJobAsync();
        var own = (long)(await workspace.CallAsync("create", "{}", token: SimulatedWorkspace.OtherToken)).Json["job_id"]!;

        var answer = await workspace.SendAsync(HttpMethod.Get, "/api/2.2/jobs/list", token: SimulatedWorkspace.OtherToken);

        Assert.Equal(own, (long)Assert.Single((JsonArray)answer.Json["jobs"]!)!["job_id"]!);
    }

    [Theory]
    [InlineData("2.0", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("2.1", 400, "INVALID_PARAMETER_VALUE")]
    [InlineData("2.2", 404, "RESOURCE_DOES_NOT_EXIST")]
    public async Task MissingJob_OnAnyCall_IsReportedInTheShapeOfTheVersion(string version, int status, string errorCode)
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = await workspace.CreateJobAsync();
        var body = $$$"""{"job_id":{{{id}}},"new_settings":{}}""";
        Assert.Equal(200, (await workspace.CallAsync("delete", body, version)).Status);

        foreach (var answer in (Answer[])
            [
                await workspace.ReadAsync($"{version}/jobs/get?job_id={id}"), await workspace.CallAsync("delete", body, version),
                await workspace.CallAsync("reset", body, version), await workspace.CallAsync("update", body, version),
                await workspace.CallAsync("run-now", body, version),
            ])
        {
            Assert.Equal((status, errorCode, $"Job {id} does not exist."), (answer.Status, answer.ErrorCode, answer.Message));
        }
    }

    [Fact]
    public async Task MissingJob_InAWorkspaceThatForbidsItsReset_Is403()
    {
        await using var workspace = await JobCalls.StartAsync(jobs: new JobOptions { ResetOfMissingIsForbidden = true, MissingStatus = 404 });

        Assert.Equal(403, (await workspace.CallAsync("reset", """{"job_id":1,"new_settings":{}}""")).Status);
        Assert.Equal(404, (await workspace.CallAsync("delete", """{"job_id":1}""")).Status);
    }

    private static IReadOnlyList<string> GrantsOf(SimulatedWorkspace workspace, long id) =>
        workspace.Workspace.Permissions.Of("jobs", id.ToString(CultureInfo.InvariantCulture));

    private static Task<Answer> AsOtherAsync(SimulatedWorkspace workspace, long id) =>
        workspace.SendAsync(HttpMethod.Get, $"/api/2.2/jobs/get?job_id={id}", token: SimulatedWorkspace.OtherToken);

    private static Task<Answer> CallAsync(SimulatedWorkspace workspace, HttpMethod method, long id, string? grants = null) =>
        workspace.SendAsync(method, $"/api/2.0/permissions/jobs/{id}", grants is null ? null : $$"""{"access_control_list":[{{grants}}]}""");
}
