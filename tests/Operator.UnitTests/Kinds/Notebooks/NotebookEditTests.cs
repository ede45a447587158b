using System.Text;
using Databricks.Simulator.Faults;
using Databricks.Simulator.WorkspaceObjects;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>What an edit of the spec does to the notebook in the workspace.</summary>
public sealed class NotebookEditTests
{
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

    [Fact]
    public async Task Edit_WhoseContentIsReadBackAsItWasBefore_IsNotTakenForWhatTheWorkspaceMadeOfIt()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        var before = passes.Mark;
        var hash = passes.Status.ContentHash;
        passes.Remote.Faults.Add(new Fault
        {
            Operation = "workspace/export",
            Count = null,
            Status = 200,
            Body = new() { ["content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(passes.Objects.Source(NotebookHarness.Path)!)) },
        });
        passes.Edit(spec => spec.Content = "print(3)");
        await passes.SettleAsync();
        // As often as any change that does not show.
        Assert.Equal(["workspace/import", "workspace/import", "workspace/import"], passes.Mutations(before));
        Assert.Null(passes.Status.ImportedHash);
        Assert.Equal(("False", Reasons.Rejected), passes.Condition(ConditionTypes.Ready));

        passes.Remote.Faults.Clear();
        passes.Time.Advance(NotebookHarness.Timing.Recheck);
        await passes.SettleAsync();

        Assert.Equal(3, passes.Mutations(before).Count);
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
        Assert.NotEqual(hash, passes.Status.ContentHash);
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
        await using var passes = await NotebookHarness.CreatedAsync(
            notebook => notebook.Spec.AccessControlList = [new() { GroupName = "analysts", PermissionLevel = "CAN_RUN" }]);
        var (before, id) = (passes.Mark, passes.Status.ObjectId);
        passes.Edit(spec => (spec.Language, spec.Content) = ("SQL", "select 1"));

        await passes.SettleAsync();

        Assert.Equal(["workspace/delete", "workspace/import", "permissions/set"], passes.Mutations(before));
        Assert.Equal("SQL", passes.Status.Language);
        // The permissions hang on the id, which is a new one.
        Assert.NotEqual(id, passes.Status.ObjectId);
        Assert.Contains(passes.Events, one => one.StartsWith("Normal Recreate: Deleted and imported anew: content, language", StringComparison.Ordinal));
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
    public async Task Permissions_OfAPassRightAfterTheyWereSet_AreReadAgainAndNotSetAgain()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        var before = passes.Mark;
        passes.Edit(spec => spec.AccessControlList = [new() { GroupName = "analysts", PermissionLevel = "CAN_RUN" }]);

        await passes.PassAsync();
        await passes.PassAsync();

        Assert.Equal(["permissions/set"], passes.Mutations(before));
    }
}
