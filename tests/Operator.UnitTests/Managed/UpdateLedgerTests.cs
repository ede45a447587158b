using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Managed;
using Operator.Settings;

namespace Operator.UnitTests.Managed;

/// <summary>A read that is behind a change of the operator's own does not tell that an earlier spec, which is wanted again, is in the workspace.</summary>
public sealed class UpdateLedgerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reconcile_AnEditThatIsTakenBackBeforeItShows_IsInSyncWhenReadsShowEverything(bool isRestarted)
    {
        using var pass = await PassHarness.CreatedAsync();
        await SendAsync(pass);
        if (isRestarted)
        {
            pass.Restart();
        }

        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = false };
        pass.Edit(spec => spec.SparkVersion = "15.4.x-scala2.12");

        var result = await pass.ReconcileAsync();
        Assert.Equal(("False", Reasons.Updating), pass.Condition(ConditionTypes.Ready));
        Assert.InRange(result.RequeueAfter!.Value, TimeSpan.FromSeconds(1), PassHarness.Grace);

        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();
        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
    }

    /// <summary>Settings of an earlier spec that come to light after all are no drift: nobody touched the workspace.</summary>
    [Fact]
    public async Task Reconcile_AnEditThatIsTakenBackAndShowsLate_IsUndoneAndNotCalledDrift()
    {
        using var pass = await PassHarness.CreatedAsync();
        await SendAsync(pass);
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = false };
        pass.Edit(spec => spec.SparkVersion = "15.4.x-scala2.12");
        await pass.ReconcileAsync();
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };
        pass.Reset();

        await pass.ReconcileAsync();

        Assert.Contains("act Edit", pass.External.Calls);
        Assert.Null(pass.Status.Drift);
    }

    /// <summary>A list and a get need not be equally far behind.</summary>
    [Fact]
    public async Task Reconcile_AReadThatGoesBackBehindAnEditThatWasSeen_IsNoDrift()
    {
        using var pass = await SeenAsync();

        var result = await pass.ReconcileAsync();
        Assert.DoesNotContain("act Edit", pass.External.Calls);
        Assert.Null(pass.Status.Drift);
        Assert.InRange(result.RequeueAfter!.Value, TimeSpan.FromSeconds(1), PassHarness.Grace);

        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();
        Assert.Contains("act Edit", pass.External.Calls);
    }

    /// <summary>The workspace did not have that value before the edit, so a user has changed it since.</summary>
    [Fact]
    public async Task Reconcile_AnotherDifferenceAfterAnEditThatWasSeen_IsDriftAtOnce()
    {
        using var pass = await SeenAsync();
        pass.External.Change = Showing(pass.External.Change, "14.3.x-scala2.12");

        await pass.ReconcileAsync();

        Assert.Contains("act Edit", pass.External.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reconcile_AnEditThatFailedAndIsTakenBack_WaitsOnlyWhereItMayTakeEffect(bool mayTakeEffect)
    {
        using var pass = await PassHarness.CreatedAsync();
        var kind = mayTakeEffect ? DatabricksErrorKind.Transient : DatabricksErrorKind.Invalid;
        pass.External.Failures["act"] = (PassHarness.Failure(kind, mayTakeEffect), false);
        await SendAsync(pass);
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = false };
        pass.Edit(spec => spec.SparkVersion = "15.4.x-scala2.12");

        await pass.ReconcileAsync();

        Assert.Equal(mayTakeEffect ? "False" : "True", pass.Condition(ConditionTypes.Ready).Status);
    }

    /// <summary>An edit was sent and seen, and then a look shows what was there before.</summary>
    private static async Task<PassHarness> SeenAsync()
    {
        var pass = await PassHarness.CreatedAsync();
        pass.External.Change = Showing(pass.External.Change, "15.4.x-scala2.12");
        await SendAsync(pass);
        await pass.ReconcileAsync();
        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };
        pass.Reset();
        return pass;
    }

    private static Change Showing(Change change, string version) =>
        change with { Differences = [new Difference("sparkVersion", "spark_version") { Values = new ComparedValues(null, version) }] };

    /// <summary>An edit is sent, and no look has shown it yet.</summary>
    private static async Task SendAsync(PassHarness pass)
    {
        await pass.ReconcileAsync();
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };
        pass.Edit(spec => spec.SparkVersion = "16.4.x-scala2.12");
        pass.Reset();
        await pass.ReconcileAsync();
        Assert.Contains("act Edit", pass.External.Calls);
    }
}
