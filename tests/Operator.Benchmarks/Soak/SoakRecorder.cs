using System.Text.Json;
using Operator.Benchmarks.Reports;
using Operator.Benchmarks.Soak.Slopes;
using Operator.IntegrationTests.Harness;

namespace Operator.Benchmarks.Soak;

/// <summary>docs/soak: the run, its samples and its plots; and its tables in docs/reliability.md.</summary>
internal static class SoakRecorder
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly string Text = Repository.File("docs", "reliability.md");

    public static async Task WriteAsync(SoakRun run, IReadOnlyList<SoakSample> samples, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Repository.File("docs", "soak"));
        await File.WriteAllTextAsync(Repository.File("docs", "soak", "run.json"), JsonSerializer.Serialize(run, Indented) + "\n", cancellationToken);
        await File.WriteAllLinesAsync(
            Repository.File("docs", "soak", "samples.csv"), [SoakSample.Header, .. samples.Select(sample => sample.ToLine())], cancellationToken);
        await DrawAsync(cancellationToken);
    }

    /// <summary>The page and the plots of what is recorded.</summary>
    public static async Task DrawAsync(CancellationToken cancellationToken)
    {
        var run = JsonSerializer.Deserialize<SoakRun>(await File.ReadAllTextAsync(Repository.File("docs", "soak", "run.json"), cancellationToken))!;
        List<SoakSample> samples =
            [.. (await File.ReadAllLinesAsync(Repository.File("docs", "soak", "samples.csv"), cancellationToken)).Skip(1).Select(SoakSample.Parse)];
        foreach (var slope in SoakSlope.Of(samples))
        {
            await File.WriteAllTextAsync(
                Repository.File("docs", "soak", $"{slope.Figure.File}.svg"), SoakDrawing.Of(slope, samples), cancellationToken);
        }

        var text = await File.ReadAllTextAsync(Text, cancellationToken);
        text = Page.Replace(text, "soak", SoakReport.Of(run, samples), "make soak");
        await File.WriteAllTextAsync(Text, text, cancellationToken);
    }
}
