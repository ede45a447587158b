using System.Text;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Packaging;

/// <summary>
/// The chart under many values: each file renders what was reviewed, and a real API server would take all of it. What was reviewed stands beside the values as
/// the difference to the chart's defaults; after a change that is meant, run the tests with UPDATE_SNAPSHOTS=1 and look at what git shows.
/// </summary>
public sealed class ChartMatrixTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private static readonly SemaphoreSlim Turn = new(1);
    private static bool isPrepared;

    private Helm helm = null!;

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    private static string Folder => Repository.File("tests", "Operator.IntegrationTests", "Packaging", "Values");

    public async ValueTask InitializeAsync()
    {
        helm = await Helm.GetAsync();
        await Turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            foreach (var @namespace in isPrepared ? [] : new[] { "databricks-operator-system", "team-a", "team-b" })
            {
                await controlPlane.Kubectl.RunAsync("create", "namespace", @namespace);
            }

            isPrepared = true;
        }
        finally
        {
            Turn.Release();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Template_OfAValuesFile_IsWhatWasReviewedAndAnApiServerTakesIt(string file)
    {
        var manifests = await RenderAsync(file);
        var difference = Difference(Objects(await RenderAsync("default")), Objects(manifests));

        // Rendered without a cluster, the chart takes the newest form of what it can; on a real one it asks, which HelmTests show.
        var isServed = (await controlPlane.Kubectl.RunAsync("api-versions")).Split('\n').Contains("policy/v1");
        await controlPlane.Kubectl.ApplyAsync(
            isServed ? manifests : manifests.Replace("apiVersion: policy/v1\n", "apiVersion: policy/v1beta1\n", StringComparison.Ordinal),
            "--dry-run=server",
            "--validate=false");
        var snapshot = Path.Combine(Folder, $"{file}.snapshot");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(snapshot, difference, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(snapshot, TestContext.Current.CancellationToken), difference);
    }

    [Fact]
    public void Files_OfTheMatrix_AreAtLeastTwenty() => Assert.True(Files.Count >= 20);

    /// <summary>Without the definitions, which are the same under all of these values.</summary>
    private Task<string> RenderAsync(string file) => helm.TemplateAsync(
        "--set", "crds.install=false,image.tag=tag,simulator.image.tag=tag", "--values", Path.Combine(Folder, $"{file}.yaml"));

    /// <summary>The lines of each object, by kind, namespace and name; not those that change with every version.</summary>
    private static SortedDictionary<string, string[]> Objects(string manifests) => new(
        manifests.Split("\n---", StringSplitOptions.RemoveEmptyEntries)
            .Select(text => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line[0] != '#' && !line.StartsWith("helm.sh/chart:", StringComparison.Ordinal)
                    && !line.StartsWith("app.kubernetes.io/version:", StringComparison.Ordinal)).ToArray())
            .Where(lines => lines.Length > 1)
            .ToDictionary(lines => $"{Value(lines, "kind")} {Value(lines, "namespace")}/{Value(lines, "name")}"),
        StringComparer.Ordinal);

    private static string Value(string[] lines, string field) =>
        lines.FirstOrDefault(line => line.StartsWith($"{field}: ", StringComparison.Ordinal))?[(field.Length + 2)..] ?? "";

    private static string Difference(SortedDictionary<string, string[]> defaults, SortedDictionary<string, string[]> rendered)
    {
        StringBuilder text = new();
        foreach (var name in defaults.Keys.Union(rendered.Keys).Order(StringComparer.Ordinal))
        {
            var (before, after) = (defaults.GetValueOrDefault(name) ?? [], rendered.GetValueOrDefault(name) ?? []);
            var lines = Without(before, after).Select(line => $"- {line}").Concat(Without(after, before).Select(line => $"+ {line}")).ToList();
            if (lines.Count > 0)
            {
                text.Append(name).Append('\n').AppendJoin('\n', lines).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>The lines that others have fewer times, in order.</summary>
    private static IEnumerable<string> Without(string[] lines, string[] others)
    {
        var left = others.CountBy(line => line).ToDictionary();
        return lines.Where(line =>
        {
            var count = left.GetValueOrDefault(line);
            left[line] = count - 1;
            return count <= 0;
        });
    }
}
