using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Reconciling;

namespace Operator.UnitTests.Reconciling;

/// <summary>behavior §6.4: what a failed call means for the object.</summary>
public sealed class FailureTableTests
{
    [Theory]
    [InlineData(DatabricksErrorKind.Invalid, Reasons.Rejected, true, 1800)]
    [InlineData(DatabricksErrorKind.Unauthenticated, Reasons.AuthenticationFailed, false, 60)]
    [InlineData(DatabricksErrorKind.PermissionDenied, Reasons.PermissionDenied, false, 120)]
    [InlineData(DatabricksErrorKind.Quota, Reasons.Rejected, false, 300)]
    [InlineData(DatabricksErrorKind.Throttled, Reasons.RateLimited, false, 10)]
    [InlineData(DatabricksErrorKind.WrongState, Reasons.Updating, false, 15)]
    [InlineData(DatabricksErrorKind.Conflict, Reasons.Updating, false, 5)]
    [InlineData(DatabricksErrorKind.Transient, Reasons.ApiUnavailable, false, null)]
    [InlineData(DatabricksErrorKind.NotFound, Reasons.RemoteMissing, false, null)]
    public void Classify_AKindOfFailure_HasItsReasonAndItsRetry(DatabricksErrorKind kind, string reason, bool isStalled, int? seconds)
    {
        var outcome = FailureTable.Classify(Error(kind));

        Assert.Equal((reason, isStalled, !isStalled), (outcome.Synced.Reason, outcome.IsStalled, outcome.IsReconciling));
        Assert.Equal(seconds, (int?)outcome.RequeueAfter?.TotalSeconds);
    }

    [Fact]
    public void Classify_ARefusedCredential_NamesThePlaceToRenewIt() => Assert.Equal(
        "The workspace does not accept the credential from Secret team/databricks, key token: jobs/get: 403 Invalid access token.",
        FailureTable.Classify(new DatabricksError("jobs/get", DatabricksErrorKind.Unauthenticated, "Invalid access token.")
        {
            HttpStatus = 403,
            ErrorCode = "403",
            Credential = "Secret team/databricks, key token",
        }).Synced.Message);

    [Theory]
    [InlineData(DatabricksErrorKind.Throttled)]
    [InlineData(DatabricksErrorKind.WrongState)]
    [InlineData(DatabricksErrorKind.Conflict)]
    [InlineData(DatabricksErrorKind.Transient)]
    public void Classify_WhatPassesByItself_DegradesNothing(DatabricksErrorKind kind) => Assert.Null(FailureTable.Classify(Error(kind)).Ready);

    [Fact]
    public void Classify_EveryKind_SaysWhatHappenedInDatabricksWords() => Assert.All(
        Enum.GetValues<DatabricksErrorKind>(),
        kind => Assert.Contains("clusters/edit: 400 CODE the words", FailureTable.Classify(Error(kind)).Synced.Message, StringComparison.Ordinal));

    [Fact]
    public void Classify_AThrottledCall_WaitsAsLongAsItWasAsked() =>
        Assert.Equal(
            TimeSpan.FromSeconds(90), FailureTable.Classify(Error(DatabricksErrorKind.Throttled) with { RetryAfter = TimeSpan.FromSeconds(90) }).RequeueAfter);

    [Fact]
    public void Classify_ADependencyTheWorkspaceDoesNotShowYet_IsTriedAgainWithinSecondsAndEverMoreSeldom()
    {
        var outcome = FailureTable.Classify(new DependencyMissingException("the words") { IsUnseenByWorkspace = true }, TimeSpan.FromSeconds(30));

        // A failure without a time of its own comes back after the queue's backoff, which begins with a second.
        Assert.Equal((true, null, false, true), (outcome.HasFailed, outcome.RequeueAfter, outcome.IsStalled, outcome.IsReconciling));
        Assert.Equal((Reasons.DependencyNotReady, "the words"), (outcome.Ready!.Reason, outcome.Ready.Message));
        Assert.Equal(TimeSpan.FromMinutes(10), outcome.StallsAfter);
    }

    [Fact]
    public void Classify_ADependencyThatIsMissingInKubernetes_IsWokenByItsChange()
    {
        var outcome = FailureTable.Classify(new DependencyMissingException("the words"), TimeSpan.FromSeconds(30));

        Assert.Equal((false, TimeSpan.FromSeconds(30), null), (outcome.HasFailed, outcome.RequeueAfter, outcome.StallsAfter));
    }

    [Fact]
    public void Classify_ARefusal_NamesWhatMayHaveBeenRefused()
    {
        var refused = FailureTable.Classify(Error(DatabricksErrorKind.Invalid), ["spec.a is X"]);

        Assert.EndsWith("the words; spec.a is X", refused.Ready!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("spec.a", FailureTable.Classify(Error(DatabricksErrorKind.Transient), ["spec.a is X"]).Synced.Message, StringComparison.Ordinal);
    }

    private static DatabricksError Error(DatabricksErrorKind kind) => new("clusters/edit", kind, "the words") { HttpStatus = 400, ErrorCode = "CODE" };
}
