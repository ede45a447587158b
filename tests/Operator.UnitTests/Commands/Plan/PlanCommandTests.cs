using System.CommandLine;
using Operator.Api.V1Alpha1;
using Operator.Commands;
using Operator.Commands.Plan;
using Operator.UnitTests.Kinds;
using Operator.UnitTests.Kinds.Harness;

namespace Operator.UnitTests.Commands.Plan;

public sealed class PlanCommandTests
{
    private const string Job = """{"tasks":[{"taskKey":"main","notebookTask":{"notebookPath":"/main"}}]}""";

    public static TheoryData<string> Examples => [.. CommandGuide.All["plan"].Examples.Select(example => example.Arguments)];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_OfThePage_PlansWhatItNames(string arguments)
    {
        var detailed = arguments.Contains("--detailed-exitcode", StringComparison.Ordinal);

        var (exit, output, errors) = await RunAsync(arguments, Plans.Manifest("DatabricksJob", "x", Job));

        Assert.Equal(detailed ? 2 : 0, exit);
        Assert.Contains(arguments.Contains("json", StringComparison.Ordinal) ? "\"create\": 1" : "Plan: 1 to create", output, StringComparison.Ordinal);
        Assert.StartsWith("Planning without a cluster", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan -f job.yaml --no-cluster --detailed-exitcode", "a: [", 1, "job.yaml, document 1: line")]
    [InlineData("plan -f nowhere.yaml --no-cluster", "", 1, "nowhere.yaml: ")]
    [InlineData("plan -f job.yaml --no-cluster --workspace prod", "", 1, "--workspace prod is not NAME=PROFILE")]
    [InlineData("plan -f job.yaml --kubeconfig nowhere", "", 1, "The kubeconfig nowhere cannot be used")]
    [InlineData("plan -f job.yaml --no-cluster --detailed-exitcode", "", 0, "")]
    [InlineData("plan --no-cluster", "", 1, "Say what is to be planned")]
    [InlineData("plan -f job.yaml -o yaml", "", 1, "yaml")]
    public async Task Run_OfAnythingElse_EndsInItsExitCodeAndSaysWhyOnStandardError(string arguments, string manifest, int expected, string problem)
    {
        var (exit, _, errors) = await RunAsync(arguments, manifest);

        Assert.Equal(expected, exit);
        Assert.Contains(problem, errors, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(string arguments, string manifest)
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        var folder = Directory.CreateTempSubdirectory("plan-");
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "manifests"));
            File.WriteAllText(Path.Combine(folder.FullName, "job.yaml"), manifest);
            File.WriteAllText(Path.Combine(folder.FullName, "manifests", "job.yaml"), manifest);
            var words = arguments.Split(' ').Select(word => word is "manifests" or "job.yaml" or "nowhere.yaml" ? Path.Combine(folder.FullName, word) : word);
            using StringWriter output = new();
            using StringWriter errors = new();
            var root = new RootCommand { PlanCommand.Create(services => Plans.Replace(harness, services), new StringReader(manifest)) };
            var exit = await root.Parse([.. words, "--namespace", OperatorHarness.Namespace])
                .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors }, TestContext.Current.CancellationToken);
            Assert.Empty(harness.Workspace.Changes);
            return (exit, output.ToString(), errors.ToString());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
