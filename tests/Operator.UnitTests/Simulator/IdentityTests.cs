using Databricks.Simulator.Hosting;

namespace Operator.UnitTests.Simulator;

/// <summary>Who the workspace takes a caller for (behavior §7.2).</summary>
public sealed class IdentityTests
{
    private const string Path = "/api/2.0/preview/scim/v2/Me";

    [Fact]
    public async Task Me_OfEachToken_IsItsUserUnderOneId()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        var (mine, again, other) = (
            await workspace.SendAsync(HttpMethod.Get, Path), await workspace.SendAsync(HttpMethod.Get, Path), await workspace.SendAsync(
                HttpMethod.Get, Path, token: SimulatedWorkspace.OtherToken));

        Assert.Equal((WorkspaceOptions.DefaultUser, SimulatedWorkspace.OtherUser), ($"{mine.Json["userName"]}", $"{other.Json["userName"]}"));
        Assert.Equal($"{mine.Json["id"]}", $"{again.Json["id"]}");
        Assert.NotEqual($"{mine.Json["id"]}", $"{other.Json["id"]}");
    }

    [Fact]
    public async Task Me_WithARevokedToken_IsRefusedLikeAnyCall()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        workspace.Workspace.Tokens.Revoke(WorkspaceOptions.DefaultToken);

        Assert.Equal(403, (await workspace.SendAsync(HttpMethod.Get, Path)).Status);
    }

    [Fact]
    public async Task OrganizationId_Changed_IsThatOfTheNextAnswer()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        workspace.Workspace.OrganizationId = 42;

        Assert.Equal(["42"], (await workspace.SendAsync(HttpMethod.Get, Path)).Headers.GetValues("X-Databricks-Org-Id"));
    }
}
