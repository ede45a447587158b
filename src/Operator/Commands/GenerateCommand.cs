using System.CommandLine;

namespace Operator.Commands;

/// <summary><c>generate</c>: writes the CRDs, the RBAC rules, the API reference and the chart's schema; for developers of the operator.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        Option<DirectoryInfo> output = new("--output")
        {
            Description = "Root of the repository to write into.",
            DefaultValueFactory = _ => new DirectoryInfo("."),
        };
        Command command = new("generate", "Write the CRDs, the RBAC rules and the API reference from the C# types.") { output };
        command.SetAction((result, cancellation) => WriteAsync(result.GetRequiredValue(output), cancellation));
        return command;
    }

    private static async Task<int> WriteAsync(DirectoryInfo root, CancellationToken cancellation)
    {
        foreach ((string path, string content) in GeneratedFiles.All().Concat(ChartFiles.All(root)))
        {
            FileInfo file = new(Path.Combine(root.FullName, path));
            file.Directory!.Create();
            await File.WriteAllTextAsync(file.FullName, content, cancellation);
        }

        return 0;
    }
}
