using Operator.Api.V1Alpha1;
using Operator.Runtime.Status;
using Operator.UnitTests.Managed;

namespace Operator.UnitTests.Reconciling;

/// <summary>A pass that was cut off says so on the object, and takes nothing from it.</summary>
public sealed class PassTimeoutReporterTests
{
    [Fact]
    public async Task Report_ObjectThatWasReady_KeepsReadyAndSaysHowLongItTook()
    {
        using var pass = await PassHarness.CreatedAsync();
        await pass.ReconcileAsync();
        var ready = pass.Condition(ConditionTypes.Ready);

        await pass.ReportTimeoutAsync();

        Assert.Equal(ready, pass.Condition(ConditionTypes.Ready));
        Assert.Equal(("Unknown", Reasons.ApiUnavailable), pass.Condition(ConditionTypes.Synced));
        Assert.Equal(("True", Reasons.ApiUnavailable), pass.Condition(ConditionTypes.Reconciling));
        Assert.Contains("longer than 120 s", pass.Status.Conditions.Find(ConditionTypes.Synced)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_Again_WritesNothing()
    {
        using var pass = await PassHarness.CreatedAsync();
        await pass.ReportTimeoutAsync();
        pass.Reset();

        await pass.ReportTimeoutAsync();

        Assert.Empty(pass.Writes);
    }

    [Fact]
    public async Task Report_EditNotAppliedYet_DoesNotCallItReady()
    {
        using var pass = await PassHarness.CreatedAsync();
        await pass.ReconcileAsync();
        pass.Edit(spec => spec.NumWorkers = 7);

        await pass.ReportTimeoutAsync();

        Assert.Equal(("Unknown", Reasons.ApiUnavailable), pass.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Report_ObjectThatIsBeingDeleted_NamesTheWayOut()
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.Apply(cluster => cluster.Metadata.DeletionTimestamp = pass.Time.GetUtcNow().UtcDateTime);

        await pass.ReportTimeoutAsync();

        Assert.Contains(Annotations.Abandon, pass.Status.Conditions.Find(ConditionTypes.Synced)!.Message, StringComparison.Ordinal);
    }
}
