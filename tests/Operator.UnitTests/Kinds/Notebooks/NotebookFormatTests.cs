using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>What the workspace makes of a notebook in each format, and how that is compared.</summary>
public sealed class NotebookFormatTests
{
    public static string Document(params string[] cells) => new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select(cell => (JsonNode)new JsonObject
        {
            ["cell_type"] = "code", ["source"] = cell, ["metadata"] = new JsonObject { ["x"] = 1 }, ["outputs"] = new JsonArray(
                "seen"), ["execution_count"] = 7,
        })]),
        ["metadata"] = new JsonObject { ["language_info"] = new JsonObject { ["name"] = "scala" } },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 2,
    }.ToJsonString();

    [Theory]
    [InlineData("# Databricks notebook source\nprint(1)", "/Shared/x.py", "/Shared/x", "PYTHON")]
    [InlineData("// Databricks notebook source\n1", "/Shared/x.scala", "/Shared/x", "SCALA")]
    [InlineData("-- Databricks notebook source\nselect 1", "/Shared/x.sql", "/Shared/x", "SQL")]
    [InlineData("# Databricks notebook source\n1", "/Shared/x.r", "/Shared/x", "R")]
    [InlineData("# Databricks notebook source\n1", "/Shared/x.R", "/Shared/x", "R")]
    [InlineData("-- Databricks notebook source\nselect 1", "/Shared/x.SQL", "/Shared/x", "SQL")]
    public async Task Auto_OfASourceFile_BecomesTheNotebookWithoutItsExtension(string content, string path, string where, string language)
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Apply(notebook => (notebook.Spec.Format, notebook.Spec.Language, notebook.Spec.Path, notebook.Spec.Content) = ("AUTO", null, path, content));

        await passes.SettleAsync();

        Assert.Equal([where], passes.Objects.Paths);
        Assert.Equal((where, language), (passes.Status.Path, passes.Status.Language));
    }

    [Fact]
    public async Task Auto_OfAFileWithoutTheHeader_IsInvalidBecauseItWouldBecomeNoNotebook()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Apply(
            notebook => (notebook.Spec.Format, notebook.Spec.Language, notebook.Spec.Path, notebook.Spec.Content) = ("AUTO", null, "/Shared/x.py", "print(1)"));

        await passes.PassAsync();

        Assert.Equal(("True", Reasons.InvalidSpec), passes.Condition(ConditionTypes.Stalled));
        Assert.Contains("# Databricks notebook source", passes.Message(), StringComparison.Ordinal);
    }

    // behavior §14, trap 19: an export has outputs, ids and metadata of its own, and the language is always given as PYTHON.
    [Fact]
    public async Task Jupyter_Document_IsComparedByItsCellsOnly()
    {
        await using var passes = await NotebookHarness.CreatedAsync(notebook =>
            (notebook.Spec.Format, notebook.Spec.Language, notebook.Spec.Content) = ("JUPYTER", null, Document("print(1)\n", "print(2)")));
        Assert.Equal("PYTHON", passes.Status.Language);
        passes.Time.Advance(NotebookHarness.Timing.Recheck);
        await passes.PassAsync();
        Assert.Equal(["workspace/import"], passes.Mutations());
        Assert.Null(passes.Status.ImportedHash);

        passes.Objects.Change(NotebookHarness.Path, source => source.Replace("print(2)", "print(9)", StringComparison.Ordinal));
        passes.Time.Advance(NotebookHarness.Timing.Recheck);
        await passes.SettleAsync();

        Assert.Equal(["workspace/import", "workspace/import"], passes.Mutations());
        Assert.Contains("print(2)", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not JSON")]
    [InlineData("{\"cells\": [{\"source\": 1}]}")]
    public async Task Jupyter_ThatIsNone_IsInvalidWithoutACall(string content)
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Apply(notebook => (notebook.Spec.Format, notebook.Spec.Language, notebook.Spec.Content) = ("JUPYTER", null, content));

        await passes.PassAsync();

        Assert.Equal(("True", Reasons.InvalidSpec), passes.Condition(ConditionTypes.Stalled));
        Assert.Equal(0, passes.Mark);
    }

    /// <summary>Content in a comparable format is imported twice: after the first import the export might show another user's edit.</summary>
    [Theory]
    [InlineData("R_MARKDOWN", "# Title\n\n```{r, echo=FALSE}\nx <- 1\n```\n", 1)]
    [InlineData("SOURCE", "# MAGIC   %sql\n# MAGIC   select 1", 2)]
    public async Task Content_OfWhichTheWorkspaceMakesSomethingElse_IsImportedUntilThatIsCertainAndItsDriftSeen(string format, string content, int imports)
    {
        await using var passes = await NotebookHarness.CreatedAsync(notebook =>
            (notebook.Spec.Format, notebook.Spec.Language, notebook.Spec.Content) = (format, format == "SOURCE" ? "PYTHON" : null, content));
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
        passes.Restart();
        passes.Time.Advance(NotebookHarness.Timing.Recheck);
        await passes.SettleAsync();
        Assert.Equal(Enumerable.Repeat("workspace/import", imports), passes.Mutations());
        Assert.Equal(passes.Status.ContentHash, passes.Status.ImportedHash);

        passes.Objects.Change(NotebookHarness.Path, _ => "edited");
        passes.Time.Advance(NotebookHarness.Timing.Recheck);
        await passes.SettleAsync();

        Assert.Equal(imports + 1, passes.Mutations().Count);
        Assert.DoesNotContain("edited", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
    }
}
