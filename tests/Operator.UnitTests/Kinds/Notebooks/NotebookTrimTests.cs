using Operator.Api.V1Alpha1;
using Operator.Kinds.Notebooks;
using Operator.Runtime.Client;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>Ten thousand notebooks fit into memory because their contents are not in it.</summary>
public sealed class NotebookTrimTests
{
    [Fact]
    public async Task Pass_ContentInTheSpec_IsImportedAndNotHeld()
    {
        await using var passes = await NotebookHarness.CreatedAsync();

        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
        Assert.Null(passes.Known().Spec.Content);
        Assert.Equal(("content", null), (passes.Known().Spec.Inline!.Field, passes.Known().Spec.Inline!.Problem));
    }

    [Fact]
    public async Task Pass_NothingToImport_ReadsNothingFromTheApiServer()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        var mark = passes.Mark;

        passes.Edit(spec => spec.Policies = new NotebookPolicies { Drift = DriftPolicy.Report });
        await passes.SettleAsync();

        Assert.Equal(0, passes.Reads);
        Assert.Empty(passes.Mutations(mark));
    }

    [Fact]
    public async Task Pass_ContentEdited_ReadsItOnceAndImportsIt()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        var mark = passes.Mark;

        passes.Edit(spec => (spec.Content, spec.Inline) = ("print('b')", null));
        await passes.SettleAsync();

        Assert.Equal(1, passes.Reads);
        Assert.Equal(["workspace/import"], passes.Mutations(mark));
    }

    /// <summary>The status would call the older generation applied.</summary>
    [Fact]
    public async Task Pass_EditedOnceMoreWhileItsContentIsRead_ImportsNothing()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        var mark = passes.Mark;
        passes.Edit(spec => spec.Content = "print('b')");
        passes.EditUnseen(json =>
        {
            json["metadata"]!["generation"] = 3;
            json["spec"]!["content"] = "print('c')";
        });

        var exception = await Assert.ThrowsAsync<ApiServerException>(() => passes.PassAsync());

        Assert.True(exception.IsConflict);
        Assert.Empty(passes.Mutations(mark));
    }

    [Theory]
    [InlineData("no base64 at all", null, "spec.contentBase64 is not base64")]
    [InlineData("bm8gZ3ppcA==", "gzip", "is not compressed with gzip")]
    public void Apply_ContentThatCannotBeImported_IsNotHeldAndKeepsItsProblem(string base64, string? encoding, string problem)
    {
        var notebook = NotebookHarness.Of(written =>
            (written.Spec.Content, written.Spec.ContentBase64, written.Spec.ContentEncoding) = (null, base64, encoding));

        NotebookTrim.Apply(notebook);

        Assert.Null(notebook.Spec.ContentBase64);
        Assert.Contains(problem, notebook.Spec.Inline!.Problem, StringComparison.Ordinal);
    }

    /// <summary>The rule that refuses it has to see both.</summary>
    [Fact]
    public void Apply_ContentGivenTwice_ChangesNothing()
    {
        var notebook = NotebookHarness.Of(written => written.Spec.ContentBase64 = "");

        NotebookTrim.Apply(notebook);

        Assert.NotNull(notebook.Spec.Content);
        Assert.Null(notebook.Spec.Inline);
    }

    [Fact]
    public void Apply_SameContent_GivesTheSameVersionAndAnotherAnotherOne()
    {
        string?[] versions = [.. new[] { "print(1)", "print(1)", "print(2)" }.Select(content =>
        {
            var notebook = NotebookHarness.Of(written => written.Spec.Content = content);
            NotebookTrim.Apply(notebook);
            return notebook.Spec.Inline!.Version;
        })];

        Assert.Equal(versions[0], versions[1]);
        Assert.NotEqual(versions[1], versions[2]);
    }
}
