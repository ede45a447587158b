using System.Runtime.InteropServices;
using Operator.IntegrationTests.Harness;

namespace Operator.Benchmarks.Processes;

/// <summary>
/// The program as the image holds it, in a temporary folder: published for this architecture, which is what has its code compiled ahead of time.
/// </summary>
internal sealed class PublishedOperator : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("databricks-bench-operator-").FullName;

    private PublishedOperator()
    {
    }

    /// <summary>As the option of `dotnet publish` names it: x64 or arm64.</summary>
    private static string Architecture => RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();

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
                "--arch",
                Architecture,
                "--nologo",
                "--verbosity",
                "quiet",
                "-p:RunAnalyzers=false",
                "-p:UseAppHost=false",
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
