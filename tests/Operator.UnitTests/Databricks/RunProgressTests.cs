using Operator.Databricks.Runs;

namespace Operator.UnitTests.Databricks;

/// <summary>What every combination of the states of a run means (behavior §3.1).</summary>
public sealed class RunProgressTests
{
    private static readonly string?[] LifeCycles =
        [null, "", "QUEUED", "PENDING", "RUNNING", "TERMINATING", "BLOCKED", "WAITING_FOR_RETRY", "TERMINATED", "SKIPPED", "INTERNAL_ERROR", "A_NEW_STATE"];

    private static readonly string?[] Results =
    [
        null, "", "SUCCESS", "FAILED", "TIMEDOUT", "CANCELED", "MAXIMUM_CONCURRENT_RUNS_REACHED", "EXCLUDED", "SUCCESS_WITH_FAILURES", "UPSTREAM_FAILED",
        "UPSTREAM_CANCELED", "DISABLED", "A_NEW_RESULT",
    ];

    private static readonly string?[] States = [null, "", "BLOCKED", "PENDING", "QUEUED", "RUNNING", "TERMINATING", "TERMINATED", "WAITING", "A_NEW_STATE"];

    private static readonly string?[] Codes =
    [
        null, "SUCCESS", "SUCCESS_WITH_FAILURES", "USER_CANCELED", "CANCELED", "SKIPPED", "DISABLED", "INTERNAL_ERROR", "DRIVER_ERROR", "CLUSTER_ERROR",
        "REPOSITORY_CHECKOUT_FAILED", "INVALID_CLUSTER_REQUEST", "WORKSPACE_RUN_LIMIT_EXCEEDED", "FEATURE_DISABLED", "CLUSTER_REQUEST_LIMIT_EXCEEDED",
        "STORAGE_ACCESS_ERROR", "RUN_EXECUTION_ERROR", "UNAUTHORIZED_ERROR", "LIBRARY_INSTALLATION_ERROR", "MAX_CONCURRENT_RUNS_EXCEEDED",
        "MAX_SPARK_CONTEXTS_EXCEEDED", "RESOURCE_NOT_FOUND", "INVALID_RUN_CONFIGURATION", "CLOUD_FAILURE", "MAX_JOB_QUEUE_SIZE_EXCEEDED",
        "BUDGET_POLICY_LIMIT_EXCEEDED", "BREAKING_CHANGE", "CLUSTER_TERMINATED_BY_USER", "A_NEW_CODE",
    ];

    private static readonly string?[] Types = [null, "SUCCESS", "CLIENT_ERROR", "INTERNAL_ERROR", "CLOUD_FAILURE", "A_NEW_TYPE"];

    [Fact]
    public void Of_EveryCombination_EndsExactlyWhereDatabricksSaysSo()
    {
        foreach (var (life, result, state, code, type) in Combinations())
        {
            var ended = string.IsNullOrEmpty(state) ? life is "TERMINATED" or "SKIPPED" or "INTERNAL_ERROR" : state is "TERMINATED";
            var progress = Progress(life, result, state, code, type);
            Assert.True(ended == progress.HasEnded && ended == progress.Outcome is not null, $"{life} {result} {state} {code} {type}: {progress}");
        }
    }

    [Fact]
    public void Of_EveryCombination_IsASuccessOnlyWhenDatabricksCallsItOneAndNothingSaysOtherwise()
    {
        foreach (var (life, result, state, code, type) in Combinations())
        {
            var outcome = Progress(life, result, state, code, type).Outcome;
            var called = result is "SUCCESS" or "SUCCESS_WITH_FAILURES" || code is "SUCCESS" or "SUCCESS_WITH_FAILURES" || type is "SUCCESS";
            var denied = result is not (null or "" or "SUCCESS" or "SUCCESS_WITH_FAILURES" or "A_NEW_RESULT");
            Assert.False(outcome is RunOutcome.Succeeded or RunOutcome.SucceededWithFailures && (!called || denied), $"{life} {result} {state} {code} {type}");
        }
    }

    [Theory]
    [InlineData("SUCCESS", RunOutcome.Succeeded)]
    [InlineData("SUCCESS_WITH_FAILURES", RunOutcome.SucceededWithFailures)]
    [InlineData("FAILED", RunOutcome.Failed)]
    [InlineData("UPSTREAM_FAILED", RunOutcome.Failed)]
    [InlineData("TIMEDOUT", RunOutcome.TimedOut)]
    [InlineData("CANCELED", RunOutcome.Canceled)]
    [InlineData("UPSTREAM_CANCELED", RunOutcome.Canceled)]
    [InlineData("MAXIMUM_CONCURRENT_RUNS_REACHED", RunOutcome.Skipped)]
    [InlineData("EXCLUDED", RunOutcome.Skipped)]
    [InlineData("DISABLED", RunOutcome.Skipped)]
    public void Of_EndedWithResult_HasThatOutcomeWhateverElseIsSaid(string result, RunOutcome expected)
    {
        foreach (var code in Codes)
        {
            Assert.Equal(expected, Progress("TERMINATED", result, "TERMINATED", code, "CLIENT_ERROR").Outcome);
            Assert.Equal(expected, Progress("INTERNAL_ERROR", result, null, code, null).Outcome);
        }
    }

    [Theory]
    [InlineData("SUCCESS", RunOutcome.Succeeded)]
    [InlineData("SUCCESS_WITH_FAILURES", RunOutcome.SucceededWithFailures)]
    [InlineData("USER_CANCELED", RunOutcome.Canceled)]
    [InlineData("CANCELED", RunOutcome.Canceled)]
    [InlineData("SKIPPED", RunOutcome.Skipped)]
    [InlineData("DISABLED", RunOutcome.Skipped)]
    [InlineData("MAX_CONCURRENT_RUNS_EXCEEDED", RunOutcome.Skipped)]
    [InlineData("MAX_JOB_QUEUE_SIZE_EXCEEDED", RunOutcome.Skipped)]
    [InlineData("RUN_EXECUTION_ERROR", RunOutcome.Failed)]
    [InlineData("A_NEW_CODE", RunOutcome.Failed)]
    public void Of_EndedWithACodeOnly_HasTheOutcomeOfTheCode(string code, RunOutcome expected)
    {
        Assert.Equal(expected, Progress(null, null, "TERMINATED", code, null).Outcome);
        Assert.Equal(expected, Progress("TERMINATED", "A_NEW_RESULT", "TERMINATED", code, "CLIENT_ERROR").Outcome);
    }

    [Theory]
    [InlineData("SKIPPED", RunOutcome.Skipped)]
    [InlineData("INTERNAL_ERROR", RunOutcome.Failed)]
    [InlineData("TERMINATED", RunOutcome.Failed)]
    public void Of_EndedWithoutAnyResult_IsNeverASuccess(string lifeCycle, RunOutcome expected) =>
        Assert.Equal(expected, Progress(lifeCycle, null, null, null, null).Outcome);

    [Fact]
    public void Of_FailedTaskOfAJobWithSeveral_IsAFailureAndShowsItsWords()
    {
        var state = new RunState { LifeCycleState = "INTERNAL_ERROR", ResultState = "FAILED", StateMessage = "Task a failed" };
        var status = new RunStatus { State = "TERMINATED", TerminationDetails = new TerminationDetails { Code = "RUN_EXECUTION_ERROR", Message = "why" } };
        Assert.Equal(new RunProgress(RunPhase.Ended, RunOutcome.Failed, "TERMINATED", "FAILED", "why"), RunProgress.Of(state, status));
        Assert.Equal(new RunProgress(RunPhase.Ended, RunOutcome.Failed, "INTERNAL_ERROR", "FAILED", "Task a failed"), RunProgress.Of(state, null));
    }

    [Theory]
    [InlineData("BLOCKED", RunPhase.Waiting)]
    [InlineData("PENDING", RunPhase.Waiting)]
    [InlineData("QUEUED", RunPhase.Waiting)]
    [InlineData("WAITING", RunPhase.Waiting)]
    [InlineData("RUNNING", RunPhase.Running)]
    [InlineData("TERMINATING", RunPhase.Terminating)]
    [InlineData("A_NEW_STATE", RunPhase.Unknown)]
    public void Of_StatusAndStateDisagree_FollowsTheStatus(string state, RunPhase expected) =>
        Assert.Equal(new RunProgress(expected, null, state, null, ""), Progress("TERMINATED", "SUCCESS", state, null, null));

    [Fact]
    public void Of_NothingSaid_IsUnknownAndNotTheEnd() =>
        Assert.Equal(new RunProgress(RunPhase.Unknown, null, null, null, ""), RunProgress.Of(null, null));

    private static IEnumerable<(string? Life, string? Result, string? State, string? Code, string? Type)> Combinations() =>
        from life in LifeCycles
        from result in Results
        from state in States
        from code in Codes
        from type in Types
        select (life, result, state, code, type);

    private static RunProgress Progress(string? life, string? result, string? state, string? code, string? type) => RunProgress.Of(
        life is null && result is null ? null : new RunState { LifeCycleState = life, ResultState = result },
        state is null && code is null && type is null
            ? null
            : new RunStatus { State = state, TerminationDetails = new TerminationDetails { Code = code, Type = type } });
}
