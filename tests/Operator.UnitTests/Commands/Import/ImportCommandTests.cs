using System.CommandLine;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Commands;
using Operator.Commands.Import;
using Operator.Commands.Manifests;
using Operator.UnitTests.Kinds;

namespace Operator.UnitTests.Commands.Import;

public sealed class ImportCommandTests
{
    private const string Status = """
        {"apiVersion":"v1","kind":"List","items":[
          {"apiVersion":"databricks-operator.io/v1alpha1","kind":"DatabricksJob",
           "metadata":{"name":"etl","namespace":"team","uid":"u","resourceVersion":"7","finalizers":["f"],"labels":{"a":"b"},
             "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}"}},
           "spec":{"description":"mine"},"status":{"jobId":"17"}},
          {"apiVersion":"databricks-operator.io/v1alpha1","kind":"DatabricksJobRun","metadata":{"name":"r"},"spec":{}}]}
        """;

    public static TheoryData<string> Examples => [.. CommandGuide.All["import"].Examples.Select(example => example.Arguments)];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_OfThePage_WritesWhatItNames(string arguments)
    {
        var (exit, output, errors, files) = await RunAsync(arguments);

        Assert.True(exit == 0, errors);
        var text = $"{output}{string.Concat(files.Values)}";
        var kind = arguments.Contains("notebooks", StringComparison.Ordinal) ? "DatabricksNotebook" : "DatabricksJob";
        Assert.Contains($"kind: {kind}", text, StringComparison.Ordinal);
        Assert.Empty(ManifestText.Read("output", output).Problems);
    }

    [Fact]
    public async Task Run_ToAFolder_WritesAFileEachAndAKustomizationOfAll()
    {
        var (exit, output, _, files) = await RunAsync("import jobs notebooks --folder /Shared -n team --output-dir manifests");

        Assert.Equal((0, ""), (exit, output));
        Assert.Equal(
            ["databricksjobs/etl-1.yaml", "databricksnotebooks/load.py", "databricksnotebooks/load.yaml", "kustomization.yaml"],
            files.Keys.Order(StringComparer.Ordinal));
        var kustomization = (JsonObject)YamlReader.Read(files["kustomization.yaml"])!;
        Assert.Equal("""["databricksjobs/etl-1.yaml","databricksnotebooks/load.yaml"]""", kustomization["resources"]!.ToJsonString());
        Assert.Equal("""["databricksnotebooks/load.py"]""", kustomization["configMapGenerator"]![0]!["files"]!.ToJsonString());
        var notebook = YamlReader.Read(files["databricksnotebooks/load.yaml"])!;
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"configMapKeyRef":{"name":"load","key":"load.py"}}"""), notebook["spec"]!["contentFrom"]));
        Assert.Equal("team", (string)notebook["metadata"]!["namespace"]!);
    }

    [Fact]
    public async Task Run_FromStatus_WritesSpecsWithTheirIdsAndNothingOfTheServer()
    {
        var (exit, output, errors, _) = await RunAsync("import --from-status");

        Assert.Equal(0, exit);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {"apiVersion":"databricks-operator.io/v1alpha1","kind":"DatabricksJob","metadata":{"name":"etl","namespace":"team","labels":{"a":"b"}},
                 "spec":{"description":"mine","externalId":"17"}}
                """),
            YamlReader.Read(output)), output);
        Assert.Contains("DatabricksJobRun r: left out", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import", 1, "Say what to import")]
    [InlineData("import jobs --from-status", 1, "Say what to import")]
    [InlineData("import tables", 1, "tables")]
    [InlineData("import jobs --workspace prod", 1, "--workspace prod is not NAME=PROFILE")]
    [InlineData("import jobs --id 4711", 3, "jobs 4711: there is none of this id")]
    public async Task Run_OfAnythingElse_EndsInItsExitCodeAndSaysWhyOnStandardError(string arguments, int expected, string problem)
    {
        var (exit, _, errors, _) = await RunAsync(arguments);

        Assert.Equal(expected, exit);
        Assert.Contains(problem, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prod=P", """{"name":"prod"}""")]
    [InlineData("shared/prod=P", """{"name":"prod","namespace":"shared"}""")]
    [InlineData("default=P", null)]
    public void Target_OfAWorkspace_IsWhatManifestsName(string text, string? expected) =>
        Assert.Equal(expected, ImportTarget.Parse(text).Reference?.ToJsonString());

    private static async Task<(int Exit, string Output, string Errors, Dictionary<string, string> Files)> RunAsync(string arguments)
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        harness.Remote.Jobs.Create(
            (JsonObject)JsonNode.Parse("""{"name":"etl-1","tasks":[{"task_key":"main","notebook_task":{"notebook_path":"/main"}}]}""")!, "a");
        harness.Remote.Objects.Create("/Shared/etl/load", "PYTHON", "print(1)");
        var folder = Directory.CreateTempSubdirectory("import-");
        try
        {
            var words = arguments.Split(' ').Select(word => word.Trim('\'')).Select(word => word == "manifests" ? folder.FullName : word);
            using StringWriter output = new();
            using StringWriter errors = new();
            var root = new RootCommand { ImportCommand.Create(() => harness.Process.Client, new StringReader(Status)) };
            var exit = await root.Parse([.. words])
                .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors }, TestContext.Current.CancellationToken);
            Assert.Empty(harness.Workspace.Changes);
            var files = folder.EnumerateFiles("*", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(folder.FullName, file.FullName).Replace('\\', '/'), file => File.ReadAllText(file.FullName));
            return (exit, output.ToString(), errors.ToString(), files);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
