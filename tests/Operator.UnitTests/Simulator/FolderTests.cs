using Databricks.Simulator.Hosting;
using Databricks.Simulator.WorkspaceObjects;

namespace Operator.UnitTests.Simulator;

public sealed class FolderTests
{
    [Fact]
    public async Task MakeFolders_WithMissingParents_MakesThemAllAndIsRepeatable()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        Assert.Equal(200, (await workspace.MakeFoldersAsync("/Shared/a/b")).Status);
        var first = (await workspace.StatusOfAsync("/Shared/a/b")).Json;
        Assert.Equal(200, (await workspace.MakeFoldersAsync("/Shared/a/b/")).Status);

        Assert.Equal("DIRECTORY", (string?)first["object_type"]);
        Assert.Equal((long)first["object_id"]!, (long)(await workspace.StatusOfAsync("/Shared/a/b")).Json["object_id"]!);
        Assert.Equal(["/Shared/a"], (await workspace.ListFolderAsync("/Shared")).Paths());
    }

    [Fact]
    public async Task MakeFolders_ANotebookInTheWay_IsRefusedAndLeavesTheParentsBehind()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        workspace.Workspace.Objects.Create("/Shared/a/n", "PYTHON", "1");

        (await workspace.MakeFoldersAsync("/Shared/a/n/b")).AssertRefused("RESOURCE_ALREADY_EXISTS", "Path (/Shared/a/n) already exists and is not a folder.");
        (await workspace.MakeFoldersAsync("/Shared/a/n")).AssertRefused("RESOURCE_ALREADY_EXISTS", "Path (/Shared/a/n) already exists and is not a folder.");
        Assert.Equal("NOTEBOOK", (string?)(await workspace.StatusOfAsync("/Shared/a/n")).Json["object_type"]);
    }

    [Theory]
    [InlineData("", "Missing required field: path")]
    [InlineData("Shared/a", "Path (Shared/a) must be absolute.")]
    [InlineData("/Shared/../a", "Path (/Shared/../a) must not contain '.' or '..'.")]
    public async Task MakeFolders_PathOfAnotherForm_IsRefused(string path, string message)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        (await workspace.MakeFoldersAsync(path)).AssertRefused("INVALID_PARAMETER_VALUE", message);
    }

    [Theory]
    [InlineData("/Workspace/Shared/n", "/Workspace/Shared/n")]
    [InlineData("/Shared/n", "/Shared/n")]
    [InlineData("//Shared///n/", "/Shared/n")]
    public async Task Status_WithOrWithoutThePrefix_IsTheSameObjectSpeltAsAsked(string asked, string told)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        workspace.Workspace.Objects.Create("/Workspace/Shared/n", "PYTHON", "1");
        var answer = (await workspace.StatusOfAsync(asked)).Json;
        Assert.Equal(told, (string?)answer["path"]);
        Assert.Equal((long)workspace.Workspace.Objects.Find("/Shared/n")!["object_id"]!, (long)answer["object_id"]!);
    }

    [Fact]
    public async Task List_OfAFolder_ShowsItsChildrenOnlyAndOfANotebookItself()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        workspace.Workspace.Objects.Create("/Shared/f/n", "SQL", "select 1");
        workspace.Workspace.Objects.Create("/Shared/f/sub/deep", "SQL", "select 1");
        workspace.Workspace.Objects.Create("/Shared/f2", "SQL", "select 1");
        await workspace.MakeFoldersAsync("/Shared/empty");

        Assert.Equal(["/Shared/f/n", "/Shared/f/sub"], (await workspace.ListFolderAsync("/Shared/f")).Paths());
        Assert.Equal(["/Workspace/Shared/f/n"], (await workspace.ListFolderAsync("/Workspace/Shared/f/n")).Paths());
        Assert.Equal("{}", (await workspace.ListFolderAsync("/Shared/empty")).Text);
        Assert.Equal(["/Repos", "/Shared", "/Users"], (await workspace.ListFolderAsync("/")).Paths());
        Assert.Contains($"/Users/{WorkspaceOptions.DefaultUser}", (await workspace.ListFolderAsync("/Users")).Paths());
    }

    [Fact]
    public async Task List_ModifiedAfter_LeavesOutOlderNotebooksButNoFolders()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        workspace.Workspace.Objects.Create("/Shared/f/old", "SQL", "1");
        workspace.Workspace.Objects.Create("/Shared/f/sub/x", "SQL", "1");
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        var after = workspace.Time.GetUtcNow().ToUnixTimeMilliseconds();
        workspace.Time.Advance(TimeSpan.FromMilliseconds(1));
        workspace.Workspace.Objects.Create("/Shared/f/new", "SQL", "1");

        Assert.Equal(["/Shared/f/new", "/Shared/f/sub"], (await workspace.ListFolderAsync("/Shared/f", after)).Paths());
        Assert.Equal(400, (await workspace.ReadAsync("2.0/workspace/list?path=/&notebooks_modified_after=soon")).Status);
    }

    [Theory]
    [InlineData("get-status")]
    [InlineData("list")]
    [InlineData("export")]
    public async Task Read_OfNothing_Is404(string operation)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var answer = await workspace.ReadAsync($"2.0/workspace/{operation}?path=/Shared/none");
        Assert.Equal((404, "RESOURCE_DOES_NOT_EXIST", "Path (/Shared/none) doesn't exist."), (answer.Status, answer.ErrorCode, answer.Message));
    }

    [Fact]
    public async Task Delete_FolderWithContent_NeedsToBeRecursive()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        workspace.Workspace.Objects.Create("/Shared/f/n", "PYTHON", "1");
        workspace.Workspace.Objects.Create("/Shared/f2", "PYTHON", "1");

        (await workspace.DeleteAsync("/Shared/f")).AssertRefused("DIRECTORY_NOT_EMPTY", "Folder (/Shared/f) is not empty");
        Assert.Equal(200, (await workspace.DeleteAsync("/Workspace/Shared/f", recursive: true)).Status);
        Assert.Equal(["/Shared/f2"], workspace.Workspace.Objects.Paths);
        Assert.Equal(404, (await workspace.DeleteAsync("/Shared/f")).Status);
        Assert.Equal(400, (await workspace.DeleteAsync("/", recursive: true)).Status);
    }

    /// <summary>Whoever has noted the time of the first sees the second.</summary>
    [Fact]
    public async Task Changes_WhileTheClockStandsStill_HaveTimesOfTheirOwn()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new WorkspaceOptions { Objects = new ObjectOptions { TellsTimesOfNotebooks = true } });
        workspace.Workspace.Objects.Create("/Shared/n", "PYTHON", "1");
        var created = (long)(await workspace.StatusOfAsync("/Shared/n")).Json["modified_at"]!;

        workspace.Workspace.Objects.Change("/Shared/n", source => $"{source}\n2");

        Assert.Equal(["/Shared/n"], (await workspace.ListFolderAsync("/Shared", created)).Paths());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Times_OfANotebook_AreToldOnlyWhereTheOptionsSaySo(bool told)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(
            new WorkspaceOptions { Objects = new ObjectOptions { TellsTimesOfNotebooks = told } });
        workspace.Workspace.Objects.Create("/Shared/n", "PYTHON", "1");
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        workspace.Workspace.Objects.Change("/Shared/n", source => $"{source}\n2");
        await workspace.ImportAsync("/Shared/f.txt", "text", "RAW", null);

        var notebook = (await workspace.StatusOfAsync("/Shared/n")).Json;
        Assert.Equal(told ? workspace.Time.GetUtcNow().ToUnixTimeMilliseconds() : null, (long?)notebook["modified_at"]);
        var file = (await workspace.StatusOfAsync("/Shared/f.txt")).Json;
        Assert.Equal((workspace.Time.GetUtcNow().ToUnixTimeMilliseconds(), 4L), ((long)file["modified_at"]!, (long)file["size"]!));
    }

    [Fact]
    public async Task Permissions_OfNotebooksAndFolders_HangOnTheirIds()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        await workspace.ImportAsync("/Shared/n", "1");
        var id = (long)workspace.Workspace.Objects.Find("/Shared/n")!["object_id"]!;
        var folder = (long)workspace.Workspace.Objects.Find("/Shared")!["object_id"]!;

        var answer = await workspace.SendAsync(
            HttpMethod.Put, $"/api/2.0/permissions/notebooks/{id}", """{"access_control_list":[{"group_name":"g","permission_level":"CAN_RUN"}]}""");
        Assert.Equal((200, $"/notebooks/{id}", "notebook"), (answer.Status, (string?)answer.Json["object_id"], (string?)answer.Json["object_type"]));
        Assert.Equal("directory", (string?)(await workspace.ReadAsync($"2.0/permissions/directories/{folder}")).Json["object_type"]);
        Assert.Equal(404, (await workspace.ReadAsync($"2.0/permissions/notebooks/{folder}")).Status);
        await workspace.DeleteAsync("/Shared/n");
        Assert.Equal(404, (await workspace.ReadAsync($"2.0/permissions/notebooks/{id}")).Status);
    }
}
