using System.Net;
using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>An import that took effect, or may have, and that the status does not tell of.</summary>
public sealed class UnrecordedImportTests
{
    [Theory]
    [InlineData("SOURCE", "PYTHON")]
    [InlineData("R_MARKDOWN", null)]
    public async Task Create_WhoseReplyIsLost_IsFoundAgainAndNotImportedTwice(string format, string? language)
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Remote.Faults.Add(Fault.Reset("workspace/import").AfterEffect());
        passes.Apply(notebook => (notebook.Spec.Format, notebook.Spec.Language, notebook.Spec.Content) = (format, language, "text"));

        await passes.SettleAsync();

        Assert.Equal(["workspace/import"], passes.Mutations());
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
    }

    /// <summary>The notebook in the workspace has the content of the former spec, and was imported by this resource.</summary>
    [Fact]
    public async Task Create_WhoseReplyIsLostBeforeAnEdit_IsFoundAgainAndWrittenOver()
    {
        await using var passes = await WithLostReplyAsync();

        passes.Edit(spec => spec.Content = "print(3)");
        await passes.SettleAsync();

        AssertReadyWith("print(3)", passes);
    }

    /// <summary>After a 404 from a stale get the operator still recognises the notebook that it imported.</summary>
    [Fact]
    public async Task Create_WhoseReplyIsLostAndWhichDoesNotShowAtFirst_IsFoundAgainAndWrittenOver()
    {
        await using var passes = await WithLostReplyAsync();
        passes.Edit(spec => spec.Content = "print(3)");
        passes.Remote.Faults.Add(
            new Fault { Operation = "workspace/get-status", Count = 1, Status = 404, Body = new() { ["error_code"] = "RESOURCE_DOES_NOT_EXIST" } });

        await passes.SettleAsync();
        passes.Time.Advance(NotebookHarness.CreationGrace);
        await passes.SettleAsync();

        AssertReadyWith("print(3)", passes);
    }

    /// <summary>The workspace said that the import took effect; the record of it is what failed.</summary>
    [Fact]
    public async Task Create_WhoseStatusIsNotStoredBeforeSomebodyWritesOverIt_IsFoundAgainAndWrittenOver()
    {
        await using var passes = await WithLostStatusAsync();
        passes.Objects.Change(NotebookHarness.Path, _ => "print(7)");

        await passes.SettleAsync();

        AssertReadyWith("print(1)", passes);
    }

    /// <summary>The failed update recorded where the notebook is, but not yet that it was imported for this resource.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Create_ThatIsNotRecordedWhenTheNextUpdateFails_IsFoundAgainAndWrittenOver(bool isReplyLost)
    {
        await using var passes = await WithFailedUpdateAsync(isReplyLost);

        await passes.SettleAsync();

        AssertReadyWith("print(3)", passes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Create_ThatIsNotRecordedWhenTheNextUpdateFails_IsDeletedWithItsResource(bool isReplyLost)
    {
        await using var passes = await WithFailedUpdateAsync(isReplyLost);

        Assert.True(await passes.FinalizeAsync());

        Assert.Empty(passes.Objects.Paths);
    }

    /// <summary>A lost reply does not make a notebook of another user one of the operator.</summary>
    [Fact]
    public async Task Create_WhoseReplyIsLost_LeavesWhatSomebodyWroteInItsPlace()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Remote.Faults.Add(Fault.Reset("workspace/import"));
        passes.Apply();
        await passes.PassAsync();
        passes.Objects.Create(NotebookHarness.Path, "PYTHON", "print(7)");

        passes.Edit(spec => spec.Content = "print(3)");
        await passes.SettleAsync();

        Assert.Contains("print(7)", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
        Assert.Equal(("False", Reasons.Conflict), passes.Condition(ConditionTypes.Ready));
    }

    /// <summary>The notebook was imported, and the response to that call was lost.</summary>
    private static async Task<NotebookHarness> WithLostReplyAsync()
    {
        var passes = await NotebookHarness.StartAsync();
        passes.Remote.Faults.Add(Fault.Reset("workspace/import").AfterEffect());
        passes.Apply();
        await passes.PassAsync();
        return passes;
    }

    /// <summary>The notebook was imported without a record of it, the spec was edited, and the import of the new content was refused.</summary>
    private static async Task<NotebookHarness> WithFailedUpdateAsync(bool isReplyLost)
    {
        var passes = isReplyLost ? await WithLostReplyAsync() : await WithLostStatusAsync();
        passes.Edit(spec => spec.Content = "print(3)");
        passes.Remote.Faults.Add(new Fault { Operation = "workspace/import", Count = 1, Status = 500, Body = new() { ["error_code"] = "INTERNAL_ERROR" } });
        passes.Time.Advance(NotebookHarness.CreationGrace);
        await passes.PassAsync();
        Assert.NotNull(passes.Status.Path);
        Assert.Null(passes.Status.AppliedFields);
        return passes;
    }

    /// <summary>The workspace said that the import took effect, and the API server did not store the status.</summary>
    private static async Task<NotebookHarness> WithLostStatusAsync()
    {
        var passes = await NotebookHarness.StartAsync();
        passes.Api.Refusal = request => request.Path.EndsWith("/status", StringComparison.Ordinal) ? HttpStatusCode.ServiceUnavailable : null;
        passes.Apply();
        await Record.ExceptionAsync(() => passes.PassAsync());
        passes.Api.Refusal = _ => null;
        return passes;
    }

    private static void AssertReadyWith(string text, NotebookHarness passes)
    {
        Assert.Contains(text, passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
    }
}
