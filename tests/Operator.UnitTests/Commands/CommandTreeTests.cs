using System.CommandLine;
using System.Text.Json.Nodes;
using Operator.Commands;
using Operator.Kinds;
using Operator.Runtime.Client;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Commands;

public sealed class CommandTreeTests
{
    public static TheoryData<string> Examples => [.. CommandGuide.All.Values.SelectMany(guide => guide.Examples).Select(example => example.Arguments)];

    public static TheoryData<string> Kinds => [.. KindRegistry.All.Select(kind => ResourceDefinition.Of(kind.Resource).Kind)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_OfAPage_IsACommandOfTheProgram(string arguments) => Assert.Empty(CommandTree.Create().Parse(arguments).Errors);

    [Theory]
    [InlineData("version", "databricks-operator.io/v1alpha1")]
    [InlineData("completion bash", "[suggest:")]
    [InlineData("completion fish", "kubectl-databricks")]
    [InlineData("schema DatabricksJob", "\"tasks\"")]
    [InlineData("plan --help", "--detailed-exitcode")]
    public async Task Command_OfThatName_Prints(string arguments, string expected)
    {
        var (exit, output) = await RunAsync(arguments);

        Assert.Equal(0, exit);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan --nonsense")]
    [InlineData("convert --from pulumi")]
    public async Task Mistake_InTheArguments_IsSaidOnStandardErrorOnly(string arguments)
    {
        using StringWriter output = new();
        using StringWriter errors = new();

        var exit = await CommandTree.RunAsync(
            arguments.Split(' '), isPlugin: false, new InvocationConfiguration { Output = output, Error = errors }, TestContext.Current.CancellationToken);

        Assert.Equal((1, ""), (exit, output.ToString()));
        Assert.NotEmpty(errors.ToString());
    }

    [Fact]
    public async Task Suggestions_ForAHalfWord_NameTheOption() =>
        Assert.Contains("--detailed-exitcode", (await RunAsync("[suggest:13] \"plan --detail\"")).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData(true, "/usr/local/bin/kubectl-databricks")]
    [InlineData(true, "kubectl-databricks.exe")]
    [InlineData(false, "/app/databricks-operator")]
    public void IsPlugin_ByTheNameOfTheProgram_IsWhatKubectlCalls(bool expected, string name) => Assert.Equal(expected, CommandTree.IsPlugin([name, "plan"]));

    [Fact]
    public void Create_ForKubectl_HasNoOptionsOfTheOperatorAtItsRoot()
    {
        Assert.Contains(CommandTree.Create().Options, option => option.Name == "--workers");
        Assert.DoesNotContain(CommandTree.Create(isPlugin: true).Options, option => option.Name == "--workers");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Schema_OfAKind_IsClosedAndKnowsNothingOfApiServers(string kind)
    {
        var schema = SchemaCommand.Of(kind)!;

        Assert.Equal(kind, (string)schema["properties"]!["kind"]!["const"]!);
        Assert.False((bool)schema["properties"]!["spec"]!["additionalProperties"]!);
        Assert.DoesNotContain("x-kubernetes-", schema.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_ToAFolder_WritesOneFileForEachKindByTheNamesOfKubeconform()
    {
        var folder = Directory.CreateTempSubdirectory("schemas-");
        try
        {
            Assert.Equal(0, (await RunAsync($"schema --output-dir {folder.FullName}")).Exit);
            Assert.Equal(
                KindRegistry.All.Select(kind => $"{ResourceDefinition.Of(kind.Resource).Kind.ToLowerInvariant()}_v1alpha1.json").Order(),
                Directory.GetFiles(Path.Combine(folder.FullName, "databricks-operator.io")).Select(Path.GetFileName).Order()!);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("examples/ci/github/plan.yaml")]
    [InlineData("examples/ci/gitlab/plan.yaml")]
    public void Example_ForCi_CallsPlanAsTheProgramKnowsIt(string path)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, path));
        var calls = text.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("plan ", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(calls);
        Assert.All(calls, call => Assert.Empty(CommandTree.Create().Parse(call.Split(" >")[0]).Errors));
        Assert.NotNull(Operator.Commands.Manifests.YamlReader.Read(text) as JsonObject);
    }

    private static async Task<(int Exit, string Output)> RunAsync(string arguments)
    {
        using StringWriter output = new();
        var exit = await CommandTree.Create().Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = output }, TestContext.Current.CancellationToken);
        return (exit, output.ToString());
    }
}
