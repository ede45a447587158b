using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>What is done about changes made in the workspace, under each policy.</summary>
public sealed class NotebookDriftTests
{
    [Fact]
    public async Task Drift_OfTheContent_IsSeenWithinTheRecheckAndPutRight()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        var before = passes.Mark;
        passes.Objects.Change(NotebookHarness.Path, source => $"{source} # edited");
        // Its row does not show it: nothing is done until the next export is due.
        passes.Time.Advance(NotebookHarness.Timing.Recheck);

        await passes.PassAsync();

        Assert.Equal(["workspace/import"], passes.Mutations(before));
        Assert.DoesNotContain("edited", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
        Assert.Contains(passes.Events, one => one.StartsWith("Warning DriftDetected: Changed in the workspace: content", StringComparison.Ordinal));
        Assert.Contains(passes.Events, one => one.StartsWith("Normal DriftCorrected", StringComparison.Ordinal));
    }

    /// <summary>The hash that the former process recorded is as old as the suspension.</summary>
    [Fact]
    public async Task Resume_OfANotebookThatWasEditedMeanwhile_DoesNotCallItReadyBeforeALook()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        passes.Edit(spec => spec.Suspend = true);
        await passes.PassAsync();
        passes.Objects.Change(NotebookHarness.Path, source => $"{source} # edited");
        passes.Restart();
        var before = passes.Mark;

        passes.Edit(spec => spec.Suspend = false);
        await passes.PassAsync();

        Assert.Equal(["workspace/import"], passes.Mutations(before));
        Assert.Equal(("False", Reasons.Updating), passes.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task NextCheck_OfASettledNotebook_IsWithinTheRecheck()
    {
        await using var passes = await NotebookHarness.CreatedAsync();

        var result = await passes.PassAsync();

        Assert.InRange(result.RequeueAfter!.Value, TimeSpan.FromSeconds(1), NotebookHarness.Timing.Recheck);
    }

    [Fact]
    public async Task Drift_UnderReport_IsOnlyReported()
    {
        await using var passes = await NotebookHarness.CreatedAsync(notebook => notebook.Spec.Policies = new NotebookPolicies { Drift = DriftPolicy.Report });
        var (before, hash) = (passes.Mark, passes.Status.ContentHash);
        passes.Objects.Change(NotebookHarness.Path, _ => "other");
        passes.Time.Advance(NotebookHarness.Timing.Recheck);

        await passes.PassAsync();

        Assert.Empty(passes.Mutations(before));
        Assert.Equal(("False", Reasons.DriftDetected), passes.Condition(ConditionTypes.Synced));
        Assert.Equal(["content"], passes.Status.Drift!.Fields!);
        Assert.NotEqual(hash, passes.Status.ContentHash);

        // What a person puts back is in sync again.
        passes.Objects.Change(NotebookHarness.Path, _ => NotebookHarness.Content);
        passes.Time.Advance(NotebookHarness.Timing.Recheck);
        await passes.PassAsync();
        Assert.Equal((null, hash), (passes.Status.Drift, passes.Status.ContentHash));
    }

    [Fact]
    public async Task Drift_OfIgnoredContent_IsLeftAlone()
    {
        await using var passes = await NotebookHarness.CreatedAsync(notebook => notebook.Spec.Policies = new NotebookPolicies { IgnoreDrift = ["content"] });
        var before = passes.Mark;
        passes.Objects.Change(NotebookHarness.Path, _ => "theirs");
        passes.Time.Advance(NotebookHarness.Timing.Recheck);
        await passes.PassAsync();
        passes.Edit(spec => spec.Language = "SCALA");

        await passes.SettleAsync();

        // Another language would need content to make the notebook from.
        Assert.Empty(passes.Mutations(before));
        Assert.Equal(("False", Reasons.ImmutableFieldChanged), passes.Condition(ConditionTypes.Synced));
    }

    [Fact]
    public async Task Drift_OfTheLanguageUnderIgnore_KeepsTheirsWhenTheContentIsWritten()
    {
        await using var passes = await NotebookHarness.CreatedAsync(notebook => notebook.Spec.Policies = new NotebookPolicies { IgnoreDrift = ["language"] });
        passes.Objects.Remove(NotebookHarness.Path);
        passes.Objects.Create(NotebookHarness.Path, "SCALA", "1");
        passes.Edit(spec => spec.Policies!.Adoption = AdoptionPolicy.ByName);

        await passes.SettleAsync();
        passes.Time.Advance(NotebookHarness.Timing.Recheck);
        var before = passes.Mark;
        await passes.PassAsync();

        Assert.Equal("SCALA", passes.Status.Language);
        // What the workspace made of it is taken for what was wanted, or it would be imported for ever.
        Assert.Empty(passes.Mutations(before));
        Assert.NotNull(passes.Status.ImportedHash);
    }

    [Fact]
    public async Task Observe_OfANotebookOfSomebodyElse_ReadsAndNeverOwnsIt()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Objects.Create(NotebookHarness.Path, "PYTHON", "theirs");
        passes.Apply(notebook => notebook.Spec.Policies = new NotebookPolicies { Management = ManagementPolicy.Observe });
        await passes.SettleAsync();
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
        Assert.Equal(("False", Reasons.DriftDetected), passes.Condition(ConditionTypes.Synced));

        // To be managed it would have to be taken over.
        passes.Edit(spec => spec.Policies = null);
        await passes.SettleAsync();
        Assert.Equal(("True", Reasons.Conflict), passes.Condition(ConditionTypes.Stalled));
        Assert.True(await passes.FinalizeAsync());
        Assert.Empty(passes.Mutations());
        Assert.Contains("theirs", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observe_WithoutContent_TellsOnlyWhatIsThere()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Objects.Create(NotebookHarness.Path, "SCALA", "1");
        passes.Apply(notebook => notebook.Spec =
            new DatabricksNotebookSpec { Path = NotebookHarness.Path, Policies = new NotebookPolicies { Management = ManagementPolicy.Observe } });

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
        await using var passes = await NotebookHarness.StartAsync();
        if (there is not null)
        {
            passes.Objects.Create(NotebookHarness.Path, "PYTHON", there == "same" ? NotebookHarness.Content : there);
        }

        passes.Apply(notebook => notebook.Spec.Policies = new NotebookPolicies { Management = ManagementPolicy.Plan, Adoption = AdoptionPolicy.ByName });

        await passes.SettleAsync();

        Assert.Empty(passes.Mutations());
        Assert.Equal(action, passes.Status.Plan!.Action);
    }
}
