using Operator.Api.V1Alpha1;
using Operator.Managed;
using Operator.Reconciling;

namespace Operator.UnitTests.Managed;

/// <summary>What status.drift shows of changes in the workspace.</summary>
public sealed class DriftDetectorTests
{
    [Fact]
    public void Update_TheSameDriftTwice_IsRecordedOnce()
    {
        var pass = new Pass<DatabricksCluster>(Kinds.Clusters.Clusters.Fixed(), "marker");

        DriftDetector.Update(pass, ["sparkVersion"], DateTimeOffset.UnixEpoch);
        DriftDetector.Update(pass, ["sparkVersion"], DateTimeOffset.UnixEpoch.AddHours(1));

        Assert.Equal(["sparkVersion"], pass.Working.Status.Drift!.Fields);
        Assert.Equal(DateTimeOffset.UnixEpoch.UtcDateTime, pass.Working.Status.Drift.DetectionTime);
        Assert.Single(pass.Events);
    }

    [Fact]
    public void Update_WithoutDrift_ClearsWhatWasRecorded()
    {
        var pass = new Pass<DatabricksCluster>(Kinds.Clusters.Clusters.Fixed(), "marker");
        pass.Working.Status.Drift = new DriftStatus { Fields = ["sparkVersion"] };

        DriftDetector.Update(pass, [], DateTimeOffset.UnixEpoch);

        Assert.Null(pass.Working.Status.Drift);
    }

    [Fact]
    public void Update_ManyLongPaths_FitIntoTheStatus()
    {
        var pass = new Pass<DatabricksCluster>(Kinds.Clusters.Clusters.Fixed(), "marker");
        var fields = Enumerable.Range(0, 1000).Select(index => $"sparkConf[\"{new string('x', 2000)}{index}\"]").ToList();

        DriftDetector.Update(pass, fields, DateTimeOffset.UnixEpoch);

        Assert.InRange(pass.Working.Status.Drift!.Fields!.Count, 1, StatusLimits.Fields);
        Assert.All(pass.Working.Status.Drift.Fields!, path => Assert.True(path.Length <= StatusLimits.Path));
    }
}
