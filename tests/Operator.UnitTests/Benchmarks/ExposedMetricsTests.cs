using Operator.Benchmarks.Processes;

namespace Operator.UnitTests.Benchmarks;

public sealed class ExposedMetricsTests
{
    private const string Text = """
        # TYPE reconcile_duration_seconds histogram
        reconcile_duration_seconds_bucket{kind="DatabricksJob",outcome="done",le="0.1"} 7
        reconcile_duration_seconds_count{kind="DatabricksJob",outcome="done"} 9 1764358000000
        reconcile_duration_seconds_count{kind="DatabricksCluster",outcome="requeued"} 1.5e+03
        other 3

        """;

    [Fact]
    public void Of_AMetric_GivesItsSamplesWithTheirLabelsAndNoOthers()
    {
        var samples = ExposedMetrics.Of(Text, "reconcile_duration_seconds_count").ToList();

        Assert.Equal([9, 1500], samples.Select(sample => sample.Value));
        Assert.Equal(["DatabricksJob", "DatabricksCluster"], samples.Select(sample => sample.Label("kind")));
        Assert.Equal("", samples[0].Label("le"));
    }

    [Fact]
    public void Of_AMetricWithoutLabels_GivesItsValue() => Assert.Equal([3], ExposedMetrics.Of(Text, "other").Select(sample => sample.Value));

    [Fact]
    public void Of_AMetricThatIsNotThere_GivesNothing() => Assert.Empty(ExposedMetrics.Of(Text, "reconcile_duration_seconds"));
}
