using System.Text.Json.Nodes;

namespace Operator.UnitTests.Simulator;

public sealed class PermissionTests
{
    [Fact]
    public async Task Get_OfANewCluster_ShowsItsCreatorAndTheInheritedAdministrators()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync();

        var answer = (await CallAsync(workspace, HttpMethod.Get, id)).Json;

        Assert.Equal($"/clusters/{id}", (string?)answer["object_id"]);
        Assert.Equal("cluster", (string?)answer["object_type"]);
        Assert.Equal(["operator@example.com=CAN_MANAGE"], Direct(answer));
        var inherited = answer["access_control_list"]![1]!;
        Assert.Equal("admins", (string?)inherited["group_name"]);
        Assert.True((bool)inherited["all_permissions"]![0]!["inherited"]!);
        Assert.Equal("/clusters/", (string?)inherited["all_permissions"]![0]!["inherited_from_object"]![0]);
    }

    [Fact]
    public async Task Put_ReplacesAllDirectGrantsAndPatchAddsToThem()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync();

        await CallAsync(workspace, HttpMethod.Put, id, """
            {"user_name":"a@x","permission_level":"CAN_RESTART"},{"group_name":"g","permission_level":"CAN_ATTACH_TO"}
            """);
        Assert.Equal(["a@x=CAN_RESTART", "g=CAN_ATTACH_TO"], Direct((await CallAsync(workspace, HttpMethod.Get, id)).Json));
        var patched = await CallAsync(workspace, HttpMethod.Patch, id, """
            {"user_name":"A@X","permission_level":"CAN_MANAGE"},{"service_principal_name":"s","permission_level":"CAN_RESTART"}
            """);
        Assert.Equal(["g=CAN_ATTACH_TO", "A@X=CAN_MANAGE", "s=CAN_RESTART"], Direct(patched.Json));
        Assert.Empty(Direct((await CallAsync(workspace, HttpMethod.Put, id, "")).Json));
    }

    [Fact]
    public async Task Put_OneTwice_KeepsTheLastEntry()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync();

        var answer = await CallAsync(workspace, HttpMethod.Put, id, """
            {"user_name":"a","permission_level":"CAN_MANAGE"},{"user_name":"a","permission_level":"CAN_RESTART"}
            """);

        Assert.Equal(["a=CAN_RESTART"], Direct(answer.Json));
    }

    [Theory]
    [InlineData("""{"user_name":"a","permission_level":"IS_OWNER"}""")]
    [InlineData("""{"user_name":"a","group_name":"g","permission_level":"CAN_RESTART"}""")]
    [InlineData("""{"permission_level":"CAN_RESTART"}""")]
    [InlineData("""{"user_name":"a"}""")]
    [InlineData("""{"group_name":"admins","permission_level":"CAN_RESTART"}""")]
    public async Task Put_AnInvalidGrant_IsRefusedAndChangesNothing(string grant)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync();

        var answer = await CallAsync(workspace, HttpMethod.Put, id, grant);

        Assert.Equal((400, "INVALID_PARAMETER_VALUE"), (answer.Status, answer.ErrorCode));
        Assert.Equal(["operator@example.com=CAN_MANAGE"], Direct((await CallAsync(workspace, HttpMethod.Get, id)).Json));
    }

    [Fact]
    public async Task Get_OfAMissingCluster_Is404()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        var answer = await CallAsync(workspace, HttpMethod.Get, "x");

        Assert.Equal((404, "RESOURCE_DOES_NOT_EXIST"), (answer.Status, answer.ErrorCode));
    }

    private static Task<Answer> CallAsync(SimulatedWorkspace workspace, HttpMethod method, string id, string? grants = null) =>
        workspace.SendAsync(method, $"/api/2.0/permissions/clusters/{id}", grants is null ? null : $$"""{"access_control_list":[{{grants}}]}""");

    private static string[] Direct(JsonObject answer) =>
    [
        .. ((JsonArray)answer["access_control_list"]!)
            .Where(entry => !(bool)entry!["all_permissions"]![0]!["inherited"]!)
            .Select(entry => $"{Principal(entry!)}={entry!["all_permissions"]![0]!["permission_level"]}"),
    ];

    private static JsonNode? Principal(JsonNode entry) => entry["user_name"] ?? entry["group_name"] ?? entry["service_principal_name"];
}
