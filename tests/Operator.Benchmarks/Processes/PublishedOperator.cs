using Operator.IntegrationTests.Harness;

namespace Operator.Benchmarks.Processes;

/// <summary>The program as it is shipped: a published Release build in a temporary folder.</summary>
internal sealed class PublishedOperator : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("databricks-bench-operator-").FullName;

    private PublishedOperator()
    {
    }

    public string Program => Path.Combine(directory, "databricks-operator.dll");

    public static async Task<PublishedOperator> CreateAsync(CancellationToken cancellationToken)
    {
        var published = new PublishedOperator();
        try
        {
            await Shell.RunAsync(
                cancellationToken,
                "dotnet",
                "publish",
                Repository.File("src", "Operator"),
                "--configuration",
                "Release",
                "--nologo",
                "--verbosity",
                "quiet",
                "-p:RunAnalyzers=false",
                "--output",
                published.directory);
            return published;
        }
        catch
        {
            published.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
