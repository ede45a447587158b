using System.Text;
using Databricks.Simulator.Faults;
using Databricks.Simulator.WorkspaceObjects;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Controllers.Notebooks;

/// <summary>What becomes of a notebook in the workspace, pass by pass.</summary>
public sealed class NotebookPassTests
{
    [Fact]
    public async Task Create_ANewNotebook_IsOneImportAndTwoWrites()
    {
        await using var passes = await NotebookFixture.StartAsync();
        passes.Apply();

        await passes.ReconcileAsync();

        Assert.Equal(["workspace/import"], passes.Mutations());
        Assert.Equal(2, passes.Writes);
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
        Assert.Equal(("True", Reasons.InSync), passes.Condition(ConditionTypes.Synced));
        var status = passes.Status;
        Assert.Equal((NotebookFixture.Path, "PYTHON", true), (status.Path, status.Language, status.ImportedAt is not null));
        Assert.Equal(passes.Objects.Find(NotebookFixture.Path)!["object_id"]!.ToString(), status.ObjectId);
        Assert.Equal(status.ContentHash, status.SourceVersion);
        Assert.Null(status.ImportedHash);
    }

    [Fact]
    public async Task Reconcile_ASettledNotebook_WritesNothingAnywhere()
    {
        await using var passes = await NotebookFixture.CreatedAsync();
        var before = passes.Mark;

        await passes.ReconcileAsync();

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
        await using var passes = await NotebookFixture.StartAsync();
        passes.Apply(notebook => notebook.Spec.Path = path);

        await passes.ReconcileAsync();

        Assert.Equal([where], passes.Objects.Paths);
        Assert.Equal(where, passes.Status.Path);
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Create_IntoFoldersThatAreMissing_MakesThemOnlyThenAndOnce()
    {
        await using var passes = await NotebookFixture.StartAsync();
        passes.Apply(notebook => notebook.Spec.Path = "/a/b/c/n");

        await passes.ReconcileAsync();

        Assert.Equal(["workspace/import", "workspace/mkdirs", "workspace/import"], passes.Mutations());
        Assert.Equal(2, passes.Writes);
    }

    [Fact]
    public async Task Create_ManyIntoOneMissingFolder_MakesItOnce()
    {
        await using var passes = await NotebookFixture.StartAsync();
        var names = Enumerable.Range(0, 8).Select(index => $"n{index}").ToList();
        names.ForEach(name => passes.Apply(notebook => notebook.Spec.Path = $"/new/{name}", name));

        await Task.WhenAll(names.Select(name => passes.External.CreateAsync(passes.Stored(name), "", passes.Client, TestContext.Current.CancellationToken)));

        Assert.Single(passes.Calls("workspace/mkdirs"));
        Assert.Equal(8, passes.Objects.Paths.Count);
    }

    [Fact]
    public async Task Create_BelowAFile_IsRefusedInWords()
    {
        await using var passes = await NotebookFixture.StartAsync();
        passes.Objects.Create("/Shared/file", "PYTHON", "1");
        passes.Apply(notebook => notebook.Spec.Path = "/Shared/file/n");

        await passes.ReconcileAsync();

        Assert.Equal(("True", Reasons.Rejected), passes.Condition(ConditionTypes.Stalled));
        Assert.Contains("/Shared/file", passes.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_OfTheContent_IsOneImportThatOverwrites()
    {
        await using var passes = await NotebookFixture.CreatedAsync();
        var (before, id, imported) = (passes.Mark, passes.Status.ObjectId, passes.Status.ImportedAt);
        passes.Time.Advance(TimeSpan.FromMinutes(1));
        passes.Edit(spec => spec.Content = "print(3)");

        await passes.SettleAsync();

        Assert.Equal(["workspace/import"], passes.Mutations(before));
        Assert.Contains("print(3)", passes.Objects.Source(NotebookFixture.Path), StringComparison.Ordinal);
        Assert.Equal((id, true), (passes.Status.ObjectId, passes.Status.ImportedAt > imported));
        Assert.DoesNotContain(passes.Events, one => one.Contains("Drift", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("print(1)\r\n\r\n# COMMAND ----------\r\n\r\nprint(2)")]
    [InlineData("# Databricks notebook source\nprint(1)\n# COMMAND ----------\nprint(2)\n\n\n")]
    [InlineData("\uFEFF# Databricks notebook source\nprint(1)\n\n# COMMAND ----------\n\nprint(2)")]
    public async Task Edit_ThatMeansTheSame_IsNotSent(string content)
    {
        await using var passes = await NotebookFixture.CreatedAsync();
        var before = passes.Mark;
        passes.Edit(spec => spec.Content = content);

        await passes.SettleAsync();

        Assert.Empty(passes.Mutations(before));
        Assert.Equal(2, passes.Status.ObservedGeneration);
    }

    [Fact]
    public async Task Drift_OfTheContent_IsSeenWithinTheRecheckAndPutRight()
    {
        await using var passes = await NotebookFixture.CreatedAsync();
        var before = passes.Mark;
        passes.Objects.Change(NotebookFixture.Path, source => $"{source} # edited");
        // Its row does not show it: nothing is done until the next export is due.
        passes.Time.Advance(NotebookFixture.Timing.Recheck);

        await passes.ReconcileAsync();

        Assert.Equal(["workspace/import"], passes.Mutations(before));
        Assert.DoesNotContain("edited", passes.Objects.Source(NotebookFixture.Path), StringComparison.Ordinal);
        Assert.Contains(passes.Events, one => one.StartsWith("Warning DriftDetected: Changed in the workspace: content", StringComparison.Ordinal));
        Assert.Contains(passes.Events, one => one.StartsWith("Normal DriftCorrected", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NextCheck_OfASettledNotebook_IsWithinTheRecheck()
    {
        await using var passes = await NotebookFixture.CreatedAsync();

        var result = await passes.ReconcileAsync();

        Assert.InRange(result.RequeueAfter!.Value, TimeSpan.FromSeconds(1), NotebookFixture.Timing.Recheck);
    }

    [Fact]
    public async Task Drift_UnderReport_IsOnlyReported()
    {
        await using var passes = await NotebookFixture.CreatedAsync(notebook => notebook.Spec.Policies = new ResourcePolicies { Drift = DriftPolicy.Report });
        var (before, hash) = (passes.Mark, passes.Status.ContentHash);
        passes.Objects.Change(NotebookFixture.Path, _ => "other");
        passes.Time.Advance(NotebookFixture.Timing.Recheck);

        await passes.ReconcileAsync();

        Assert.Empty(passes.Mutations(before));
        Assert.Equal(("False", Reasons.DriftDetected), passes.Condition(ConditionTypes.Synced));
        Assert.Equal(["content"], passes.Status.Drift!.Fields!);
        Assert.NotEqual(hash, passes.Status.ContentHash);

        // What a person puts back is in sync again.
        passes.Objects.Change(NotebookFixture.Path, _ => NotebookFixture.Content);
        passes.Time.Advance(NotebookFixture.Timing.Recheck);
        await passes.ReconcileAsync();
        Assert.Equal((null, hash), (passes.Status.Drift, passes.Status.ContentHash));
    }

    [Fact]
    public async Task Drift_OfIgnoredContent_IsLeftAlone()
    {
        await using var passes = await NotebookFixture.CreatedAsync(notebook => notebook.Spec.Policies = new ResourcePolicies { IgnoreDrift = ["content"] });
        var before = passes.Mark;
        passes.Objects.Change(NotebookFixture.Path, _ => "theirs");
        passes.Time.Advance(NotebookFixture.Timing.Recheck);
        await passes.ReconcileAsync();
        passes.Edit(spec => spec.Language = "SCALA");

        await passes.SettleAsync();

        // Another language would need content to make the notebook from.
        Assert.Empty(passes.Mutations(before));
        Assert.Equal(("False", Reasons.ImmutableFieldChanged), passes.Condition(ConditionTypes.Synced));
    }

    [Fact]
    public async Task Edit_OfTheLanguage_DeletesAndImportsItsOwnNotebook()
    {
        await using var passes = await NotebookFixture.CreatedAsync(notebook => notebook.Spec.AccessControlList = [new() { GroupName = "analysts", PermissionLevel = "CAN_RUN" }]);
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
    public async Task Drift_OfTheLanguageUnderIgnore_KeepsTheirsWhenTheContentIsWritten()
    {
        await using var passes = await NotebookFixture.CreatedAsync(notebook => notebook.Spec.Policies = new ResourcePolicies { IgnoreDrift = ["language"] });
        passes.Objects.Remove(NotebookFixture.Path);
        passes.Objects.Create(NotebookFixture.Path, "SCALA", "1");
        passes.Edit(spec => spec.Policies!.Adoption = AdoptionPolicy.ByName);

        await passes.SettleAsync();
        passes.Time.Advance(NotebookFixture.Timing.Recheck);
        var before = passes.Mark;
        await passes.ReconcileAsync();

        Assert.Equal("SCALA", passes.Status.Language);
        // What the workspace made of it is taken for what was wanted, or it would be imported for ever.
        Assert.Empty(passes.Mutations(before));
        Assert.NotNull(passes.Status.ImportedHash);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deleted_ByAPerson_IsImportedAnew(bool keepsId)
    {
        await using var passes = await NotebookFixture.CreatedAsync(options: new ObjectOptions { KeepsIdOnOverwrite = keepsId });
        var id = passes.Status.ObjectId;
        passes.Objects.Remove(NotebookFixture.Path);

        await passes.SettleAsync();

        Assert.Equal([NotebookFixture.Path], passes.Objects.Paths);
        Assert.NotEqual(id, passes.Status.ObjectId);
    }

    [Fact]
    public async Task Overwrite_WhereThatMakesANewId_StaysItsOwn()
    {
        await using var passes = await NotebookFixture.CreatedAsync(options: new ObjectOptions { KeepsIdOnOverwrite = false });
        var id = passes.Status.ObjectId;
        passes.Edit(spec => spec.Content = "print(3)");
        await passes.SettleAsync();
        passes.Edit(spec => spec.Content = "print(4)");

        await passes.SettleAsync();

        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
        Assert.NotEqual(id, passes.Status.ObjectId);
        Assert.Equal(passes.Objects.Find(NotebookFixture.Path)!["object_id"]!.ToString(), passes.Status.ObjectId);
    }

    [Fact]
    public async Task Edit_OfThePathWhereNothingStopsIt_ChangesNothingAndSaysSo()
    {
        await using var passes = await NotebookFixture.CreatedAsync();
        var before = passes.Mark;
        passes.Edit(spec => (spec.Path, spec.Content) = ("/Shared/other", "3"));

        await passes.ReconcileAsync();

        Assert.Empty(passes.Mutations(before));
        Assert.Equal(("False", Reasons.ImmutableFieldChanged), passes.Condition(ConditionTypes.Synced));
        Assert.Equal("True", passes.Condition(ConditionTypes.Stalled).Status);
    }

    [Fact]
    public async Task ExtraSettings_SetChangedAndRemoved_AreEachSentOnce()
    {
        await using var passes = await NotebookFixture.CreatedAsync();
        foreach (var value in new[] { "a", "b", null })
        {
            var before = passes.Mark;
            passes.Edit(spec => spec.ExtraSettings = value is null ? null : new System.Text.Json.Nodes.JsonObject { ["new_field"] = value });

            await passes.SettleAsync();
            await passes.ReconcileAsync();

            var body = Assert.Single(passes.Workspace.Journal.After(before), call => call.Mutating).Body;
            Assert.Equal(value is not null, body.Contains($"\"new_field\":\"{value}\"", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("workspace/get-status")]
    [InlineData("workspace/export")]
    public async Task Reconcile_TheLookAfterAnImportFails_IsLookedAtAgainAndNotImportedAgain(string operation)
    {
        await using var passes = await NotebookFixture.StartAsync();
        passes.Apply();
        passes.Workspace.Faults.Add(Fault.Error(operation, 403, "PERMISSION_DENIED", "no") with { Skip = operation == "workspace/export" ? 0 : 1 });

        await passes.SettleAsync();

        Assert.Equal(["workspace/import"], passes.Mutations());
        Assert.NotNull(passes.Status.ObjectId);
    }

    [Fact]
    public async Task Observe_OfANotebookOfSomebodyElse_ReadsAndNeverOwnsIt()
    {
        await using var passes = await NotebookFixture.StartAsync();
        passes.Objects.Create(NotebookFixture.Path, "PYTHON", "theirs");
        passes.Apply(notebook => notebook.Spec.Policies = new ResourcePolicies { Management = ManagementPolicy.Observe });
        await passes.SettleAsync();
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
        Assert.Equal(("False", Reasons.DriftDetected), passes.Condition(ConditionTypes.Synced));

        // To be managed it would have to be taken over.
        passes.Edit(spec => spec.Policies = null);
        await passes.SettleAsync();
        Assert.Equal(("True", Reasons.Conflict), passes.Condition(ConditionTypes.Stalled));
        Assert.True(await passes.FinalizeAsync());
        Assert.Empty(passes.Mutations());
        Assert.Contains("theirs", passes.Objects.Source(NotebookFixture.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observe_WithoutContent_TellsOnlyWhatIsThere()
    {
        await using var passes = await NotebookFixture.StartAsync();
        passes.Objects.Create(NotebookFixture.Path, "SCALA", "1");
        passes.Apply(notebook => notebook.Spec = new DatabricksNotebookSpec { Path = NotebookFixture.Path, Policies = new ResourcePolicies { Management = ManagementPolicy.Observe } });

        await passes.SettleAsync();

        Assert.Equal(("True", Reasons.Observed), passes.Condition(ConditionTypes.Synced));
        Assert.Equal(("SCALA", null), (passes.Status.Language, passes.Status.ContentHash));
        Assert.Empty(passes.Calls("workspace/export"));
    }

    [Theory]
    [InlineData(null, PlanAction.Create)]
    [InlineData("same", PlanAction.None)]
    [InlineData("other", PlanAction.Update)]
    public async Task Plan_OfANotebook_TellsWhatWouldBeDone(string? there, PlanAction action)
    {
        await using var passes = await NotebookFixture.StartAsync();
        if (there is not null)
        {
            passes.Objects.Create(NotebookFixture.Path, "PYTHON", there == "same" ? NotebookFixture.Content : there);
        }

        passes.Apply(notebook => notebook.Spec.Policies = new ResourcePolicies { Management = ManagementPolicy.Plan, Adoption = AdoptionPolicy.ByName });

        await passes.SettleAsync();

        Assert.Empty(passes.Mutations());
        Assert.Equal(action, passes.Status.Plan!.Action);
    }

    [Fact]
    public async Task Permissions_SetChangedAndTakenOut_AreThoseOfTheSpecAndThenLeftAlone()
    {
        await using var passes = await NotebookFixture.StartAsync();
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
    public async Task Rows_OfAThousandNotebooksInTenFolders_CostTenCalls()
    {
        await using var passes = await NotebookFixture.StartAsync();
        for (var index = 0; index < 1000; index++)
        {
            var name = $"n{index}";
            passes.Objects.Create($"/f{index % 10}/{name}", "PYTHON", "1");
            passes.Apply(notebook => notebook.Spec.Path = $"/Workspace/f{index % 10}/{name}", name);
        }

        var ids = new List<string?>();
        await foreach (var page in passes.Rows.PagesAsync(passes.Client, TestContext.Current.CancellationToken))
        {
            ids.AddRange(page.Select(passes.Rows.IdOf));
        }

        Assert.Equal(1000, ids.Distinct().Count());
        Assert.Contains("/f3/n3", ids);
        Assert.Equal(10, passes.Calls("workspace/list").Count);
    }

    [Fact]
    public async Task Rows_OfAFolderThatIsMissingOrMayNotBeRead_HideNoOther()
    {
        await using var passes = await NotebookFixture.StartAsync();
        passes.Objects.Create("/z/n", "PYTHON", "1");
        passes.Apply(notebook => notebook.Spec.Path = "/a/n", "a");
        passes.Apply(notebook => notebook.Spec.Path = "/b/n", "b");
        passes.Apply(notebook => notebook.Spec.Path = "/z/n", "z");
        passes.Workspace.Faults.Add(Fault.Error("workspace/list", 403, "PERMISSION_DENIED", "no") with { Skip = 1 });

        var pages = new List<int>();
        await foreach (var page in passes.Rows.PagesAsync(passes.Client, TestContext.Current.CancellationToken))
        {
            pages.Add(page.Count);
        }

        Assert.Equal([0, 0, 1], pages);
    }

    [Fact]
    public async Task Restart_OfManyNotebooks_ExportsNoneAtOnce()
    {
        await using var passes = await NotebookFixture.CreatedAsync();
        passes.Restart();
        var before = passes.Mark;

        await passes.ReconcileAsync();

        Assert.Equal(["workspace/list"], passes.Workspace.Journal.After(before).Select(call => call.Operation));
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Restart_WithAnEditMeanwhile_SendsIt()
    {
        await using var passes = await NotebookFixture.CreatedAsync();
        passes.Restart();
        passes.Edit(spec => spec.Content = "print(3)");

        await passes.SettleAsync();

        Assert.Contains("print(3)", passes.Objects.Source(NotebookFixture.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_LargerThanTenMegabytes_IsRefusedWithoutACall()
    {
        await using var passes = await NotebookFixture.StartAsync();
        passes.PutConfigMap("c", "k", Encoding.UTF8.GetBytes(new string('x', (10 * 1024 * 1024) + 1)));
        passes.Apply(notebook => (notebook.Spec.Content, notebook.Spec.ContentFrom) = (null, new NotebookContentSource { ConfigMapKeyRef = new ConfigMapKeyReference { Name = "c", Key = "k" } }));

        await passes.ReconcileAsync();

        Assert.Equal(0, passes.Mark);
        Assert.Equal(("True", Reasons.InvalidSpec), passes.Condition(ConditionTypes.Stalled));
        Assert.Contains("10485760", passes.Message(), StringComparison.Ordinal);
        Assert.Contains("10485761", passes.Message(), StringComparison.Ordinal);
    }
}
