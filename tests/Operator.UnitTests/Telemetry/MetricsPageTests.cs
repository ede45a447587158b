using Operator.Commands;
using Operator.Runtime.Telemetry;
using Operator.Telemetry;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Telemetry;

/// <summary>What docs/metrics.md says of the metrics is what their instruments are made of.</summary>
public sealed class MetricsPageTests
{
    [Fact]
    public void Page_OfTheMetrics_IsWhatTheirDeclarationsGenerate() =>
        Assert.Equal(MetricsReference.Write(), File.ReadAllText(Path.Combine(Repository.Root, "docs", "metrics.md")));

    [Fact]
    public void Metrics_AsAWhole_HaveOneNameEachAndSayWhatTheyMean()
    {
        Assert.Distinct(MetricCatalog.All.Select(metric => metric.ExposedName));
        Assert.All(MetricCatalog.All, metric =>
        {
            Assert.StartsWith("databricks_operator_", metric.ExposedName, StringComparison.Ordinal);
            Assert.Matches("^[a-z_]+$", metric.ExposedName);
            Assert.EndsWith(".", metric.Description, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Labels_OfAllMetrics_NameNoObject() =>
        Assert.DoesNotContain(MetricCatalog.All.SelectMany(metric => metric.Labels), label => label is "name" or "namespace" or "uid" or "id" or "object");

    /// <summary>Each value of a label of a histogram is seventeen lines more, and the ways to end are met one by one over weeks.</summary>
    [Fact]
    public void Histograms_OfTheProgram_AreNotSplitByHowSomethingEnded() =>
        Assert.DoesNotContain(
            MetricCatalog.All.Where(metric => metric.Type == MetricType.Histogram).SelectMany(metric => metric.Labels),
            label => label is "outcome" or "reason" or "status");

    [Theory]
    [InlineData("one")]
    [InlineData("one", "two", "three")]
    public void Tags_OfAnotherNumberThanTheLabels_AreAMistake(params string[] values) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MetricDefinition.Count("any", "Any.", "first", "second").Tags(values));
}
