using Databricks.Simulator.Faults;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Notebooks;

/// <summary>What goes with the resource, and what stays.</summary>
public sealed class NotebookDeletionTests(ControlPlane controlPlane) : NotebookTestBase(controlPlane)
{
    [Fact]
    public async Task Delete_OfANotebook_LeavesItsFolder()
    {
        await ReadyAsync();

        await Kubectl.RunAsync("delete", "databricksnotebook", "load", "--timeout=30s");

        Assert.Empty(Simulator.Workspace.Objects.Paths);
        Assert.NotNull(Simulator.Workspace.Objects.Find("/Shared/etl"));
    }

    [Fact]
    public async Task Delete_WithPolicyRetain_KeepsTheNotebook()
    {
        await ReadyAsync("policies: {deletion: Retain}");

        await Kubectl.RunAsync("delete", "databricksnotebook", "load", "--timeout=30s");

        Assert.Equal([Path], Simulator.Workspace.Objects.Paths);
    }

    [Fact]
    public async Task Delete_WhereSomebodyPutAnotherInItsPlace_LeavesThatAloneAndSaysSo()
    {
        await ReadyAsync();
        // Nobody looks in between, so the deletion meets it first.
        await PatchAsync("""{"spec":{"suspend":true}}""");
        await Eventually.ReachesAsync(_ => FieldAsync(".status.conditions[?(@.type==\"Synced\")].reason"), reason => reason == "Suspended", "the condition");
        Simulator.Workspace.Objects.Remove(Path);
        Simulator.Workspace.Objects.Create(Path, "PYTHON", "theirs");

        await Kubectl.RunAsync("delete", "databricksnotebook", "load", "--wait=false");
        await PatchAsync("""{"spec":{"suspend":null}}""");

        await Eventually.ReachesAsync(_ => Kubectl.RunAsync("get", "databricksnotebooks", "-o", "name"), names => names.Length == 0, "the end of the resource");
        Assert.EndsWith("theirs", Source, StringComparison.Ordinal);
        await Eventually.ReachesAsync(_ => EventsAsync(), events => events.Contains("LeftAlone"), "the event");
    }

    [Fact]
    public async Task Delete_WhileTheWorkspaceRefuses_SaysWhyAndCanBeAbandoned()
    {
        await ReadyAsync();
        Simulator.Workspace.Faults.Add(Fault.Error("workspace/delete", 403, "PERMISSION_DENIED", "no right") with { Count = null });

        await Kubectl.RunAsync("delete", "databricksnotebook", "load", "--wait=false");
        await Eventually.ReachesAsync(_ => ReasonAsync(), reason => reason == "DeleteFailed", "the reason");
        await Kubectl.RunAsync("annotate", "databricksnotebook", "load", "databricks-operator.io/abandon=true");

        await Eventually.ReachesAsync(_ => Kubectl.RunAsync("get", "databricksnotebooks", "-o", "name"), names => names.Length == 0, "the end of the resource");
        Assert.Equal([Path], Simulator.Workspace.Objects.Paths);
    }
}
