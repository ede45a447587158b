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

    [Fact]
    public async Task Edit_OfTheContent_IsOneImportThatOverwrites()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        var (before, id, imported) = (passes.Mark, passes.Status.ObjectId, passes.Status.ImportTime);
        passes.Time.Advance(TimeSpan.FromMinutes(1));
        passes.Edit(spec => spec.Content = "print(3)");

        await passes.SettleAsync();

        Assert.Equal(["workspace/import"], passes.Mutations(before));
        Assert.Contains("print(3)", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
        Assert.Equal((id, true), (passes.Status.ObjectId, passes.Status.ImportTime > imported));
        Assert.DoesNotContain(passes.Events, one => one.Contains("Drift", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("print(1)\r\n\r\n# COMMAND ----------\r\n\r\nprint(2)")]
    [InlineData("# Databricks notebook source\nprint(1)\n# COMMAND ----------\nprint(2)\n\n\n")]
    [InlineData("\uFEFF# Databricks notebook source\nprint(1)\n\n# COMMAND ----------\n\nprint(2)")]
    public async Task Edit_ThatMeansTheSame_IsNotSent(string content)
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        var before = passes.Mark;
        passes.Edit(spec => spec.Content = content);

        await passes.SettleAsync();

        Assert.Empty(passes.Mutations(before));
        Assert.Equal(2, passes.Status.ObservedGeneration);
    }

    [Fact]
    public async Task Edit_OfTheLanguage_DeletesAndImportsItsOwnNotebook()
    {
        await using var passes = await NotebookHarness.CreatedAsync(notebook => notebook.Spec.AccessControlList = [new() { GroupName = "analysts", PermissionLevel = "CAN_RUN" }]);
        var (before, id) = (passes.Mark, passes.Status.ObjectId);
        passes.Edit(spec => (spec.Language, spec.Content) = ("SQL", "select 1"));

        await passes.SettleAsync();

        Assert.Equal(["workspace/delete", "workspace/import", "permissions/set"], passes.Mutations(before));
        Assert.Equal("SQL", passes.Status.Language);
        // The permissions hang on the id, which is a new one.
        Assert.NotEqual(id, passes.Status.ObjectId);
        Assert.Contains(passes.Events, one => one.StartsWith("Normal Recreate: Deleted and imported anew: content, language", StringComparison.Ordinal));
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

    [Fact]
    public async Task Overwrite_WhereThatMakesANewId_StaysItsOwn()
    {
        await using var passes = await NotebookHarness.CreatedAsync(options: new ObjectOptions { KeepsIdOnOverwrite = false });
        var id = passes.Status.ObjectId;
        passes.Edit(spec => spec.Content = "print(3)");
        await passes.SettleAsync();
        passes.Edit(spec => spec.Content = "print(4)");

        await passes.SettleAsync();

        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
        Assert.NotEqual(id, passes.Status.ObjectId);
        Assert.Equal(passes.Objects.Find(NotebookHarness.Path)!["object_id"]!.ToString(), passes.Status.ObjectId);
    }

    [Fact]
    public async Task Edit_OfThePathWhereNothingStopsIt_ChangesNothingAndSaysSo()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        var before = passes.Mark;
        passes.Edit(spec => (spec.Path, spec.Content) = ("/Shared/other", "3"));

        await passes.PassAsync();

        Assert.Empty(passes.Mutations(before));
        Assert.Equal(("False", Reasons.ImmutableFieldChanged), passes.Condition(ConditionTypes.Synced));
        Assert.Equal(("False", Reasons.ImmutableFieldChanged), passes.Condition(ConditionTypes.Ready));
        Assert.Equal("True", passes.Condition(ConditionTypes.Stalled).Status);
    }

    [Fact]
    public async Task ExtraSettings_SetChangedAndRemoved_AreEachSentOnce()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        foreach (var value in new[] { "a", "b", null })
        {
            var before = passes.Mark;
            passes.Edit(spec => spec.ExtraSettings = value is null ? null : new System.Text.Json.Nodes.JsonObject { ["new_field"] = value });

            await passes.SettleAsync();
            await passes.PassAsync();

            var body = Assert.Single(passes.Remote.Journal.After(before), call => call.Mutating).Body;
            Assert.Equal(value is not null, body.Contains($"\"new_field\":\"{value}\"", StringComparison.Ordinal));
        }
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
    public async Task Permissions_SetChangedAndTakenOut_AreThoseOfTheSpecAndThenLeftAlone()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Apply(notebook => notebook.Spec.AccessControlList = [new() { GroupName = "analysts", PermissionLevel = "CAN_RUN" }]);
        await passes.SettleAsync();
        Assert.Equal(["workspace/import", "permissions/set"], passes.Mutations());
        var before = passes.Mark;

        passes.Edit(spec => spec.AccessControlList![0].PermissionLevel = "CAN_EDIT");
        await passes.SettleAsync();
        passes.Edit(spec => spec.AccessControlList = null);
        await passes.SettleAsync();

        Assert.Equal(["permissions/set"], passes.Mutations(before));
        Assert.Contains("CAN_EDIT", passes.Calls("permissions/set")[^1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_LargerThanTenMegabytes_IsRefusedWithoutACall()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.PutConfigMap("c", "k", Encoding.UTF8.GetBytes(new string('x', (10 * 1024 * 1024) + 1)));
        passes.Apply(notebook => (notebook.Spec.Content, notebook.Spec.ContentFrom) = (null, new NotebookContentSource { ConfigMapKeyRef = new ConfigMapKeyReference { Name = "c", Key = "k" } }));

        await passes.PassAsync();

        Assert.Equal(0, passes.Mark);
        Assert.Equal(("True", Reasons.InvalidSpec), passes.Condition(ConditionTypes.Stalled));
        Assert.Contains("10485760", passes.Message(), StringComparison.Ordinal);
        Assert.Contains("10485761", passes.Message(), StringComparison.Ordinal);
    }
}
