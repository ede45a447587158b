using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;
using Operator.Databricks.WorkspaceObjects;
using Operator.Managed;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>What looking at many notebooks costs, and what a new process remembers.</summary>
public sealed class NotebookListerTests
{
    [Fact]
    public async Task Rows_OfAThousandNotebooksInTenFolders_CostTenCalls()
    {
        await using var passes = await NotebookHarness.StartAsync();
        for (var index = 0; index < 1000; index++)
        {
            var name = $"n{index}";
            passes.Objects.Create($"/f{index % 10}/{name}", "PYTHON", "1");
            passes.Apply(notebook => notebook.Spec.Path = $"/Workspace/f{index % 10}/{name}", name);
        }

        var ids = new List<string?>();
        await foreach (var page in RowsOf(passes).PagesAsync(passes.Client, TestContext.Current.CancellationToken))
        {
            ids.AddRange(page.Select(RowsOf(passes).IdOf));
        }

        Assert.Equal(1000, ids.Distinct().Count());
        Assert.Contains("/f3/n3", ids);
        Assert.Equal(10, passes.Calls("workspace/list").Count);
    }

    [Fact]
    public async Task Rows_OfAFolderThatIsMissingOrMayNotBeRead_HideNoOther()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Objects.Create("/z/n", "PYTHON", "1");
        passes.Apply(notebook => notebook.Spec.Path = "/a/n", "a");
        passes.Apply(notebook => notebook.Spec.Path = "/b/n", "b");
        passes.Apply(notebook => notebook.Spec.Path = "/z/n", "z");
        passes.Remote.Faults.Add(Fault.Error("workspace/list", 403, "PERMISSION_DENIED", "no") with { Skip = 1 });

        var pages = new List<int>();
        await foreach (var page in RowsOf(passes).PagesAsync(passes.Client, TestContext.Current.CancellationToken))
        {
            pages.Add(page.Count);
        }

        Assert.Equal([0, 0, 1], pages);
    }

    [Fact]
    public async Task Restart_OfManyNotebooks_ExportsNoneAtOnce()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        passes.Restart();
        var before = passes.Mark;

        await passes.PassAsync();

        Assert.Equal(["workspace/list"], passes.Remote.Journal.After(before).Select(call => call.Operation));
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
    }

    /// <summary>The former process waited until reads show what it had sent, so the hash that it recorded may be of what was there before.</summary>
    [Fact]
    public async Task Restart_WhileTheFormerProcessWasNotSure_ExportsTheContent()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        passes.Objects.Change(NotebookHarness.Path, _ => "print(7)");
        passes.EditUnseen(json =>
        {
            var synced = json["status"]!["conditions"]!.AsArray().Single(condition => (string)condition!["type"]! == ConditionTypes.Synced)!;
            (synced["status"], synced["reason"]) = ("False", Reasons.Updating);
        });
        passes.Restart();

        await passes.PassAsync();
        await passes.SettleAsync();

        Assert.NotEmpty(passes.Calls("workspace/export"));
        Assert.Contains("print(1)", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Restart_WithAnEditMeanwhile_SendsIt()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        passes.Restart();
        passes.Edit(spec => spec.Content = "print(3)");

        await passes.SettleAsync();

        Assert.Contains("print(3)", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
    }

    private static IListedKind<DatabricksNotebook, ObjectInfo> RowsOf(NotebookHarness passes) =>
        passes.Process.Get<IListedKind<DatabricksNotebook, ObjectInfo>>();
}
