using Operator.Api.V1Alpha1;
using Operator.Managed;

namespace Operator.UnitTests.Managed;

/// <summary>A pass over an object whose parts have calls of their own.</summary>
public sealed class PartPassTests
{
    private static readonly Change Part = Change.OfPart("pinned", "Pinned");
    private static readonly Change Waiting = Change.None with { Fields = ["libraries"], Later = "Once the cluster runs, libraries are installed: a" };

    [Fact]
    public void FirstOf_SeveralDifferences_IsTheFirstCallAndTellsAll()
    {
        var decision = Change.FirstOf(Waiting, Change.None, Part, Change.OfPower(PowerChange.Start, false, "Started"));

        Assert.Equal(("pinned", PowerChange.None, "Pinned"), (decision.Part, decision.Power, decision.Message));
        Assert.Equal(["libraries", "pinned"], decision.Fields);
        Assert.Equal(Waiting.Later, decision.Later);
    }

    [Fact]
    public void FirstOf_AWait_KeepsWhatComesAfterItWaiting() =>
        Assert.Equal(PlanAction.Wait, Change.FirstOf(Change.Wait("The cluster is PENDING", ["sparkVersion"]), Part).Action);

    [Fact]
    public async Task Reconcile_SomethingForLater_LeavesReadyAndSaysItIsNotSynced()
    {
        using var pass = await SettledAsync(Waiting);

        await pass.ReconcileAsync();

        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
        Assert.Equal(("False", Reasons.Updating), pass.Condition(ConditionTypes.Synced));
        Assert.DoesNotContain(pass.External.Calls, call => call.StartsWith("act", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconcile_SomethingThatHadToWait_IsNoDriftWhenItsTimeComes()
    {
        using var pass = await SettledAsync(Waiting);
        await pass.ReconcileAsync();
        pass.External.Change = Change.OfPart("libraries", "Libraries being installed: a");

        await pass.ReconcileAsync();

        Assert.Contains("act Update", pass.External.Calls);
        Assert.DoesNotContain(pass.Events, one => one.Contains("Drift", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DriftPolicy.Correct, true)]
    [InlineData(DriftPolicy.Report, false)]
    public async Task Reconcile_APartChangedInTheWorkspace_IsDriftLikeAnySetting(DriftPolicy policy, bool isCorrected)
    {
        using var pass = await SettledAsync(Part, cluster => cluster.Spec.Policies = new ClusterPolicies { Drift = policy }, edit: false);

        await pass.ReconcileAsync();

        Assert.Equal(["pinned"], pass.Status.Drift!.Fields);
        Assert.Equal(isCorrected, pass.External.Calls.Contains("act Update"));
    }

    [Theory]
    [InlineData(DriftPolicy.Correct)]
    [InlineData(DriftPolicy.Report)]
    public async Task Reconcile_APartOfWhatWasJustCreated_IsWrittenAndNoDrift(DriftPolicy policy)
    {
        using var pass = PassHarness.Start(cluster => cluster.Spec.Policies = new ClusterPolicies { Drift = policy });
        await pass.ReconcileAsync();
        (pass.External.Change, pass.External.Objects[0]) = (Part, pass.External.Objects[0] with { IsDifferent = true });

        await pass.ReconcileAsync();

        Assert.Contains("act Update", pass.External.Calls);
        Assert.DoesNotContain(pass.Events, one => one.Contains("Drift", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconcile_ASecretWithANewValue_IsSentAndNoDrift()
    {
        var renewed = new Change(PlanAction.Edit, ["dockerImage"], true, "Edited: dockerImage") { Renewed = ["dockerImage"] };
        using var pass = await SettledAsync(renewed, cluster => cluster.Spec.Policies = new ClusterPolicies { Drift = DriftPolicy.Report }, edit: false);

        await pass.ReconcileAsync();

        Assert.Contains("act Edit", pass.External.Calls);
        Assert.Null(pass.Status.Drift);
    }

    [Theory]
    [InlineData(ManagementPolicy.Observe)]
    [InlineData(ManagementPolicy.Plan)]
    public async Task Reconcile_APartThatMayOnlyBeRead_IsToldAndNotWritten(ManagementPolicy management)
    {
        using var pass = await SettledAsync(Part, cluster => cluster.Spec.Policies = new ClusterPolicies { Management = management }, adopt: true);

        await pass.ReconcileAsync();

        Assert.DoesNotContain("act Update", pass.External.Calls);
        Assert.Equal("False", pass.Condition(ConditionTypes.Synced).Status);
        Assert.Equal(management == ManagementPolicy.Plan ? ["pinned"] : null, pass.Status.Plan?.Fields);
    }

    [Fact]
    public async Task Reconcile_APlanOfSomethingForLater_SaysThatItWaits()
    {
        using var pass = await SettledAsync(
            Waiting, cluster => cluster.Spec.Policies = new ClusterPolicies { Management = ManagementPolicy.Plan }, adopt: true);

        await pass.ReconcileAsync();

        Assert.Equal(PlanAction.Wait, pass.Status.Plan!.Action);
        Assert.Equal(("False", Reasons.ChangesPlanned), pass.Condition(ConditionTypes.Synced));
    }

    [Theory]
    [InlineData(600, 600)]
    [InlineData(0, 5)]
    public async Task Reconcile_SomethingNoListShows_IsLookedAtWhenItIsDue(int due, int expected)
    {
        using var pass = await PassHarness.CreatedAsync();
        (pass.External.IsObserved, pass.External.Due) = (true, TimeSpan.FromSeconds(due));

        var result = await pass.ReconcileAsync();

        Assert.Equal(TimeSpan.FromSeconds(expected), result.RequeueAfter);
    }

    /// <summary>An object that was in sync and differs now.</summary>
    private static async Task<PassHarness> SettledAsync(Change change, Action<DatabricksCluster>? configure = null, bool edit = true, bool adopt = false)
    {
        var pass = PassHarness.Start(configure);
        if (adopt)
        {
            pass.External.Objects.Add(new FakeObject("there", PassHarness.Marker));
        }

        pass.External.Change = change;
        await pass.ReconcileAsync();
        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();
        pass.Reset();
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };
        if (edit)
        {
            pass.Edit(spec => spec.NumWorkers = 9);
        }

        return pass;
    }
}
