using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Notebooks;

/// <summary>What is not imported, or not yet, or only read.</summary>
public sealed class NotebookPolicyTests(ControlPlane controlPlane) : NotebookTestBase(controlPlane)
{
    [Fact]
    public async Task Adopt_OfANotebookOfSomebodyElse_NeedsThePolicyByName()
    {
        Simulator.Workspace.Objects.Create(Path, "PYTHON", "theirs");
        await Kubectl.ApplyAsync(Manifest());
        await Eventually.ReachesAsync(_ => ReasonAsync(), reason => reason == "Conflict", "the reason");
        Assert.EndsWith("theirs", Source, StringComparison.Ordinal);

        await PatchAsync("""{"spec":{"policies":{"adoption":"ByName"}}}""");
        await SyncedAsync(generation: 2);

        Assert.EndsWith("print(1)", Source, StringComparison.Ordinal);
        await Eventually.ReachesAsync(_ => EventsAsync(), events => events.Contains("Adopted"), "the event");
    }

    [Fact]
    public async Task Apply_WhereAFolderIs_IsStalledAndTouchesNothing()
    {
        Simulator.Workspace.Objects.Create($"{Path}/inner", "PYTHON", "1");
        await Kubectl.ApplyAsync(Manifest("policies: {adoption: ByName}"));

        await Eventually.ReachesAsync(_ => ReasonAsync(), reason => reason == "WrongObjectType", "the reason");
        await Kubectl.RunAsync("delete", "databricksnotebook", "load", "--timeout=30s");

        Assert.Equal([$"{Path}/inner"], Simulator.Workspace.Objects.Paths);
        Assert.Empty(Mutations());
    }

    [Fact]
    public async Task Observe_AndThenPlan_ReportAndWriteNothing()
    {
        Simulator.Workspace.Objects.Create(Path, "PYTHON", "theirs");
        await ReadyAsync("policies: {management: Observe, adoption: ByName}");
        Assert.Equal("DriftDetected", await FieldAsync(".status.conditions[?(@.type==\"Synced\")].reason"));

        await PatchAsync("""{"spec":{"policies":{"management":"Plan"}}}""");

        await Eventually.ReachesAsync(_ => FieldAsync(".status.plan.action"), action => action == "Update", "the plan");
        Assert.Equal("""["content"]""", await FieldAsync(".status.plan.fields"));
        Assert.Empty(Mutations());
    }

    [Fact]
    public async Task Suspended_Notebook_CausesNoCall()
    {
        await Kubectl.ApplyAsync(Manifest("suspend: true"));

        await Eventually.ReachesAsync(_ => FieldAsync(".status.conditions[?(@.type==\"Synced\")].reason"), reason => reason == "Suspended", "the condition");
        Assert.Equal(0, Simulator.Workspace.Journal.LastSequence);
    }
}
