using Operator.Api.V1Alpha1;
using Operator.Controllers;

namespace Operator.UnitTests.Controllers;

/// <summary>A change of the spec and a change in the workspace look alike; only the latter is drift.</summary>
public sealed class DriftRecordTests
{
    private static readonly Decision Change = new(PlanAction.Edit, ["sparkVersion"], true, "");

    [Fact]
    public void Update_AfterThisGenerationWasInSync_IsDriftAndIsRecordedOnce()
    {
        var pass = After(1, Outcome.Available());

        Assert.True(DriftRecord.Update(pass, Change, isAdoption: false, DateTimeOffset.UnixEpoch));
        Assert.True(DriftRecord.Update(pass, Change, isAdoption: false, DateTimeOffset.UnixEpoch.AddHours(1)));

        Assert.Equal(["sparkVersion"], pass.Working.Status.Drift!.Fields);
        Assert.Equal(DateTimeOffset.UnixEpoch.UtcDateTime, pass.Working.Status.Drift.DetectedAt);
        Assert.Single(pass.Events);
    }

    [Fact]
    public void Update_AfterTheSpecChanged_IsNoDrift() => Assert.False(Update(After(0, Outcome.Available())));

    [Fact]
    public void Update_WhileAChangeOfTheSpecIsUnderWay_IsNoDrift() => Assert.False(
        Update(After(1, Outcome.InProgress(Reasons.Updating, "", TimeSpan.Zero, Verdict.False(Reasons.Updating, "")))));

    [Fact]
    public void Update_AfterAnOutageOfAGenerationThatWasReady_IsDrift() => Assert.True(Update(After(
        1, Outcome.Available(), new Outcome { Synced = Verdict.Unknown(Reasons.ApiUnavailable, ""), IsReconciling = true })));

    [Fact]
    public void Update_AfterAnOutageBeforeThisGenerationWasApplied_IsNoDrift()
    {
        var pass = After(0, Outcome.Available());
        StatusAssembler.Apply(pass.Working.Status, new Outcome { Synced = Verdict.Unknown(Reasons.ApiUnavailable, "") }, 1, DateTimeOffset.UnixEpoch);

        Assert.False(Update(pass));
    }

    [Theory]
    [InlineData(Reasons.DriftDetected)]
    [InlineData(Reasons.DriftCorrecting)]
    public void Update_WhileDriftIsKnown_StaysDrift(string reason) => Assert.True(Update(After(1, Outcome.Available() with { Synced = Verdict.False(reason, "") })));

    [Fact]
    public void Update_OfAnObjectJustTakenOver_IsNoDrift() =>
        Assert.False(DriftRecord.Update(After(1, Outcome.Available()), Change, isAdoption: true, DateTimeOffset.UnixEpoch));

    [Fact]
    public void Update_WithoutADifference_ClearsWhatWasRecorded()
    {
        var pass = After(1, Outcome.Available());
        pass.Working.Status.Drift = new DriftStatus { Fields = ["sparkVersion"] };

        Assert.False(DriftRecord.Update(pass, Decision.None, isAdoption: false, DateTimeOffset.UnixEpoch));
        Assert.Null(pass.Working.Status.Drift);
    }

    [Fact]
    public void Update_ManyLongPaths_FitIntoTheStatus()
    {
        var pass = After(1, Outcome.Available());
        var fields = Enumerable.Range(0, 1000).Select(index => $"sparkConf[\"{new string('x', 2000)}{index}\"]").ToList();

        DriftRecord.Update(pass, Change with { Fields = fields }, isAdoption: false, DateTimeOffset.UnixEpoch);

        Assert.InRange(pass.Working.Status.Drift!.Fields!.Count, 1, StatusLimits.Fields);
        Assert.All(pass.Working.Status.Drift.Fields!, path => Assert.True(path.Length <= StatusLimits.Path));
    }

    private static bool Update(Pass<DatabricksCluster> pass) => DriftRecord.Update(pass, Change, isAdoption: false, DateTimeOffset.UnixEpoch);

    private static Pass<DatabricksCluster> After(long generation, params Outcome[] outcomes)
    {
        var cluster = Clusters.Clusters.Fixed();
        foreach (var outcome in outcomes)
        {
            StatusAssembler.Apply(cluster.Status, outcome, generation, DateTimeOffset.UnixEpoch);
        }

        return new Pass<DatabricksCluster>(cluster, "marker");
    }
}
