using System.Text.Json;
using Operator.Benchmarks.Reports;
using Operator.Benchmarks.Soak.Slopes;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Benchmarks;

/// <summary>docs/reliability.md says of the soak what its recorded run has shown, and nothing else.</summary>
public sealed class SoakPageTests
{
    private static readonly string Docs = Path.Combine(Repository.Root, "docs");
    private static readonly string Text = File.ReadAllText(Path.Combine(Docs, "reliability.md"));

    private static readonly IReadOnlyList<SoakSample> Samples =
        [.. File.ReadLines(Path.Combine(Docs, "soak", "samples.csv")).Skip(1).Select(SoakSample.Parse)];

    [Fact]
    public void Page_OfTheSoak_SaysWhatIsRecorded()
    {
        var run = JsonSerializer.Deserialize<SoakRun>(File.ReadAllText(Path.Combine(Docs, "soak", "run.json")))!;

        Assert.Equal(Page.Replace(Text, "soak", SoakReport.Of(run, Samples), "make soak"), Text);
    }

    [Fact]
    public void Page_OfTheSoak_ShowsEachFigureAsItIsRecorded() => Assert.All(SoakSlope.Of(Samples), slope =>
    {
        Assert.Contains($"](soak/{slope.Figure.File}.svg)", Text, StringComparison.Ordinal);
        Assert.Equal(SoakDrawing.Of(slope, Samples), File.ReadAllText(Path.Combine(Docs, "soak", $"{slope.Figure.File}.svg")));
    });
}
