using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;

namespace Operator.UnitTests.Managed;

/// <summary>Whether a difference is drift is remembered: nothing that happens between two looks makes an edit of it.</summary>
public sealed class RememberedSyncTests
{
    [Theory]
    [InlineData("nothing")]
    [InlineData("the workspace is not ready")]
    [InlineData("the credential is refused")]
    [InlineData("a permission is missing")]
    [InlineData("an outage")]
    [InlineData("another policy")]
    [InlineData("suspended for a while")]
    [InlineData("a restart is asked for")]
    [InlineData("the operator starts again")]
    public async Task Reconcile_ReportedDrift_IsNeverOverwritten(string happens)
    {
        using var pass = await DriftedAsync(DriftPolicy.Report);
        Assert.Equal(("False", Reasons.DriftDetected), pass.Condition(ConditionTypes.Synced));

        await HappenAsync(pass, happens);
        await pass.ReconcileAsync();

        Assert.DoesNotContain("act Edit", pass.External.Calls);
        Assert.Equal(("False", Reasons.DriftDetected), pass.Condition(ConditionTypes.Synced));
        Assert.Equal(["sparkVersion"], pass.Status.Drift!.Fields);
    }

    [Theory]
    [InlineData("the workspace is not ready")]
    [InlineData("a permission is missing")]
    [InlineData("the operator starts again")]
    public async Task Reconcile_DriftThatBeganDuringTheTrouble_IsDriftAndCorrectedAsSuch(string happens)
    {
        using var pass = await PassHarness.CreatedAsync();
        await pass.ReconcileAsync();

        await HappenAsync(pass, happens, () => pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true });
        await pass.ReconcileAsync();

        Assert.Contains("act Edit", pass.External.Calls);
        Assert.Contains(pass.Events, one => one.StartsWith("Warning DriftDetected", StringComparison.Ordinal));
        Assert.Contains(pass.Events, one => one.StartsWith("Normal DriftCorrected", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconcile_AnEditOfASetting_IsSentAlthoughDriftIsOnlyReported()
    {
        using var pass = await DriftedAsync(DriftPolicy.Report);

        pass.Edit(spec => spec.NumWorkers = 7);
        await pass.ReconcileAsync();

        Assert.Contains("act Edit", pass.External.Calls);
    }

    [Fact]
    public async Task Reconcile_AnAnswerThatLagsBehindAnEdit_IsNoDrift()
    {
        using var pass = await PassHarness.CreatedAsync(cluster => cluster.Spec.Policies = new ClusterPolicies { Drift = DriftPolicy.Report });
        await pass.ReconcileAsync();
        pass.External.KeepsChanges = false;
        pass.External.Change = pass.External.Change with { Restarts = false };
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };
        pass.Edit(spec => spec.NumWorkers = 7);
        await pass.ReconcileAsync();

        await pass.ReconcileAsync();

        Assert.Null(pass.Status.Drift);
        Assert.DoesNotContain(pass.Events, one => one.Contains("Drift", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconcile_AnObjectInSync_IsNotWrittenAgain()
    {
        using var pass = await PassHarness.CreatedAsync();
        await pass.ReconcileAsync();
        pass.Reset();

        await pass.ReconcileAsync();
        pass.Restart();
        await pass.ReconcileAsync();

        Assert.Empty(pass.Writes);
    }

    private static async Task<PassHarness> DriftedAsync(DriftPolicy policy)
    {
        var pass = await PassHarness.CreatedAsync(cluster => cluster.Spec.Policies = new ClusterPolicies { Drift = policy });
        await pass.ReconcileAsync();
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };
        await pass.ReconcileAsync();
        return pass;
    }

    private static async Task HappenAsync(PassHarness pass, string what, Action? meantime = null)
    {
        Begin(pass, what);
        for (var minute = 0; minute < 20; minute++)
        {
            await pass.ReconcileAsync();
            pass.Time.Advance(TimeSpan.FromMinutes(1));
        }

        meantime?.Invoke();
        pass.WorkspaceProblem = null;
        pass.External.Failures.Clear();
        if (what == "suspended for a while")
        {
            pass.Edit(spec => spec.Suspend = null);
        }
    }

    private static void Begin(PassHarness pass, string what)
    {
        switch (what)
        {
            case "the workspace is not ready":
                pass.WorkspaceProblem = "The Secret is missing";
                break;
            case "the credential is refused":
                pass.External.Failures["get"] = (PassHarness.Failure(DatabricksErrorKind.Unauthenticated), false);
                break;
            case "a permission is missing":
                pass.External.Failures["get"] = (PassHarness.Failure(DatabricksErrorKind.PermissionDenied), false);
                break;
            case "an outage":
                pass.External.Failures["get"] = (PassHarness.Failure(DatabricksErrorKind.Transient), false);
                break;
            case "another policy":
                pass.Edit(spec => spec.Policies = new ClusterPolicies { Drift = spec.Policies?.Drift, Deletion = DeletionPolicy.Retain });
                break;
            case "suspended for a while":
                pass.Edit(spec => spec.Suspend = true);
                break;
            case "a restart is asked for":
                pass.Edit(spec => spec.RestartRequestTime = "2026-03-09T12:00:00Z");
                break;
            case "the operator starts again":
                pass.Restart();
                break;
        }
    }
}
