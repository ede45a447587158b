namespace Operator.FaultTests.Harness;

/// <summary>The working copy the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string File(string path) => Path.Combine(Root, path);

    private static string Find(string directory) => System.IO.File.Exists(Path.Combine(directory, "Operator.sln"))
        ? directory
        : Find(Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("Operator.sln was not found above the test assembly."));
}
