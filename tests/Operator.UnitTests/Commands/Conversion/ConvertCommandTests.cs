using System.CommandLine;
using Operator.Commands;
using Operator.Commands.Conversion;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Commands.Conversion;

/// <summary>The files in Files are written by hand in the formats of the tools; beside each stands what it becomes.</summary>
public sealed class ConvertCommandTests
{
    private static readonly string Files = Path.Combine(Repository.Root, "tests", "Operator.UnitTests", "Commands", "Conversion", "Files");

    public static TheoryData<string> Examples => [.. CommandGuide.All["convert"].Examples.Select(example => example.Arguments)];

    [Theory]
    [InlineData("bundle-summary", "bundle-summary.json", 3)]
    [InlineData("terraform-state", "terraform.tfstate", 3)]
    [InlineData("azure-databricks-operator", "azure-databricks-operator.yaml", 3)]
    public async Task Run_OfAFileOfTheTool_WritesItsManifestsAndNamesWhatIsLeftOut(string source, string file, int expected)
    {
        var (exit, output, errors) = await RunAsync($"convert --link-references --from {source} {Path.Combine(Files, file)}", "");

        await AssertSameAsync($"{source}.expected.yaml", output);
        await AssertSameAsync($"{source}.expected.txt", errors);
        Assert.Equal(expected, exit);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_OfThePage_WritesManifests(string arguments)
    {
        var folder = Directory.CreateTempSubdirectory("convert-");
        try
        {
            var input = await File.ReadAllTextAsync(
                Path.Combine(Files, arguments.Contains("bundle", StringComparison.Ordinal) ? "bundle-summary.json"
                    : arguments.Contains("azure", StringComparison.Ordinal) ? "azure-databricks-operator.yaml" : "terraform.tfstate"),
                TestContext.Current.CancellationToken);

            var (exit, output, errors) = await RunAsync(arguments.Replace("manifests", folder.FullName, StringComparison.Ordinal), input);

            Assert.True(exit == 3, errors);
            Assert.True(output.Contains("kind: Databricks", StringComparison.Ordinal) || folder.EnumerateFiles("kustomization.yaml").Any(), output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("convert", "", 1, "--from")]
    [InlineData("convert --from pulumi", "", 1, "pulumi")]
    [InlineData("convert --from bundle-summary", "{}", 1, "standard input is not what `databricks bundle summary -o json` prints")]
    [InlineData("convert --from bundle", "bundle:\n  name: etl\n", 1, "standard input is not what `databricks bundle validate -o json` prints")]
    [InlineData("convert --from terraform-state", """{"version":3,"modules":[]}""", 1, "is not a Terraform state of version 4")]
    [InlineData("convert --from azure-databricks-operator", "", 1, "holds no object of databricks.microsoft.com/v1alpha1")]
    [InlineData("convert --from terraform-state /nowhere.tfstate", "", 1, "/nowhere.tfstate")]
    [InlineData("convert --from bundle-summary --workspace a/b/c", """{"bundle":{}}""", 1, "--workspace a/b/c is not NAME or NAMESPACE/NAME")]
    [InlineData(
        "convert --from bundle", """{"bundle":{},"resources":{"jobs":{"a":{"name":"${var.name}"}}}}""", 3,
        "resources.jobs.a: not converted: ${var.name} is not resolved")]
    public async Task Run_OfAnythingElse_EndsInItsExitCodeAndSaysWhyOnStandardError(string arguments, string input, int expected, string problem)
    {
        var (exit, output, errors) = await RunAsync(arguments, input);

        Assert.Equal(expected, exit);
        Assert.DoesNotContain("kind: Databricks", output, StringComparison.Ordinal);
        Assert.Contains(problem, errors, StringComparison.Ordinal);
    }

    /// <summary>With UPDATE_SNAPSHOTS=1 the file is written in place of being compared.</summary>
    private static async Task AssertSameAsync(string name, string actual)
    {
        var file = Path.Combine(Files, name);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(file, actual, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), actual);
    }

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(string arguments, string input)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        var root = new RootCommand { ConvertCommand.Create(new StringReader(input)) };
        var exit = await root.Parse(arguments.Split(' '))
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors }, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), errors.ToString());
    }
}
