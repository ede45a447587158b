using System.Text.Json;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Runs;
using RunsJson = Operator.Databricks.Runs.RunsJson;

namespace Operator.UnitTests.Kinds.Runs;

/// <summary>What each state of Databricks means for those who wait for the run.</summary>
public sealed class RunStateTests
{
    [Theory]
    [InlineData("""{"life_cycle_state":"TERMINATED","result_state":"SUCCESS"}""", "", Reasons.RunSucceeded, ConditionTypes.Complete)]
    [InlineData("""{"life_cycle_state":"TERMINATED","result_state":"SUCCESS_WITH_FAILURES"}""", "", Reasons.RunSucceededWithFailures, ConditionTypes.Complete)]
    [InlineData("""{"life_cycle_state":"TERMINATED","result_state":"FAILED"}""", "", Reasons.RunFailed, ConditionTypes.Failed)]
    [InlineData("""{"life_cycle_state":"TERMINATED","result_state":"CANCELED"}""", "", Reasons.RunCanceled, ConditionTypes.Failed)]
    [InlineData("""{"life_cycle_state":"TERMINATED","result_state":"TIMEDOUT"}""", "", Reasons.RunTimedOut, ConditionTypes.Failed)]
    [InlineData("""{"life_cycle_state":"SKIPPED","result_state":"MAXIMUM_CONCURRENT_RUNS_REACHED"}""", "", Reasons.RunSkipped, ConditionTypes.Failed)]
    [InlineData("""{"life_cycle_state":"SKIPPED"}""", "", Reasons.RunSkipped, ConditionTypes.Failed)]
    [InlineData("""{"life_cycle_state":"INTERNAL_ERROR","result_state":"FAILED"}""", "", Reasons.RunFailed, ConditionTypes.Failed)]
    [InlineData("""{"life_cycle_state":"INTERNAL_ERROR"}""", "", Reasons.RunFailed, ConditionTypes.Failed)]
    [InlineData("""{"life_cycle_state":"TERMINATED","result_state":"A_RESULT_OF_TOMORROW"}""", "", Reasons.RunFailed, ConditionTypes.Failed)]
    [InlineData(
        "{}",
        """{"state":"TERMINATED","termination_details":{"code":"RUN_EXECUTION_ERROR","type":"CLIENT_ERROR"}}""",
        Reasons.RunFailed,
        ConditionTypes.Failed)]
    [InlineData("{}", """{"state":"TERMINATED","termination_details":{"code":"SUCCESS","type":"SUCCESS"}}""", Reasons.RunSucceeded, ConditionTypes.Complete)]
    public void Assess_EachEnd_IsToldAndEndsEveryWait(string state, string status, string reason, string condition)
    {
        var (run, outcome) = Assess(state, status);

        Assert.Equal(reason, outcome.Ready!.Reason);
        Assert.Equal(condition == ConditionTypes.Complete ? "True" : "False", outcome.Ready.Status);
        Assert.Equal((condition, "True"), (Assert.Single(outcome.Further!).Key, outcome.Further!.Single().Value.Status));
        Assert.Equal(condition == ConditionTypes.Failed, outcome.IsStalled);
        Assert.False(outcome.IsReconciling);
        Assert.NotNull(run);
    }

    [Theory]
    [InlineData("""{"life_cycle_state":"QUEUED"}""", "")]
    [InlineData("""{"life_cycle_state":"PENDING"}""", "")]
    [InlineData("""{"life_cycle_state":"BLOCKED"}""", "")]
    [InlineData("""{"life_cycle_state":"RUNNING"}""", "")]
    [InlineData("""{"life_cycle_state":"TERMINATING"}""", "")]
    [InlineData("""{"life_cycle_state":"WAITING_FOR_RETRY"}""", "")]
    [InlineData("""{"life_cycle_state":"A_STATE_OF_TOMORROW"}""", "")]
    [InlineData("{}", """{"state":"WAITING"}""")]
    [InlineData("{}", """{"state":"A_STATE_OF_TOMORROW"}""")]
    [InlineData("""{"life_cycle_state":"TERMINATED","result_state":"FAILED"}""", """{"state":"RUNNING"}""")]
    [InlineData("{}", "{}")]
    public void Assess_AnyOtherState_IsNoEnd(string state, string status)
    {
        var (_, outcome) = Assess(state, status);

        Assert.Equal(("False", Reasons.RunRunning), (outcome.Ready!.Status, outcome.Ready.Reason));
        Assert.True(outcome.IsReconciling);
        Assert.Null(outcome.Further);
    }

    [Fact]
    public void Describe_IdsOfNineteenDigits_KeepsThem()
    {
        var run = new DatabricksJobRun();
        RunStatusMapper.Describe(run.Status, Observed("{}", "{}"));

        Assert.Equal(("1017284950021374999", "1017284950021374998"), (run.Status.RunId, run.Status.JobId));
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(59_999, "59s")]
    [InlineData(72_000, "1m12s")]
    [InlineData(3_600_000, "1h0m0s")]
    [InlineData(360_061_000, "100h1m1s")]
    public void Words_OfADuration_AreAsKubectlShowsThem(long milliseconds, string expected) =>
        Assert.Equal(expected, RunStatusMapper.Words(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData("", null, false)]
    [InlineData("\u001b[0;31mNameError\u001b[0m\n\tat x", "[0;31mNameError[0m\n\tat x", false)]
    public void Head_OfAText_IsTheTextWithoutControlCharacters(string text, string? expected, bool isCut) =>
        Assert.Equal((expected, isCut), OutputText.Head(text));

    [Fact]
    public void HeadAndTail_OfALongText_AreFourKibibytesOfWholeCharacters()
    {
        var text = string.Concat(Enumerable.Repeat("a€😀", 2000)) + "end";

        var (head, tail) = (OutputText.Head(text), OutputText.Tail(text));

        Assert.True(head.IsCut && tail.IsCut);
        Assert.All(
            [head.Text!, tail.Text!], kept => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(kept), StatusLimits.Output - 3, StatusLimits.Output));
        Assert.StartsWith("a€😀", head.Text, StringComparison.Ordinal);
        Assert.EndsWith("end", tail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', head.Text! + tail.Text);
    }

    private static (DatabricksJobRun Run, Operator.Reconciling.ReconcileOutcome Outcome) Assess(string state, string status)
    {
        var (run, observed) = (new DatabricksJobRun(), Observed(state, status));
        RunStatusMapper.Describe(run.Status, observed);
        return (run, RunReadiness.GetReadiness(run, observed, isFinal: true));
    }

    private static ObservedRun Observed(string state, string status)
    {
        var json = $$"""{"run_id":1017284950021374999,"job_id":1017284950021374998,"state":{{state}}{{(status.Length > 0 ? $",\"status\":{status}" : "")}}}""";
        return new ObservedRun(JsonSerializer.Deserialize(json, RunsJson.Default.Run)!, IsWhole: true);
    }
}
