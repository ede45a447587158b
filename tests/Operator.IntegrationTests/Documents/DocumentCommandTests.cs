using Databricks.Simulator.Hosting;
using Operator.Api.V1Alpha1;
using Operator.IntegrationTests.GitOps;
using Operator.IntegrationTests.Harness;
using Operator.UnitTests.Documents;

namespace Operator.IntegrationTests.Documents;

/// <summary>
/// What a page tells a reader to do is done, from its first block to its last: files are saved under the names in their first lines, blocks marked
/// <c>sh execute</c> go to one shell, with kubectl, the operator and a workspace.
/// </summary>
public sealed class DocumentCommandTests(ControlPlane controlPlane) : IDisposable
{
    /// <summary>The pages themselves wait as long as real clusters take.</summary>
    private const string Seconds = "60";

    /// <summary>The operator, as if it were installed.</summary>
    private static readonly string Program =
        $"databricks-operator() {{ dotnet '{OperatorProcess.Program}' \"$@\"; }}";

    private readonly string folder = Directory.CreateTempSubdirectory("book-").FullName;

    public static TheoryData<string> Pages => [.. MarkdownPage.All.Where(page => page.Blocks.Any(block => block.IsExecuted)).Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Commands_OfAPage_SucceedInTheirOrder(string path)
    {
        await using var place = await OperatedWorkspace.StartAsync(controlPlane, "book", new WorkspaceOptions());
        await File.WriteAllLinesAsync(
            Path.Combine(folder, "page.sh"), [Program, .. MarkdownPage.Of(path).Blocks.Select(Commands)], TestContext.Current.CancellationToken);
        await using var shell = ChildProcess.Start(
            "timeout",
            [Seconds, "bash", "-c", $"cd '{folder}' && exec bash -euxo pipefail page.sh"],
            await EnvironmentAsync(place));

        var code = await shell.WaitAsync(TestContext.Current.CancellationToken);

        Assert.True(code == 0, $"ended with {code}: {shell.Errors}\n{string.Join('\n', shell.Lines)}\n{place.Log}");
    }

    [Fact]
    public async Task Manifests_OfAllPages_AreTakenUnderStrictValidation()
    {
        var kubectl = await controlPlane.PrepareAsync("book");
        var manifests = MarkdownPage.All.SelectMany(page => page.Blocks)
            .Where(block => block.IsYaml && block.Content.Contains(ApiGroup.ApiVersion, StringComparison.Ordinal))
            .SelectMany(block => GitManifest.Parse(block.Content)).Where(manifest => (string?)manifest.Body["apiVersion"] == ApiGroup.ApiVersion).ToList();
        var file = Path.Combine(folder, "manifests.yaml");
        // Their namespaces are those of a reader.
        manifests.ForEach(manifest => manifest.Body["metadata"]!.AsObject().Remove("namespace"));
        await File.WriteAllLinesAsync(file, manifests.Select(manifest => $"---\n{manifest.Body.ToJsonString()}"), TestContext.Current.CancellationToken);

        var taken = await kubectl.RunAsync("create", "--dry-run=server", "--validate=strict", "-f", file, "-o", "name");

        Assert.Equal(manifests.Count, taken.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Commands(MarkdownBlock block) =>
        block.IsExecuted ? block.Content
        : block.FileName is { } file ? $"mkdir -p \"$(dirname {file})\"\ncat >{file} <<'END-OF-FILE'\n{block.Content}END-OF-FILE"
        : "";

    /// <summary>A folder as a clone of the repository, and a terminal whose kubectl has the namespace of the page.</summary>
    private async Task<Dictionary<string, string>> EnvironmentAsync(OperatedWorkspace place)
    {
        var kubectl = (await ChildProcess.RunAsync(Repository.File("hack", "tools.sh"), ["kubectl"])).Trim();
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        File.Copy(controlPlane.Kubeconfig, kubeconfig);
        await ChildProcess.RunAsync(
            kubectl, ["--kubeconfig", kubeconfig, "config", "set-context", "--current", "--namespace", place.Kubectl.Namespace]);
        foreach (var name in new[] { "config", "examples" })
        {
            Directory.CreateSymbolicLink(Path.Combine(folder, name), Repository.File(name));
        }

        return new Dictionary<string, string>
        {
            ["PATH"] = $"{Path.GetDirectoryName(kubectl)}:{Environment.GetEnvironmentVariable("PATH")}",
            ["KUBECONFIG"] = kubeconfig,
            ["DATABRICKS_HOST"] = place.Host.ToString().TrimEnd('/'),
            ["DATABRICKS_TOKEN"] = WorkspaceOptions.DefaultToken,
            ["OPERATOR__ALLOWINSECUREHOSTS"] = "true",
        };
    }
}
