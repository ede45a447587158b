using System.Xml.Linq;
using Operator.Benchmarks.Soak.Slopes;

namespace Operator.UnitTests.Benchmarks;

public sealed class SoakReportTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Reading_OfAProcess_HasEachFigure()
    {
        const string status = "Name:\tdotnet\nVmPeak:\t  999999 kB\nVmRSS:\t  204800 kB\nThreads:\t17\n";
        const string metrics = """
            # TYPE dotnet_timer_count gauge
            dotnet_timer_count 12 1764358000000
            dotnet_gc_last_collection_heap_size_bytes{gc_heap_generation="gen2"} 2097152
            dotnet_gc_last_collection_heap_size_bytes{gc_heap_generation="loh"} 1048576
            databricks_operator_workqueue_depth{kind="DatabricksJob",state="ready"} 3
            databricks_operator_workqueue_depth{kind="DatabricksJob",state="delayed"} 4
            http_client_open_connections{http_connection_state="idle"} 5
            # TYPE databricks_call_duration_seconds histogram
            databricks_call_duration_seconds_bucket{operation="jobs/get",le="0.1"} 3
            databricks_call_duration_seconds_bucket{operation="jobs/get",le="+Inf"} 4
            databricks_call_duration_seconds_sum{operation="jobs/get"} 0.4
            databricks_call_duration_seconds_count{operation="jobs/get"} 4

            """;

        Assert.Equal([200, 3, 25, 5, 17, 12, 7, 7], FigureReading.Of(status, 30, metrics));
    }

    /// <summary>A metric that was renamed would be flat for ever.</summary>
    [Fact]
    public void Reading_WithoutAMetric_IsAnError() =>
        Assert.Throws<InvalidOperationException>(() => FigureReading.Of("VmRSS: 1 kB\nThreads: 1\n", 1, "dotnet_timer_count 1\n"));

    [Fact]
    public void Parse_OfALine_IsTheSample()
    {
        var samples = Samples(_ => 1.5);

        Assert.Equal(samples.Select(sample => sample.ToLine()), samples.Select(sample => SoakSample.Parse(sample.ToLine()).ToLine()));
        Assert.Equal([null, 1], samples.Take(2).Select(sample => SoakSample.Parse(sample.ToLine()).Stretch));
        Assert.Equal(SoakSample.Header.Split(',').Length, samples[0].ToLine().Split(',').Length);
    }

    [Fact]
    public void Report_OfAFigureThatGrows_SaysSoAndNamesIt()
    {
        var samples = Samples(minute => minute);

        Assert.Contains($"| {SoakFigure.Timers} | 1 | 59 | 60.0 (60.0 to 60.0) | 4 | **grows** |", SoakReport.Of(Run, samples), StringComparison.Ordinal);
        Assert.Contains($"{SoakFigure.Timers} grows by 60.0 (60.0 to 60.0) an hour; the bound is 4", SoakReport.NotFlat(samples));
        Assert.Equal(SoakFigure.All.Count, SoakReport.NotFlat(samples).Count);
    }

    [Fact]
    public void Report_OfAFlatRun_HasTheFaultsAndWhatWasWrong()
    {
        var samples = Samples(_ => 7);
        var text = SoakReport.Of(Run, samples);

        Assert.Empty(SoakReport.NotFlat(samples));
        Assert.Contains($"| {SoakFigure.Timers} | 7 | 7 | 0.0 (0.0 to 0.0) | 4 | flat |", text, StringComparison.Ordinal);
        Assert.Contains("| it hangs | 3 | 5 s | 9 s |", text, StringComparison.Ordinal);
        Assert.Contains("500 objects, 60 minutes, 3 faults.\nAt its end one is missing.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Drawing_OfAFigure_HasADotForEachRestWithinThePicture()
    {
        var samples = Samples(minute => minute);
        var dots = XDocument.Parse(SoakDrawing.Of(SoakSlope.Of(samples)[0], samples)).Descendants(Svg + "circle").ToList();

        Assert.Equal(samples.Count(sample => sample.Stretch is not null), dots.Count);
        Assert.All(dots, dot => Assert.InRange((double)dot.Attribute("cx")!, 60, 530));
        Assert.True((double)dots[0].Attribute("cx")! < (double)dots[^1].Attribute("cx")!);
        Assert.True((double)dots[0].Attribute("cy")! > (double)dots[^1].Attribute("cy")!);
    }

    [Fact]
    public void Drawing_WithoutSamples_IsDrawn() => Assert.NotNull(XDocument.Parse(SoakDrawing.Of(SoakSlope.Of([])[0], [])));

    private static SoakRun Run { get; } = new("2026-11-29", "abc", 2, 500, 60, [new SoakRecovery("it hangs", [5, 9, 3])], ["one is missing"]);

    private static List<SoakSample> Samples(Func<int, double> value) =>
    [
        .. Enumerable.Range(0, 61).Select(minute => new SoakSample(minute, minute % 2 == 1 ? minute : null, [.. SoakFigure.All.Select(_ => value(minute))])),
    ];
}
