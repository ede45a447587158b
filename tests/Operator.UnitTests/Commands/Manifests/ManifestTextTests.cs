using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Operator.Commands.Manifests;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Commands.Manifests;

public sealed class ManifestTextTests
{
    private const string Written = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: fine}
        """;

    private static readonly string Corpus = Path.Combine(Repository.Root, "tests/Operator.UnitTests/Commands/Manifests/corpus");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Corpus, "*.yaml").Select(Path.GetFileNameWithoutExtension).OfType<string>()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_AnyFile_SaysWhatKubectlReads(string name)
    {
        var read = ManifestText.Read(name, File.ReadAllText(Path.Combine(Corpus, $"{name}.yaml")));

        Assert.Empty(read.Problems);
        Assert.Equal(
            PlainJson.Of(File.ReadAllText(Path.Combine(Corpus, $"{name}.kubectl.json"))),
            read.Manifests.Select(manifest => PlainJson.Of(manifest.Content)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Corpus_WhereKubectlIs_IsWhatItReads(string name)
    {
        using var kubectl = Start("annotate", "--local", "-f", Path.Combine(Corpus, $"{name}.yaml"), "corpus=read", "-o", "json");
        Assert.SkipWhen(kubectl is null, "kubectl is not installed.");
        var output = await kubectl!.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(PlainJson.Of(File.ReadAllText(Path.Combine(Corpus, $"{name}.kubectl.json"))), PlainJson.Of(output));
    }

    [Theory]
    [InlineData("a: [1, 2", "line 2")]
    [InlineData("a: *nowhere", "line 1")]
    [InlineData("a: .inf", "JSON does not know")]
    [InlineData("a: !!int x", "is not of the type !!int")]
    [InlineData("- a", "it is no object")]
    [InlineData("kind: ConfigMap", "no apiVersion or no kind")]
    [InlineData("? [a]\n: b", "the name of an entry")]
    [InlineData("~: b", "is no name")]
    public void Read_AMistakeInOneDocument_TakesNothingFromTheOthers(string mistake, string expected)
    {
        var read = ManifestText.Read("all.yaml", $"{Written}\n---\n{mistake}\n---\n{Written.Replace("fine", "also", StringComparison.Ordinal)}");

        Assert.Equal(["fine", "also"], read.Manifests.Select(manifest => manifest.Name));
        var problem = Assert.Single(read.Problems);
        Assert.Equal("all.yaml, document 2", problem.Source);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnchorsThatMultiply_EndsInAProblem()
    {
        var text = new StringBuilder("apiVersion: v1\nkind: X\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 10; level++)
        {
            text.Append(CultureInfo.InvariantCulture, $"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n");
        }

        Assert.Contains("too large", Assert.Single(ManifestText.Read("bomb.yaml", text.ToString()).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AList_GivesItsItems() => Assert.Equal(
        ["a", "b"],
        ManifestText.Read("-", """
            {"apiVersion":"v1","kind":"List","items":[
              {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}},{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}]}
            """).Manifests.Select(manifest => manifest.Name));

    [Fact]
    public async Task Read_AFolder_TakesManifestsInOrderAndFoldersOnlyWhenAsked()
    {
        var folder = Directory.CreateTempSubdirectory("manifests-");
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "more"));
            foreach (var (file, name) in new[] { ("b.yml", "b"), ("a.yaml", "a"), ("c.txt", "c"), ("more/d.json", "d") })
            {
                File.WriteAllText(Path.Combine(folder.FullName, file), Written.Replace("fine", name, StringComparison.Ordinal));
            }

            var sources = new ManifestSources(TextReader.Null);

            Assert.Equal(["a", "b"], await NamesAsync(sources, folder, isRecursive: false));
            Assert.Equal(["a", "b", "d"], await NamesAsync(sources, folder, isRecursive: true));
            Assert.Contains("missing.yaml", Assert.Single(
                (await sources.ReadAsync([Path.Combine(folder.FullName, "missing.yaml")], [], false, TestContext.Current.CancellationToken)).Problems).Source,
                StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IEnumerable<string>> NamesAsync(ManifestSources sources, DirectoryInfo folder, bool isRecursive) =>
        (await sources.ReadAsync([folder.FullName], [], isRecursive, TestContext.Current.CancellationToken)).Manifests.Select(manifest => manifest.Name);

    private static Process? Start(params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("kubectl", arguments) { RedirectStandardOutput = true });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
