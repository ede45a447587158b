using Operator.Api.V1Alpha1;
using Operator.UnitTests.Kinds.Harness;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>Where calls are scarce a notebook costs its import: what it came to is seen by the list of its folder.</summary>
public sealed class ScarceNotebookTests
{
    [Fact]
    public async Task Create_IsTheImportAlone()
    {
        await using var passes = await StartAsync();
        passes.Objects.Create("/Shared/other", "PYTHON", "print(2)");
        var before = passes.Mark;
        passes.Apply();

        await passes.PassAsync();

        Assert.Equal(["workspace/import"], Operations(passes, before));
        Assert.Equal(("False", Reasons.Provisioning), passes.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Create_WhereANotebookOfAnotherIs_LeavesItAloneAndSaysSo()
    {
        await using var passes = await StartAsync();
        passes.Objects.Create(NotebookHarness.Path, "PYTHON", "print(3)");
        passes.Apply();

        await passes.PassAsync();
        await passes.PassAsync();

        Assert.Contains("print(3)", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
        Assert.Equal(("False", Reasons.Conflict), passes.Condition(ConditionTypes.Ready));
    }

    /// <summary>Between an import and the first read of it, minutes may pass.</summary>
    [Fact]
    public async Task Create_OfANotebookThatIsWrittenOverBeforeItsFirstRead_ImportsItOnceMore()
    {
        await using var passes = await StartAsync();
        var before = passes.Mark;
        passes.Apply();
        await passes.PassAsync();
        passes.Objects.Change(NotebookHarness.Path, _ => "theirs");

        await passes.SettleAsync();
        passes.Time.Advance(NotebookHarness.Timing.Recheck);
        await passes.SettleAsync();

        Assert.Equal(["workspace/import", "workspace/import"], passes.Mutations(before));
        Assert.DoesNotContain("theirs", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
    }

    private static IReadOnlyList<string> Operations(NotebookHarness passes, long after) =>
        [.. passes.Remote.Journal.After(after).Select(call => call.Operation)];

    private static async Task<NotebookHarness> StartAsync()
    {
        var passes = await NotebookHarness.StartAsync(limits: ScarceCalls.Limits);
        await ScarceCalls.BeginAsync(passes.Client);
        return passes;
    }
}
