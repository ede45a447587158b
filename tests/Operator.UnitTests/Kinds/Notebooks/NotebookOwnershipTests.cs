using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;
using Operator.UnitTests.Simulator;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>One notebook for a resource, whatever happens; and never one of somebody else.</summary>
public sealed class NotebookOwnershipTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData(AdoptionPolicy.Never, false)]
    [InlineData(AdoptionPolicy.IfMarked, false)]
    [InlineData(AdoptionPolicy.ByName, true)]
    public async Task Create_WhereANotebookOfSomebodyElseIs_TouchesItOnlyByName(AdoptionPolicy? adoption, bool isTaken)
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Objects.Create(NotebookHarness.Path, "PYTHON", "theirs");
        passes.Apply(notebook => notebook.Spec.Policies = new NotebookPolicies { Adoption = adoption });

        await passes.SettleAsync();

        Assert.Equal(!isTaken, passes.Objects.Source(NotebookHarness.Path).Contains("theirs", StringComparison.Ordinal));
        Assert.Equal(isTaken ? ("", "") : ("True", Reasons.Conflict), passes.Condition(ConditionTypes.Stalled));
        Assert.Equal(isTaken ? ["workspace/import"] : [], passes.Mutations());
    }

    [Fact]
    public async Task Create_WhereAnEqualNotebookIs_IsReadyWithoutAChange()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Objects.Create(NotebookHarness.Path, "PYTHON", NotebookHarness.Content);
        passes.Apply();

        await passes.SettleAsync();

        Assert.Empty(passes.Mutations());
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
        Assert.Null(passes.Status.ImportTime);
        Assert.True(await passes.FinalizeAsync());
        Assert.Empty(passes.Objects.Paths);
    }

    [Fact]
    public async Task Create_WhereTheSameTextInAnotherLanguageIs_IsAConflict()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Objects.Create(NotebookHarness.Path, "SCALA", "1");
        passes.Apply(notebook => notebook.Spec.Content = "1");

        await passes.PassAsync();

        Assert.Equal(("True", Reasons.Conflict), passes.Condition(ConditionTypes.Stalled));
        Assert.Empty(passes.Mutations());
    }

    // behavior §14, trap 19: an export of a folder is an archive and no error, and overwriting does not cross types.
    [Theory]
    [InlineData(false, AdoptionPolicy.ByName)]
    [InlineData(true, AdoptionPolicy.ByName)]
    [InlineData(true, AdoptionPolicy.IfMarked)]
    public async Task Reconcile_WhereAnObjectOfAnotherTypeIs_NeitherExportsNorTouchesIt(bool isFolder, AdoptionPolicy adoption)
    {
        await using var simulated = await NotebookHarness.StartAsync();
        await PutOtherAsync(simulated, isFolder);
        var before = simulated.Mark;
        simulated.Apply(notebook => notebook.Spec.Policies = new NotebookPolicies { Adoption = adoption });

        await simulated.PassAsync();

        Assert.Equal(("True", Reasons.WrongObjectType), simulated.Condition(ConditionTypes.Stalled));
        Assert.Contains(isFolder ? "DIRECTORY" : "FILE", simulated.Message(), StringComparison.Ordinal);
        Assert.Equal(["workspace/get-status"], simulated.Remote.Journal.After(before).Select(call => call.Operation));
        Assert.True(await simulated.FinalizeAsync());
        Assert.NotNull(simulated.Objects.Find(NotebookHarness.Path));
    }

    [Fact]
    public async Task Reconcile_WhereItsNotebookBecameAFolder_LeavesThatAloneForEver()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        passes.Objects.Remove(NotebookHarness.Path);
        passes.Objects.Create($"{NotebookHarness.Path}/inner", "PYTHON", "1");
        passes.Time.Advance(NotebookHarness.Timing.Recheck);

        await passes.PassAsync();

        Assert.Equal(("True", Reasons.WrongObjectType), passes.Condition(ConditionTypes.Stalled));
        Assert.True(await passes.FinalizeAsync());
        Assert.Equal([$"{NotebookHarness.Path}/inner"], passes.Objects.Paths);
        Assert.Contains(passes.Events, one => one.StartsWith("Warning LeftAlone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconcile_WhereSomebodyPutAnotherInItsPlace_LeavesThatAlone()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        passes.Objects.Remove(NotebookHarness.Path);
        passes.Objects.Create(NotebookHarness.Path, "PYTHON", "theirs");
        passes.Time.Advance(NotebookHarness.Timing.Recheck);

        await passes.PassAsync();
        Assert.Equal(("True", Reasons.Conflict), passes.Condition(ConditionTypes.Stalled));
        Assert.True(await passes.FinalizeAsync());

        Assert.Contains("theirs", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
        Assert.Contains(passes.Events, one => one.StartsWith("Warning LeftAlone", StringComparison.Ordinal));
        Assert.DoesNotContain("workspace/delete", passes.Mutations());
    }

    [Fact]
    public async Task Reconcile_WhereSomebodyPutTheSameInItsPlace_TakesThat()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        passes.Objects.Remove(NotebookHarness.Path);
        passes.Objects.Create(NotebookHarness.Path, "PYTHON", NotebookHarness.Content);

        await passes.SettleAsync();

        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
        Assert.Equal(["workspace/import"], passes.Mutations());
    }

    [Fact]
    public async Task Create_WhereSomebodyWasFasterByAMoment_OverwritesNothing()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Remote.Faults.Add(
            new Fault { Operation = "workspace/get-status", Status = 404, Body = new() { ["message"] = $"Path ({NotebookHarness.Path}) doesn't exist." } });
        passes.Objects.Create(NotebookHarness.Path, "PYTHON", "theirs");
        passes.Apply();

        await passes.SettleAsync();

        Assert.Equal(("True", Reasons.Conflict), passes.Condition(ConditionTypes.Stalled));
        Assert.Contains("theirs", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-09T10:00:00Z", false)]
    [InlineData("2026-03-09T12:00:00Z", true)]
    public async Task Create_OfTwoWithTheSamePath_IsForTheOlderOne(string created, bool isMine)
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Apply();
        passes.Apply(
            other =>
            {
                other.Spec.Path = $"/Workspace{NotebookHarness.Path}";
                other.Metadata.CreationTimestamp = DateTimeOffset.Parse(created, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;
            },
            "rival");

        await passes.PassAsync();
        await passes.PassAsync("rival");

        var (winner, loser) = isMine ? ("n", "rival") : ("rival", "n");
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready, winner));
        Assert.Equal(("True", Reasons.ExternalIdInUse), passes.Condition(ConditionTypes.Stalled, loser));
        Assert.Contains($"team/{winner}", passes.Known(loser).Status.Conditions[0].Message, StringComparison.Ordinal);
        Assert.Single(passes.Mutations());

        // The one that lost takes nothing with it.
        Assert.True(await passes.FinalizeAsync(loser));
        Assert.Equal([NotebookHarness.Path], passes.Objects.Paths);
    }

    [Fact]
    public async Task Create_WhereAYoungerOneAlreadyHasThePath_IsStalled()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        passes.Apply(other => other.Metadata.CreationTimestamp = DateTime.UnixEpoch, "rival");

        await passes.PassAsync("rival");

        Assert.Equal(("True", Reasons.ExternalIdInUse), passes.Condition(ConditionTypes.Stalled, "rival"));
    }

    [Fact]
    public async Task Recreate_OfAnArchive_IsADeletionAndAnImportOfItsOwnOnly()
    {
        await using var passes = await NotebookHarness.StartAsync();
        var (first, second) = (await ArchiveAsync("one"), await ArchiveAsync("two"));
        passes.Apply(
            notebook => (notebook.Spec.Format, notebook.Spec.Language, notebook.Spec.Content, notebook.Spec.ContentBase64) = ("DBC", null, null, first));
        await passes.SettleAsync();
        Assert.NotNull(passes.Status.ImportedHash);
        passes.Time.Advance(NotebookHarness.Timing.Recheck);
        await passes.PassAsync();
        Assert.Equal(["workspace/import"], passes.Mutations());

        passes.Edit(spec => spec.ContentBase64 = second);
        await passes.SettleAsync();
        Assert.Equal(["workspace/import", "workspace/delete", "workspace/import"], passes.Mutations());

        // Drift of what cannot be compared byte for byte is seen all the same.
        passes.Objects.Change(NotebookHarness.Path, _ => "edited");
        passes.Time.Advance(NotebookHarness.Timing.Recheck);
        await passes.SettleAsync();
        Assert.Contains("two", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
    }

    /// <summary>What Databricks exports of a notebook with that text.</summary>
    private static async Task<string> ArchiveAsync(string text)
    {
        await using var other = await SimulatedWorkspace.StartAsync();
        await other.ImportAsync("/Shared/x", text);
        return Convert.ToBase64String((await other.ExportAsync("/Shared/x", "DBC")).Content());
    }

    private static async Task PutOtherAsync(NotebookHarness passes, bool isFolder)
    {
        if (isFolder)
        {
            await passes.Client.WorkspaceObjects.MakeDirectoriesAsync(
                new global::Operator.Databricks.WorkspaceObjects.ObjectReference(NotebookHarness.Path), TestContext.Current.CancellationToken);
            return;
        }

        var file = new global::Operator.Databricks.WorkspaceObjects.ImportObject { Path = NotebookHarness.Path, Content = "AAAA", Format = "RAW" };
        await passes.Client.WorkspaceObjects.ImportAsync(file, TestContext.Current.CancellationToken);
    }
}
