using Databricks.Simulator.Hosting;
using Databricks.Simulator.WorkspaceObjects;

namespace Operator.UnitTests.Simulator;

public sealed class NotebookImportTests
{
    private const int TenMegabytes = 10 * 1024 * 1024;

    [Fact]
    public async Task Import_OfANewNotebook_TellsItsIdAndLanguage()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var answer = await workspace.ImportAsync("/Shared/n", NotebookCalls.Python);
        var status = (await workspace.StatusOfAsync("/Shared/n")).Json;

        Assert.Equal((long)answer.Json["object_id"]!, (long)status["object_id"]!);
        Assert.True((long)status["object_id"]! > 1L << 53);
        Assert.Equal(("NOTEBOOK", "PYTHON"), ((string?)status["object_type"], (string?)status["language"]));
        Assert.Null(status["size"]);
    }

    [Fact]
    public async Task Import_ParentMissingOrNoFolder_Is404NamingTheParent()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        await workspace.ImportAsync("/Shared/n", "1");
        foreach (var parent in (string[])["/Workspace/Shared/a", "/Shared/n"])
        {
            var answer = await workspace.ImportAsync($"{parent}/x", "1");
            Assert.Equal((404, "RESOURCE_DOES_NOT_EXIST", $"The parent folder ({parent}) does not exist."), (answer.Status, answer.ErrorCode, answer.Message));
        }
    }

    [Theory]
    [InlineData("source", "PYTHON")]
    [InlineData("PDF", "PYTHON")]
    [InlineData("SOURCE", "python")]
    [InlineData("SOURCE", "JAVA")]
    [InlineData("SOURCE", null)]
    [InlineData(null, null)]
    [InlineData("JUPYTER", null)]
    [InlineData("HTML", null)]
    [InlineData("DBC", null)]
    public async Task Import_FormatLanguageOrContentThatDoNotFit_AreRefused(string? format, string? language)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var answer = await workspace.ImportAsync("/Shared/n", "not what the format says", format, language);
        Assert.Equal((400, "INVALID_PARAMETER_VALUE"), (answer.Status, answer.ErrorCode));
        Assert.Empty(workspace.Workspace.Objects.Paths);
    }

    [Fact]
    public async Task Import_ContentNotInBase64_IsRefused()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var answer = await workspace.SendAsync(
            HttpMethod.Post, "/api/2.0/workspace/import", """{"path":"/Shared/n","language":"PYTHON","content":"print(1)"}""");
        answer.AssertRefused("INVALID_PARAMETER_VALUE", "content must be encoded in base64.");
    }

    [Fact]
    public async Task Import_OverTenMegabytes_IsRefusedAndExactlyTenIsNot()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        Assert.Equal(200, (await workspace.ImportAsync("/Shared/fits", new byte[TenMegabytes], "RAW")).Status);
        Assert.Equal("MAX_NOTEBOOK_SIZE_EXCEEDED", (await workspace.ImportAsync("/Shared/large", new byte[TenMegabytes + 1], "RAW")).ErrorCode);
        Assert.Equal(["/Shared/fits"], workspace.Workspace.Objects.Paths);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Import_OverANotebook_NeedsOverwriteAndMayGiveItANewId(bool keepsId)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(
            new WorkspaceOptions { Objects = new ObjectOptions { KeepsIdOnOverwrite = keepsId } });
        var first = (long)(await workspace.ImportAsync("/Shared/n", "1")).Json["object_id"]!;
        (await workspace.ImportAsync("/Shared/n", "2")).AssertRefused("RESOURCE_ALREADY_EXISTS", "Path (/Shared/n) already exists.");

        var second = (long)(await workspace.ImportAsync("/Shared/n", "3", overwrite: true)).Json["object_id"]!;
        Assert.Equal(keepsId, first == second);
        Assert.Equal("# Databricks notebook source\n3", workspace.Workspace.Objects.Source("/Shared/n"));
    }

    [Fact]
    public async Task Import_OverAnObjectOfAnotherType_IsRefusedWhateverIsAsked()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        await workspace.MakeFoldersAsync("/Shared/folder");
        await workspace.ImportAsync("/Shared/file", "text", "RAW", null);
        await workspace.ImportAsync("/Shared/notebook", "1");

        foreach (var name in (string[])["folder", "file"])
        {
            (await workspace.ImportAsync($"/Shared/{name}", "1", overwrite: true)).AssertRefused(
                "RESOURCE_ALREADY_EXISTS", $"Node named '{name}' already exists");
        }

        Assert.Equal("RESOURCE_ALREADY_EXISTS", (await workspace.ImportAsync("/Shared/notebook", "1", "RAW", null, overwrite: true)).ErrorCode);
    }

    [Theory]
    [InlineData("n.py", NotebookCalls.Python, "/Shared/n", "NOTEBOOK")]
    [InlineData("n.sql", "-- Databricks notebook source\nselect 1", "/Shared/n", "NOTEBOOK")]
    [InlineData("n.py", "print(1)", "/Shared/n.py", "FILE")]
    [InlineData("n.sql", NotebookCalls.Python, "/Shared/n.sql", "FILE")]
    [InlineData("n.ipynb", """{"cells":[]}""", "/Shared/n", "NOTEBOOK")]
    [InlineData("README", "# Databricks notebook source\n", "/Shared/README", "FILE")]
    public async Task Import_Auto_TellsNotebooksFromFilesByExtensionAndHeader(string name, string content, string path, string type)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        await workspace.ImportAsync($"/Shared/{name}", content, "AUTO", null);
        Assert.Equal([path], workspace.Workspace.Objects.Paths);
        Assert.Equal(type, (string?)workspace.Workspace.Objects.Find(path)!["object_type"]);
    }

    [Fact]
    public async Task Import_Jupyter_IsToldAsPythonWhateverItsKernel()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        await workspace.ImportAsync("/Shared/n", """{"cells":[],"metadata":{"language_info":{"name":"scala"}}}""", "JUPYTER", null);
        Assert.Equal("PYTHON", (string?)(await workspace.StatusOfAsync("/Shared/n")).Json["language"]);
    }

    [Fact]
    public async Task Objects_ChangedFromOutside_AppearInNoJournal()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = (long)(await workspace.ImportAsync("/Shared/n", "1")).Json["object_id"]!;
        workspace.Workspace.Objects.Change("/Shared/n", source => source.Replace('1', '2'));
        Assert.Equal("# Databricks notebook source\n2", workspace.Workspace.Objects.Source("/Shared/n"));
        Assert.Equal(id, (long)workspace.Workspace.Objects.Find("/Shared/n")!["object_id"]!);
        workspace.Workspace.Objects.Remove("/Shared/n");

        Assert.Null(workspace.Workspace.Objects.Find("/Shared/n"));
        Assert.Throws<KeyNotFoundException>(() => workspace.Workspace.Objects.Remove("/Shared/n"));
        Assert.Single(workspace.Workspace.Journal.After(0));
    }
}
