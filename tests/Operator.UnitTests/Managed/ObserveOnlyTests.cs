using Operator.Api.V1Alpha1;
using Operator.Managed;
using Operator.Reconciling;

namespace Operator.UnitTests.Managed;

/// <summary>management: Observe and Plan say what there is and what would be done.</summary>
public sealed class ObserveOnlyTests
{
    private static readonly Change Edit = new(PlanAction.Edit, ["sparkVersion"], true, "");

    [Theory]
    [InlineData(ManagementPolicy.Observe, "True", Reasons.Observed)]
    [InlineData(ManagementPolicy.Plan, "True", Reasons.InSync)]
    public void Conclude_NoDifference_IsInSync(ManagementPolicy management, string synced, string reason) =>
        Assert.Equal((synced, reason), Synced(management, Change.None));

    [Theory]
    [InlineData(ManagementPolicy.Observe, Reasons.DriftDetected)]
    [InlineData(ManagementPolicy.Plan, Reasons.ChangesPlanned)]
    public void Conclude_ADifference_IsToldAndNotActedUpon(ManagementPolicy management, string reason)
    {
        var (pass, outcome) = Conclude(management, Edit);

        Assert.Equal(("False", reason), (outcome.Synced.Status, outcome.Synced.Reason));
        Assert.Contains("sparkVersion", outcome.Synced.Message, StringComparison.Ordinal);
        Assert.Equal(management == ManagementPolicy.Plan, pass.Working.Status.Plan is not null);
    }

    [Fact]
    public void Conclude_APlan_SaysWhatWouldHappen()
    {
        var plan = Conclude(ManagementPolicy.Plan, Edit).Pass.Working.Status.Plan!;

        Assert.Equal((PlanAction.Edit, true), (plan.Action, plan.Restart));
        Assert.Equal(["sparkVersion"], plan.Fields);
    }

    [Fact]
    public void Conclude_APlanOfACallBesideWhatWaits_TellsThemApart()
    {
        var decision = new Change(PlanAction.Resize, ["numWorkers", "sparkVersion"], false, "")
        {
            Later = "Deny: sparkVersion",
            Withheld = new WithheldSettings(["sparkVersion"], EndsByItself: true),
        };

        Assert.Equal("Resize: numWorkers; Deny: sparkVersion", Conclude(ManagementPolicy.Plan, decision).Outcome.Synced.Message);
    }

    [Fact]
    public void Conclude_AChangeOfPowerState_IsAChangeThatIsPlanned()
    {
        var (pass, outcome) = Conclude(ManagementPolicy.Plan, Change.OfPower(PowerChange.Terminate, restarts: true, ""));

        Assert.Equal(Reasons.ChangesPlanned, outcome.Synced.Reason);
        Assert.Equal((PlanAction.Update, true), (pass.Working.Status.Plan!.Action, pass.Working.Status.Plan.Restart));
    }

    [Theory]
    [InlineData(ManagementPolicy.Observe)]
    [InlineData(ManagementPolicy.Plan)]
    public void Conclude_AFieldThatCannotChange_IsNotInSync(ManagementPolicy management) =>
        Assert.Equal(("False", Reasons.ImmutableFieldChanged), Synced(management, Change.None with { Unchangeable = ["awsAttributes.firstOnDemand"] }));

    [Fact]
    public void Conclude_APlanOfManyLongPaths_FitsIntoTheStatus()
    {
        var fields = Enumerable.Range(0, 1000).Select(index => $"{new string('x', 2000)}{index}").ToList();

        var plan = Conclude(ManagementPolicy.Plan, Edit with { Fields = fields }).Pass.Working.Status.Plan!;

        Assert.Equal(StatusLimits.Fields, plan.Fields!.Count);
        Assert.All(plan.Fields, path => Assert.True(path.Length <= StatusLimits.Path));
    }

    [Theory]
    [InlineData("ab", 5, "ab")]
    [InlineData("abcdef", 5, "abcd…")]
    [InlineData("abc😀ef", 5, "abc…")]
    public void Cut_ATextBeyondTheLimit_EndsAtAWholeCharacter(string text, int limit, string expected) => Assert.Equal(expected, StatusText.Cut(text, limit));

    private static (string, string) Synced(ManagementPolicy management, Change decision)
    {
        var synced = Conclude(management, decision).Outcome.Synced;
        return (synced.Status, synced.Reason);
    }

    private static (Pass<DatabricksCluster> Pass, ReconcileOutcome Outcome) Conclude(ManagementPolicy management, Change decision)
    {
        var pass = new Pass<DatabricksCluster>(
            Kinds.Clusters.Clusters.Fixed(2, spec => spec.Policies = new ClusterPolicies { Management = management }), "marker");
        return (pass, ObserveOnly.Conclude(pass, decision, ReconcileOutcome.Available()));
    }
}
