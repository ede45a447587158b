using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Reconciling;
using Operator.Runtime.Status;

namespace Operator.UnitTests.Reconciling;

/// <summary>How long a refusal has lasted decides what it takes from an object, and when it is tried again.</summary>
public sealed class LastingFailureTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 9, 12, 0, 0, TimeSpan.Zero);
    private static readonly ReconcileOutcome Denied = Failure(DatabricksErrorKind.PermissionDenied);

    [Fact]
    public void Apply_ARefusalInItsFirstMinute_IsTriedAgainQuicklyAndTakesNothingFromReady()
    {
        var status = Ready();
        var now = Start;
        List<double> pauses = [];
        while (now < Start.AddMinutes(1))
        {
            var judged = ConditionWriter.Apply(status, Denied, 1, now);
            Assert.True(status.Conditions.IsTrue(ConditionTypes.Ready));
            pauses.Add(judged.RequeueAfter!.Value.TotalSeconds);
            now += judged.RequeueAfter.Value;
        }

        Assert.Equal([5, 10, 20, 25], pauses);
        ConditionWriter.Apply(status, Denied, 1, now);
        Assert.Equal(Reasons.PermissionDenied, status.Conditions.Find(ConditionTypes.Ready)!.Reason);
    }

    [Theory]
    [InlineData(DatabricksErrorKind.PermissionDenied, 120)]
    [InlineData(DatabricksErrorKind.Unauthenticated, 60)]
    public void Apply_AnOldRefusal_IsTriedAgainSlowly(DatabricksErrorKind kind, int seconds)
    {
        var status = Ready();
        ConditionWriter.Apply(status, Failure(kind), 1, Start);

        Assert.Equal(seconds, ConditionWriter.Apply(status, Failure(kind), 1, Start.AddMinutes(5)).RequeueAfter!.Value.TotalSeconds);
    }

    [Fact]
    public void Apply_AnObjectThatWasNotReadyForAnotherReason_IsNotStalledByItsSecondRefusal()
    {
        var status = new DatabricksClusterStatus();
        ConditionWriter.Apply(status, ReconcileOutcome.InProgress(Reasons.Provisioning, "m", TimeSpan.Zero), 1, Start);

        foreach (var minutes in new[] { 20, 21, 29 })
        {
            ConditionWriter.Apply(status, Denied, 1, Start.AddMinutes(minutes));
            Assert.False(status.Conditions.IsTrue(ConditionTypes.Stalled));
        }

        ConditionWriter.Apply(status, Denied, 1, Start.AddMinutes(30));
        Assert.True(status.Conditions.IsTrue(ConditionTypes.Stalled));
    }

    public static TheoryData<string> Interruptions => ["workspace", "outage", "other refusal", "edit"];

    [Theory]
    [MemberData(nameof(Interruptions))]
    public void Apply_AnotherReasonInBetween_DoesNotStartTheTimeAnew(string interruption)
    {
        var status = Ready();
        ConditionWriter.Apply(status, Denied, 1, Start);
        var between = interruption switch
        {
            "workspace" => ReconcileOutcome.Waiting(Reasons.WorkspaceNotReady, "m", TimeSpan.Zero),
            "outage" => Failure(DatabricksErrorKind.Transient),
            "other refusal" => Failure(DatabricksErrorKind.Unauthenticated),
            _ => Denied,
        };

        ConditionWriter.Apply(status, between, interruption == "edit" ? 2 : 1, Start.AddMinutes(5));
        ConditionWriter.Apply(status, Denied, interruption == "edit" ? 2 : 1, Start.AddMinutes(10));

        Assert.True(status.Conditions.IsTrue(ConditionTypes.Stalled));
    }

    [Fact]
    public void Apply_ALookThatSucceeded_StartsTheTimeAnew()
    {
        var status = Ready();
        ConditionWriter.Apply(status, Denied, 1, Start);
        ConditionWriter.Apply(status, ReconcileOutcome.Available(), 1, Start.AddMinutes(9));

        ConditionWriter.Apply(status, Denied, 1, Start.AddMinutes(11));

        Assert.Equal("True", status.Conditions.Find(ConditionTypes.Ready)!.Status);
        Assert.False(status.Conditions.IsTrue(ConditionTypes.Stalled));
    }

    [Fact]
    public void Apply_TheSameRefusalAgain_WritesNothingBetweenItsTurns()
    {
        var status = Ready();
        HashSet<string> states = [];
        for (var second = 0; second < 3600; second += 5)
        {
            ConditionWriter.Apply(status, Denied, 1, Start.AddSeconds(second));
            states.Add(string.Join(";", status.Conditions) + status.FailingSince);
        }

        // Kept, not ready, stalled.
        Assert.Equal(3, states.Count);
    }

    private static DatabricksClusterStatus Ready()
    {
        var status = new DatabricksClusterStatus();
        ConditionWriter.Apply(status, ReconcileOutcome.Available(), 1, Start.AddHours(-1));
        return status;
    }

    private static ReconcileOutcome Failure(DatabricksErrorKind kind) => FailureTable.Classify(new DatabricksError("clusters/get", kind, "m"));
}
