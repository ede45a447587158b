using System.Text;
using Databricks.Simulator.Faults;
using Databricks.Simulator.WorkspaceObjects;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>What becomes of a notebook in the workspace, pass by pass.</summary>
public sealed class NotebookPassTests
{
    [Fact]
    public async Task Create_ANewNotebook_IsOneImportAndTwoWrites()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Apply();

        await passes.PassAsync();

        Assert.Equal(["workspace/import"], passes.Mutations());
        Assert.Equal(2, passes.Writes);
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
        Assert.Equal(("True", Reasons.InSync), passes.Condition(ConditionTypes.Synced));
        var status = passes.Status;
        Assert.Equal((NotebookHarness.Path, "PYTHON", true), (status.Path, status.Language, status.ImportTime is not null));
        Assert.Equal(passes.Objects.Find(NotebookHarness.Path)!["object_id"]!.ToString(), status.ObjectId);
        Assert.Equal(status.ContentHash, status.SourceVersion);
        Assert.Null(status.ImportedHash);
    }

    [Fact]
    public async Task Reconcile_ASettledNotebook_WritesNothingAnywhere()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        var before = passes.Mark;

        await passes.PassAsync();

        Assert.Empty(passes.Mutations(before));
        Assert.Equal(0, passes.Writes);
        Assert.Empty(passes.Events);
    }

    [Theory]
    [InlineData("/Shared/n", "/Shared/n")]
    [InlineData("/Workspace/Shared/n", "/Shared/n")]
    [InlineData("/a b/100%25/ü", "/a b/100%25/ü")]
    public async Task Create_AnyPath_IsWhereItSaysWithItsFoldersMade(string path, string where)
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Apply(notebook => notebook.Spec.Path = path);

        await passes.PassAsync();

        Assert.Equal([where], passes.Objects.Paths);
        Assert.Equal(where, passes.Status.Path);
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Create_IntoFoldersThatAreMissing_MakesThemOnlyThenAndOnce()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Apply(notebook => notebook.Spec.Path = "/a/b/c/n");

        await passes.PassAsync();

        Assert.Equal(["workspace/import", "workspace/mkdirs", "workspace/import"], passes.Mutations());
        Assert.Equal(2, passes.Writes);
    }

    [Fact]
    public async Task Create_ManyIntoOneMissingFolder_MakesItOnce()
    {
        await using var passes = await NotebookHarness.StartAsync();
        var names = Enumerable.Range(0, 8).Select(index => $"n{index}").ToList();
        names.ForEach(name => passes.Apply(notebook => notebook.Spec.Path = $"/new/{name}", name));

        await Task.WhenAll(names.Select(name => passes.PassAsync(name)));

        Assert.Single(passes.Calls("workspace/mkdirs"));
        Assert.Equal(8, passes.Objects.Paths.Count);
    }

    [Fact]
    public async Task Create_BelowAFile_IsRefusedInWords()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Objects.Create("/Shared/file", "PYTHON", "1");
        passes.Apply(notebook => notebook.Spec.Path = "/Shared/file/n");

        await passes.PassAsync();

        Assert.Equal(("True", Reasons.Rejected), passes.Condition(ConditionTypes.Stalled));
        Assert.Contains("/Shared/file", passes.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deleted_ByAPerson_IsImportedAnew(bool keepsId)
    {
        await using var passes = await NotebookHarness.CreatedAsync(options: new ObjectOptions { KeepsIdOnOverwrite = keepsId });
        var id = passes.Status.ObjectId;
        passes.Objects.Remove(NotebookHarness.Path);

        await passes.SettleAsync();

        Assert.Equal([NotebookHarness.Path], passes.Objects.Paths);
        Assert.NotEqual(id, passes.Status.ObjectId);
    }

    [Theory]
    [InlineData("workspace/get-status")]
    [InlineData("workspace/export")]
    public async Task Reconcile_TheLookAfterAnImportFails_IsLookedAtAgainAndNotImportedAgain(string operation)
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Apply();
        passes.Remote.Faults.Add(Fault.Error(operation, 403, "PERMISSION_DENIED", "no") with { Skip = operation == "workspace/export" ? 0 : 1 });

        await passes.SettleAsync();

        Assert.Equal(["workspace/import"], passes.Mutations());
        Assert.NotNull(passes.Status.ObjectId);
    }

    [Fact]
    public async Task Content_LargerThanTenMegabytes_IsRefusedWithoutACall()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.PutConfigMap("c", "k", Encoding.UTF8.GetBytes(new string('x', (10 * 1024 * 1024) + 1)));
        passes.Apply(notebook => (notebook.Spec.Content, notebook.Spec.ContentFrom) = (
            null, new NotebookContentSource { ConfigMapKeyRef = new ConfigMapKeyReference { Name = "c", Key = "k" } }));

        await passes.PassAsync();

        Assert.Equal(0, passes.Mark);
        Assert.Equal(("True", Reasons.InvalidSpec), passes.Condition(ConditionTypes.Stalled));
        Assert.Contains("10485760", passes.Message(), StringComparison.Ordinal);
        Assert.Contains("10485761", passes.Message(), StringComparison.Ordinal);
    }
}
