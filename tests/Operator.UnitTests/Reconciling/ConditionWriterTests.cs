using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Reconciling;
using Operator.Runtime.Entities;
using Operator.Runtime.Status;
using Operator.UnitTests.Managed;

namespace Operator.UnitTests.Reconciling;

public sealed class ConditionWriterTests
{
    private static readonly ReconcileIntervals Timing = new();

    private static readonly Dictionary<string, ReconcileOutcome> Outcomes = new()
    {
        ["waiting for something"] = ReconcileOutcome.Waiting(Reasons.DependencyNotReady, "m", Timing.Dependency),
        ["on its way"] = ReconcileOutcome.InProgress(Reasons.Provisioning, "m", Timing.Transition),
        ["as it should be"] = ReconcileOutcome.Available(),
        ["drift being corrected"] = ReconcileOutcome.InProgress(Reasons.Updating, "m", Timing.Transition, ConditionValue.False(Reasons.DriftCorrecting, "m")),
        ["drift reported"] = ReconcileOutcome.Available() with { Synced = ConditionValue.False(Reasons.DriftDetected, "m") },
        ["invalid"] = ReconcileOutcome.Stalled(Reasons.InvalidSpec, "m"),
        ["refused"] = FailureTable.Classify(new DatabricksError("clusters/create", DatabricksErrorKind.Invalid, "m")),
        ["credential refused"] = FailureTable.Classify(new DatabricksError("clusters/get", DatabricksErrorKind.Unauthenticated, "m")),
        ["limit used up"] = FailureTable.Classify(new DatabricksError("clusters/create", DatabricksErrorKind.Quota, "m")),
        ["outage"] = FailureTable.Classify(new DatabricksError("clusters/get", DatabricksErrorKind.Transient, "m")),
        ["throttled"] = FailureTable.Classify(new DatabricksError("clusters/get", DatabricksErrorKind.Throttled, "m")),
        ["suspended"] = ReconcileOutcome.Suspended(),
        ["conflict"] = ReconcileOutcome.Stalled(Reasons.Conflict, "m", Timing.Observe),
    };

    /// <summary>The table every outcome is held against: from a ready object of the same generation.</summary>
    [Theory]
    [InlineData("waiting for something", "False", "Unknown", "Reconciling", "InProgress")]
    [InlineData("on its way", "False", "True", "Reconciling", "InProgress")]
    [InlineData("as it should be", "True", "True", "", "Current")]
    [InlineData("drift being corrected", "False", "False", "Reconciling", "InProgress")]
    [InlineData("drift reported", "True", "False", "", "Current")]
    [InlineData("invalid", "False", "False", "Stalled", "Failed")]
    [InlineData("refused", "False", "False", "Stalled", "Failed")]
    [InlineData("credential refused", "True", "Unknown", "Reconciling", "InProgress")]
    [InlineData("limit used up", "False", "Unknown", "Reconciling", "InProgress")]
    [InlineData("outage", "True", "Unknown", "Reconciling", "InProgress")]
    [InlineData("throttled", "True", "Unknown", "Reconciling", "InProgress")]
    [InlineData("suspended", "True", "Unknown", "", "Current")]
    [InlineData("conflict", "False", "False", "Stalled", "Failed")]
    public void Apply_AnOutcome_GivesTheConditionsOfTheTable(string outcome, string ready, string synced, string abnormal, string kstatus)
    {
        var status = ReadyAt(1);

        ConditionWriter.Apply(status, Outcomes[outcome], 1, DateTimeOffset.UnixEpoch);

        Assert.Equal((ready, synced), (Condition(status, ConditionTypes.Ready)?.Status, Condition(status, ConditionTypes.Synced)?.Status));
        Assert.Equal(
            abnormal, string.Join(",", status.Conditions.Where(condition => condition.Type is "Reconciling" or "Stalled").Select(condition => condition.Type)));
        Assert.Equal(kstatus, Kstatus.Of(status, 1));
        Assert.All(status.Conditions, condition => Assert.Matches("^[A-Za-z]+$", condition.Reason));
        Assert.Equal(1, status.ObservedGeneration);
    }

    [Theory]
    [InlineData("outage")]
    [InlineData("throttled")]
    public void Apply_AnOutageBeforeANewGenerationWasSeen_DoesNotCallItReady(string outcome)
    {
        var status = ReadyAt(1);

        ConditionWriter.Apply(status, Outcomes[outcome], 2, DateTimeOffset.UnixEpoch);

        Assert.Equal(("Unknown", 2), (Condition(status, ConditionTypes.Ready)!.Status, Condition(status, ConditionTypes.Ready)!.ObservedGeneration));
    }

    [Fact]
    public void Apply_Suspended_IsPausedAsItWasOfTheGenerationItSpokeOf()
    {
        var status = ReadyAt(1);
        var before = Condition(status, ConditionTypes.Ready);

        ConditionWriter.Apply(status, ReconcileOutcome.Suspended(), 2, DateTimeOffset.UnixEpoch.AddDays(1));

        Assert.Equal(before, Condition(status, ConditionTypes.Ready));
        Assert.Equal("InProgress", Kstatus.Of(status, 2));
    }

    [Fact]
    public void Apply_SuspendedWhileStalled_StaysStalled()
    {
        var status = new DatabricksClusterStatus();
        ConditionWriter.Apply(status, ReconcileOutcome.Stalled(Reasons.InvalidSpec, "m"), 1, DateTimeOffset.UnixEpoch);

        ConditionWriter.Apply(status, ReconcileOutcome.Suspended(), 1, DateTimeOffset.UnixEpoch);

        Assert.Equal(("True", Reasons.InvalidSpec), (Condition(status, ConditionTypes.Stalled)!.Status, Condition(status, ConditionTypes.Stalled)!.Reason));
        Assert.Equal("Failed", Kstatus.Of(status, 1));
    }

    [Fact]
    public void Apply_SuspendedFromTheStart_SaysThatNothingIsKnown()
    {
        var status = new DatabricksClusterStatus();

        ConditionWriter.Apply(status, ReconcileOutcome.Suspended(), 1, DateTimeOffset.UnixEpoch);

        Assert.Equal(("Unknown", Reasons.Suspended), (Condition(status, ConditionTypes.Ready)!.Status, Condition(status, ConditionTypes.Ready)!.Reason));
    }

    [Fact]
    public void Apply_ARefusedCredential_IsStalledAfterTenMinutesAndNotAgainAfterwards()
    {
        var time = new FakeTimeProvider();
        var status = ReadyAt(1);

        foreach (var (minutes, expected) in new[] { (0, "InProgress"), (9, "InProgress"), (1, "Failed"), (60, "Failed") })
        {
            time.Advance(TimeSpan.FromMinutes(minutes));
            ConditionWriter.Apply(status, Outcomes["credential refused"], 1, time.GetUtcNow());
            Assert.Equal(expected, Kstatus.Of(status, 1));
        }

        ConditionWriter.Apply(status, ReconcileOutcome.Available(), 1, time.GetUtcNow());
        Assert.Equal("Current", Kstatus.Of(status, 1));
        Assert.Null(status.FailingSince);
    }

    [Fact]
    public void Apply_TheSameOutcomeAgain_ChangesNothingHoweverMuchTimePassed()
    {
        foreach (var outcome in Outcomes.Values.Where(outcome => outcome.StallsAfter is null))
        {
            var status = ReadyAt(1);
            ConditionWriter.Apply(status, outcome, 1, DateTimeOffset.UnixEpoch);
            var before = status.Conditions.ToList();

            ConditionWriter.Apply(status, outcome, 1, DateTimeOffset.UnixEpoch.AddDays(1));

            Assert.Equal(before, status.Conditions);
        }
    }

    [Fact]
    public void Apply_ATextBeyondTheLimit_IsCutSoThatTheStatusCanBeWritten()
    {
        var status = new DatabricksClusterStatus();

        ConditionWriter.Apply(status, ReconcileOutcome.Stalled(Reasons.Rejected, new string('x', 50_000)), 1, DateTimeOffset.UnixEpoch);

        Assert.All(status.Conditions, condition => Assert.True(condition.Message.Length <= StatusLimits.Message));
    }

    /// <summary>Every outcome there can be, on every status there can be, and again later.</summary>
    [Fact]
    public void Apply_AnyOutcomeOnAnyStatus_NeverContradictsItself()
    {
        foreach (var (before, after) in AllOutcomes().SelectMany(_ => AllOutcomes(), (before, after) => (before, after)))
        {
            var status = new DatabricksClusterStatus();
            ConditionWriter.Apply(status, before, 1, DateTimeOffset.UnixEpoch);
            foreach (var (generation, minutes) in new[] { (1, 0.5), (1, 30), (2, 31) })
            {
                ConditionWriter.Apply(status, after, generation, DateTimeOffset.UnixEpoch.AddMinutes(minutes));
                var (isReady, isStalled) = (status.Conditions.IsTrue(ConditionTypes.Ready), status.Conditions.IsTrue(ConditionTypes.Stalled));
                Assert.False(isReady && isStalled, $"Ready and Stalled: {before}, then {after}");
                Assert.False(isStalled && status.Conditions.IsTrue(ConditionTypes.Reconciling), $"Reconciling and Stalled: {before}, then {after}");
                Assert.NotNull(Condition(status, ConditionTypes.Ready));
                Assert.False(
                    isReady && status.ObservedGeneration != Condition(status, ConditionTypes.Ready)!.ObservedGeneration,
                    $"Ready of another generation: {before}, then {after}");
            }
        }
    }

    private static IEnumerable<ReconcileOutcome> AllOutcomes()
    {
        var verdicts = new[] { ConditionValue.True(Reasons.Available), ConditionValue.False(Reasons.Rejected, "m"), ConditionValue.Unknown(
            Reasons.ApiUnavailable, "m") };
        bool[] both = [false, true];
        return from ready in verdicts.Append(null)
               from synced in verdicts
               from isReconciling in both
               from isStalled in both
               from isOutdated in both
               from lasting in both
               select new ReconcileOutcome
               {
                   Ready = ready,
                   Synced = synced,
                   IsReconciling = isReconciling,
                   IsStalled = isStalled,
                   IsOutdated = isOutdated,
                   StallsAfter = lasting ? TimeSpan.FromMinutes(10) : null,
                   Grace = lasting ? TimeSpan.FromMinutes(1) : null,
               } into outcome
               from paused in both
               select paused ? ReconcileOutcome.Suspended() : outcome;
    }

    private static DatabricksClusterStatus ReadyAt(long generation)
    {
        var status = new DatabricksClusterStatus();
        ConditionWriter.Apply(status, ReconcileOutcome.Available(), generation, DateTimeOffset.UnixEpoch);
        return status;
    }

    private static Condition? Condition(DatabricksClusterStatus status, string type) => status.Conditions.Find(type);
}
