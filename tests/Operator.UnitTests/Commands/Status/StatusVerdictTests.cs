using System.Text.Json.Nodes;
using Operator.Commands.Status;

namespace Operator.UnitTests.Commands.Status;

public sealed class StatusVerdictTests
{
    private const string Ready = """{"type":"Ready","status":"True","reason":"Available","observedGeneration":2}""";
    private const string Synced = """{"type":"Synced","status":"True","reason":"InSync","observedGeneration":2}""";

    [Theory]
    [InlineData("Ready", null, Ready, Synced)]
    [InlineData("Ready", null, Ready)]
    [InlineData("Working", "NotYetReconciled")]
    [InlineData("Working", "NotYetReconciled", """{"type":"Ready","status":"True","reason":"Available","observedGeneration":1}""", Synced)]
    [InlineData("NotReady", "Drift", Ready, """{"type":"Synced","status":"False","reason":"Drift","observedGeneration":2}""")]
    [InlineData("NotReady", "Suspended", Ready, """{"type":"Synced","status":"Unknown","reason":"Suspended","observedGeneration":2}""")]
    [InlineData("NotReady", "QuotaExceeded", """{"type":"Ready","status":"False","reason":"QuotaExceeded","observedGeneration":2}""", Synced)]
    [InlineData(
        "Working", "Provisioning", """{"type":"Ready","status":"False","reason":"Provisioning","observedGeneration":2}""",
        """{"type":"Reconciling","status":"True","reason":"Provisioning","observedGeneration":2}""")]
    [InlineData(
        "NotReady", "InvalidSpec", """{"type":"Ready","status":"False","reason":"Other","observedGeneration":2}""",
        """{"type":"Reconciling","status":"True","reason":"Other","observedGeneration":2}""",
        """{"type":"Stalled","status":"True","reason":"InvalidSpec","observedGeneration":2}""")]
    public void Of_Conditions_IsTheOneThatHinders(string state, string? reason, params string[] conditions)
    {
        var verdict = StatusVerdict.Of(Content(conditions));

        Assert.Equal((state, reason), (verdict.State.ToString(), verdict.Reason));
    }

    [Fact]
    public void Of_AnObjectThatIsBeingDeleted_IsNotReadyWhateverWasReported()
    {
        var content = Content(Ready, Synced);
        content["metadata"]!["deletionTimestamp"] = "2026-01-01T00:00:00Z";

        Assert.Equal((StatusState.Working, "Deleting", "It is being deleted"), StatusVerdict.Of(content));
    }

    private static JsonObject Content(params string[] conditions) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "x", ["namespace"] = "team", ["generation"] = JsonNode.Parse("2") },
        ["status"] = new JsonObject { ["conditions"] = new JsonArray([.. conditions.Select(condition => JsonNode.Parse(condition))]) },
    };
}
