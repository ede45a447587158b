using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>What goes with a resource, and what does not.</summary>
public sealed class NotebookDeletionTests
{
    [Fact]
    public async Task Delete_OfItsNotebook_IsOneCallThatTakesNothingElse()
    {
        await using var passes = await NotebookHarness.CreatedAsync(notebook => notebook.Spec.Path = "/a/b/n");
        var before = passes.Mark;

        Assert.True(await passes.FinalizeAsync());

        Assert.Equal(["workspace/get-status", "workspace/delete"], passes.Remote.Journal.After(before).Select(call => call.Operation));
        Assert.Contains("\"recursive\":false", passes.Calls("workspace/delete")[0].Body, StringComparison.Ordinal);
        Assert.NotNull(passes.Objects.Find("/a/b"));
    }

    [Fact]
    public async Task Delete_OfANotebookThatIsGone_IsDone()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        passes.Objects.Remove(NotebookHarness.Path);

        Assert.True(await passes.FinalizeAsync());
    }

    [Fact]
    public async Task Delete_OfADriftedNotebook_StillDeletesIt()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        passes.Objects.Change(NotebookHarness.Path, _ => "edited by a person");

        Assert.True(await passes.FinalizeAsync());

        Assert.Empty(passes.Objects.Paths);
    }

    [Fact]
    public async Task Delete_WithItsConfigMapGone_WaitsForNothing()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.PutConfigMap("c", "k", "print(1)"u8.ToArray());
        passes.Apply(notebook => (notebook.Spec.Content, notebook.Spec.ContentFrom) = (
            null, new NotebookContentSource { ConfigMapKeyRef = new ConfigMapKeyReference { Name = "c", Key = "k" } }));
        await passes.SettleAsync();
        passes.RemoveConfigMap("c");

        Assert.True(await passes.FinalizeAsync());
        Assert.Empty(passes.Objects.Paths);
    }

    [Fact]
    public async Task Delete_OfAResourceThatNeverImportedAnything_LeavesAnEqualNotebookAlone()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Objects.Create(NotebookHarness.Path, "PYTHON", NotebookHarness.Content);
        passes.Remote.Faults.Add(Fault.Error("workspace/get-status", 403, "PERMISSION_DENIED", "no"));
        passes.Apply();
        await passes.PassAsync();

        Assert.True(await passes.FinalizeAsync());

        Assert.Equal([NotebookHarness.Path], passes.Objects.Paths);
    }

    [Theory]
    [InlineData("workspace/get-status")]
    [InlineData("workspace/delete")]
    public async Task Delete_ThatFails_HoldsTheResourceAndNamesTheWayOut(string operation)
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        passes.Remote.Faults.Add(Fault.Error(operation, 403, "PERMISSION_DENIED", "no"));

        Assert.False(await passes.FinalizeAsync());

        Assert.Equal(("False", Reasons.DeleteFailed), passes.Condition(ConditionTypes.Ready));
        Assert.Contains(Annotations.Abandon, passes.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abandon", "true")]
    [InlineData("deletion-policy", "Retain")]
    public async Task Delete_UnderAnAnnotation_KeepsTheNotebook(string name, string value)
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        passes.Apply(notebook => notebook.Metadata.Annotations = new Dictionary<string, string> { [$"databricks-operator.io/{name}"] = value });

        Assert.True(await passes.FinalizeAsync());

        Assert.Equal([NotebookHarness.Path], passes.Objects.Paths);
    }
}
