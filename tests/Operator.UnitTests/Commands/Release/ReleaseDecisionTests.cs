using System.Text.Json;
using Operator.Api.V1Alpha1;
using Operator.Commands.Release;
using Operator.Kinds;
using Operator.Runtime.Client;

namespace Operator.UnitTests.Commands.Release;

public sealed class ReleaseDecisionTests
{
    private static readonly ReleasedObject Live =
        new("DatabricksJob", new ObjectKey("team", "etl"), "uid", "1") { Finalizers = [Ownership.Finalizer] };

    [Fact]
    public void Next_UnderRetain_SaysSoBeforeTheDeletionAndThenWaitsForTheOperator()
    {
        var said = Live with { Annotations = new Dictionary<string, string> { [Annotations.DeletionPolicy] = "Retain" } };

        Assert.Equal(ReleaseAction.Annotate, ReleaseDecision.Next(ReleasePolicy.Retain, Live));
        Assert.Equal(ReleaseAction.Annotate, ReleaseDecision.Next(ReleasePolicy.Retain, Live with { IsBeingDeleted = true }));
        Assert.Equal(ReleaseAction.Delete, ReleaseDecision.Next(ReleasePolicy.Retain, said));
        Assert.Equal(ReleaseAction.Wait, ReleaseDecision.Next(ReleasePolicy.Retain, said with { IsBeingDeleted = true }));
    }

    [Fact]
    public void Next_UnderAbandon_TakesTheFinalizerOnlyOnceNoOperatorCanDeleteAnythingInDatabricks()
    {
        var said = Live with { Annotations = new Dictionary<string, string> { [Annotations.Abandon] = "true" } };

        Assert.Equal(ReleaseAction.Annotate, ReleaseDecision.Next(ReleasePolicy.Abandon, Live));
        Assert.Equal(ReleaseAction.Annotate, ReleaseDecision.Next(ReleasePolicy.Abandon, Live with { IsBeingDeleted = true }));
        Assert.Equal(ReleaseAction.Delete, ReleaseDecision.Next(ReleasePolicy.Abandon, said));
        Assert.Equal(ReleaseAction.RemoveFinalizer, ReleaseDecision.Next(ReleasePolicy.Abandon, said with { IsBeingDeleted = true }));
        Assert.Equal(ReleaseAction.Wait, ReleaseDecision.Next(ReleasePolicy.Abandon, said with { IsBeingDeleted = true, Finalizers = ["others/x"] }));
    }

    [Fact]
    public void Next_UnderDelete_LeavesEachObjectItsOwnPolicy()
    {
        Assert.Equal(ReleaseAction.Delete, ReleaseDecision.Next(ReleasePolicy.Delete, Live));
        Assert.Equal(ReleaseAction.Wait, ReleaseDecision.Next(ReleasePolicy.Delete, Live with { IsBeingDeleted = true }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Next_UnderKeep_TouchesNothing(bool isBeingDeleted) =>
        Assert.Equal(ReleaseAction.Wait, ReleaseDecision.Next(ReleasePolicy.Keep, Live with { IsBeingDeleted = isBeingDeleted }));

    [Fact]
    public void Next_AWorkspaceUnderRetain_NeedsNoAnnotation() =>
        Assert.Equal(ReleaseAction.Delete, ReleaseDecision.Next(ReleasePolicy.Retain, Live with { Kind = DatabricksWorkspace.KindName }));

    [Fact]
    public void Order_OfTheKinds_HasEachOnceAndWorkspacesLast()
    {
        Assert.Equal(
            KindRegistry.All.Select(kind => kind.Resource.Name).Order(StringComparer.Ordinal),
            ReleaseCommand.Order.Select(kind => kind.Name).Order(StringComparer.Ordinal));
        Assert.Equal(typeof(DatabricksWorkspace), ReleaseCommand.Order[^1]);
        Assert.All(
            KindRegistry.All.Where(kind => kind.Resource != typeof(DatabricksWorkspace)),
            kind => Assert.Contains(DeletionPolicy.Retain, ((IDatabricksResource)Activator.CreateInstance(kind.Resource)!).Spec.DeletionPolicies));
    }

    [Fact]
    public void Lines_OfWhatIsLeft_SayWhyAndWhatToDo()
    {
        var hanging = Parse("""
            {"metadata": {"name": "etl", "namespace": "team", "uid": "u", "resourceVersion": "7", "deletionTimestamp": "2026-11-02T09:30:00Z",
             "finalizers": ["databricks-operator.io/finalizer"]},
             "status": {"conditions": [{"type": "Synced", "reason": "InSync", "message": "well"},
              {"type": "Ready", "reason": "DeleteFailed", "message": "the workspace refuses"}]}}
            """);

        var lines = string.Join('\n', ReleaseReport.Lines(ReleasePolicy.Delete, [hanging]));

        Assert.Equal(ReleaseReport.ObjectsAreLeft, ReleaseReport.ExitCode([hanging]));
        Assert.Contains("DatabricksJob team/etl: DeleteFailed: the workspace refuses", lines, StringComparison.Ordinal);
        Assert.Contains("--policy Abandon", lines, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_OfAnObjectWithoutAnAnswer_AskWhetherTheOperatorRuns() => Assert.Contains(
        ReleaseReport.Lines(ReleasePolicy.Retain, [Live with { IsBeingDeleted = true }]),
        line => line.Contains("is it running?", StringComparison.Ordinal));

    [Fact]
    public void Lines_OfAThousandObjects_NameTwentyAndCountTheRest()
    {
        var lines = ReleaseReport.Lines(ReleasePolicy.Keep, [.. Enumerable.Repeat(Live, 1000)]).ToList();

        Assert.StartsWith("1000 objects are left", lines[0], StringComparison.Ordinal);
        Assert.Contains("  and 980 more", lines);
        Assert.Equal(23, lines.Count);
    }

    [Fact]
    public void Lines_WhenNothingIsLeft_SayThat() => Assert.Equal(["All objects are released."], ReleaseReport.Lines(ReleasePolicy.Delete, []));

    private static ReleasedObject Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ReleasedObject.Parse("DatabricksJob", document.RootElement);
    }
}
