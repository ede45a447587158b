using System.Text;
using System.Text.Json.Nodes;

namespace Operator.UnitTests.Simulator;

public sealed class NotebookExportTests
{
    [Theory]
    [InlineData("PYTHON", "print(1)", "# Databricks notebook source\nprint(1)", "py")]
    [InlineData("PYTHON", "# Databricks notebook source\nprint(1)\n", "# Databricks notebook source\nprint(1)", "py")]
    [InlineData("SCALA", "println(1)\r\nprintln(2)\r\n", "// Databricks notebook source\nprintln(1)\nprintln(2)", "scala")]
    [InlineData("SQL", "select 1\n-- COMMAND ----------\nselect 2", "-- Databricks notebook source\nselect 1\n\n-- COMMAND ----------\n\nselect 2", "sql")]
    [InlineData("R", "\uFEFFx <- 1\n\n\n", "# Databricks notebook source\nx <- 1", "r")]
    [InlineData(
        "PYTHON",
        "# MAGIC %md\n# MAGIC # Title\n# MAGIC\n# MAGIC text",
        "# Databricks notebook source\n# MAGIC %md\n# MAGIC # Title\n# MAGIC\n# MAGIC text",
        "py")]
    [InlineData("PYTHON", "", "# Databricks notebook source", "py")]
    public async Task Export_Source_IsInTheWorkspacesOwnWords(string language, string imported, string exported, string fileType)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        await workspace.ImportAsync("/Shared/n", imported, language: language);
        var answer = await workspace.ExportAsync("/Shared/n");
        Assert.Equal((exported, fileType), (answer.ContentText(), (string?)answer.Json["file_type"]));

        // What was exported imports as the same notebook.
        await workspace.ImportAsync("/Shared/n", answer.ContentText(), language: language, overwrite: true);
        Assert.Equal(exported, (await workspace.ExportAsync("/Shared/n", "SOURCE")).ContentText());
    }

    [Fact]
    public async Task Export_Jupyter_KeepsTheCellsButNotTheBytes()
    {
        const string Imported = """
            {"nbformat":4,"nbformat_minor":5,"metadata":{"kernelspec":{"name":"python3"}},"cells":[
            {"cell_type":"markdown","id":"a","metadata":{},"source":"# Title"},
            {"cell_type":"code","id":"b","metadata":{},"outputs":[{"output_type":"stream"}],"execution_count":7,"source":["x = 1\n","x"]}]}
            """;
        await using var workspace = await SimulatedWorkspace.StartAsync();
        await workspace.ImportAsync("/Shared/n", Imported, "JUPYTER", null);
        var exported = (await workspace.ExportAsync("/Shared/n", "JUPYTER")).ContentText();
        var cells = (JsonArray)JsonNode.Parse(exported)!["cells"]!;

        Assert.NotEqual(Imported, exported);
        Assert.Equal(["markdown", "code"], cells.Select(cell => (string)cell!["cell_type"]!));
        Assert.Equal("x = 1\nx", string.Concat(((JsonArray)cells[1]!["source"]!).Select(line => (string)line!)));
        Assert.Empty((JsonArray)cells[1]!["outputs"]!);
        Assert.Equal(exported, (await workspace.ExportAsync("/Shared/n", "AUTO")).ContentText());
        Assert.Equal(
            "# Databricks notebook source\n# MAGIC %md\n# MAGIC # Title\n\n# COMMAND ----------\n\nx = 1\nx",
            (await workspace.ExportAsync("/Shared/n")).ContentText());
    }

    [Theory]
    [InlineData("JUPYTER")]
    [InlineData("HTML")]
    [InlineData("R_MARKDOWN")]
    [InlineData("DBC")]
    public async Task Export_ReimportedInTheSameFormat_GivesTheSameCells(string format)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        const string Source = "# Databricks notebook source\nx <- 1\n\n# COMMAND ----------\n\n# MAGIC %md\n# MAGIC # Über\n\n# COMMAND ----------\n\nx";
        await workspace.ImportAsync("/Shared/a", Source, language: "R");
        var exported = (await workspace.ExportAsync("/Shared/a", format)).Content();
        Assert.Equal(200, (await workspace.ImportAsync("/Shared/b", exported, format)).Status);
        Assert.Equal(Source, (await workspace.ExportAsync("/Shared/b")).ContentText());
    }

    [Fact]
    public async Task Export_Dbc_IsNeverTheSameTwice()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        await workspace.ImportAsync("/Shared/n", NotebookCalls.Python);
        Assert.NotEqual((await workspace.ExportAsync("/Shared/n", "DBC")).Content(), (await workspace.ExportAsync("/Shared/n", "DBC")).Content());
    }

    [Fact]
    public async Task Export_OfAFolder_IsAnArchiveThatImportsAsTheSameTree()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        workspace.Workspace.Objects.Create("/Shared/f/a", "PYTHON", "1");
        workspace.Workspace.Objects.Create("/Shared/f/sub/b", "SQL", "2");
        var answer = await workspace.ExportAsync("/Shared/f", "SOURCE");
        Assert.Equal("dbc", (string?)answer.Json["file_type"]);
        Assert.Equal(400, (await workspace.ExportAsync("/Shared/f", "JUPYTER")).Status);

        Assert.Equal(200, (await workspace.ImportAsync("/Shared/g", answer.Content(), "DBC")).Status);
        Assert.Equal(["/Shared/f/a", "/Shared/f/sub/b", "/Shared/g/f/a", "/Shared/g/f/sub/b"], workspace.Workspace.Objects.Paths);
        Assert.Equal("RESOURCE_ALREADY_EXISTS", (await workspace.ImportAsync("/Shared/g", answer.Content(), "DBC")).ErrorCode);
        Assert.Equal("INVALID_PARAMETER_VALUE", (await workspace.ImportAsync("/Shared/h", answer.Content(), "DBC", overwrite: true)).ErrorCode);
    }

    [Fact]
    public async Task Export_DirectDownload_IsTheContentItself()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        await workspace.ImportAsync("/Shared/n", "print(1)");
        var answer = await workspace.ReadAsync("2.0/workspace/export?path=/Shared/n&direct_download=true");
        Assert.Equal("# Databricks notebook source\nprint(1)", answer.Text);
    }

    [Fact]
    public async Task Export_OfAFile_IsWhatWasImported()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        byte[] bytes = [0, 255, 13, 10, 0];
        await workspace.ImportAsync("/Shared/f.bin", bytes, "RAW");
        Assert.Equal(bytes, (await workspace.ExportAsync("/Shared/f.bin", "AUTO")).Content());
    }

    [Fact]
    public async Task Export_UnknownFormat_IsRefused()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        await workspace.ImportAsync("/Shared/n", Encoding.UTF8.GetBytes("1"), "SOURCE", "PYTHON");
        Assert.Equal("INVALID_PARAMETER_VALUE", (await workspace.ExportAsync("/Shared/n", "jupyter")).ErrorCode);
    }
}
